/** Spreads redraws over frames: the hovered chart first, then a few in each frame; what is off the screen never. */

export interface Drawable {
  visible: boolean;
  hovered: boolean;
  draw(): void;
}

const CHARTS_PER_FRAME = 4;
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
  for (const chart of due) {
    if (drawn >= CHARTS_PER_FRAME || (drawn > 0 && performance.now() - started > FRAME_BUDGET_MS)) break;
    waiting.delete(chart);
    chart.draw();
    drawn += 1;
  }
  frame = drawn < due.length ? requestAnimationFrame(drawSome) : 0;
}
