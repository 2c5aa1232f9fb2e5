/**
 * Spreads work over frames. Redraws: the hovered chart first, then a few in each frame; what is off the screen never.
 * Other work: at once while this frame has time for it, else in one of the next.
 */

export interface Drawable {
  visible: boolean;
  hovered: boolean;
  /** How many lines it draws. */
  readonly lineCount: number;
  draw(): void;
}

const CHARTS_PER_FRAME = 4;
const LINES_PER_FRAME = 120;
const FRAME_BUDGET_MS = 8;

const waiting = new Set<Drawable>();
let frame = 0;

export function requestRedraw(chart: Drawable): void {
  waiting.add(chart);
  if (frame === 0) frame = requestAnimationFrame(drawSome);
}

export function withdrawRedraw(chart: Drawable): void {
  waiting.delete(chart);
}

function drawSome(): void {
  const started = performance.now();
  const due = [...waiting].filter((chart) => chart.visible).sort((a, b) => Number(b.hovered) - Number(a.hovered));
  let drawn = 0;
  let lines = 0;
  for (const chart of due) {
    lines += chart.lineCount;
    const full = drawn >= CHARTS_PER_FRAME || lines > LINES_PER_FRAME || performance.now() - started > FRAME_BUDGET_MS;
    if (drawn > 0 && full) break;
    waiting.delete(chart);
    chart.draw();
    drawn += 1;
  }
  frame = drawn < due.length ? requestAnimationFrame(drawSome) : 0;
}

const tasks = new Map<object, () => void>();
let taskFrame = 0;
let spent = 0;

/** Does `work` for `owner`, who waits for one piece of work at a time: a later one takes its place. */
export function inTurn(owner: object, work: () => void): void {
  tasks.set(owner, work);
  if (spent <= FRAME_BUDGET_MS) doSome();
  if (taskFrame === 0) taskFrame = requestAnimationFrame(nextTurn);
}

export function withdrawWork(owner: object): void {
  tasks.delete(owner);
}

function nextTurn(): void {
  spent = 0;
  taskFrame = 0;
  doSome();
  if (tasks.size > 0) taskFrame = requestAnimationFrame(nextTurn);
}

function doSome(): void {
  for (const [owner, work] of tasks) {
    if (spent > FRAME_BUDGET_MS) break;
    tasks.delete(owner);
    const started = performance.now();
    work();
    spent += performance.now() - started;
  }
}
