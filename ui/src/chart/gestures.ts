/**
 * Pointer, wheel and key gestures on a chart, told in pixels: drag zooms x, or y where it begins on the y axis; shift-drag pans, alt-drag
 * selects a stretch, double click resets, Ctrl or Cmd with the wheel zooms, two fingers pinch, Esc takes a drag back. The plain wheel
 * scrolls the page.
 */

/** What a drag selects: x or y to zoom to, or a stretch of x to look at. */
export type Selecting = "x" | "y" | "stretch";

export interface GestureTarget {
  hover(x: number, y: number): void;
  leave(): void;
  /** Whether this place is beside the plot, on its y axis. */
  onAxis(x: number): boolean;
  /** From and to are places in x, or in y where that is what is selected. */
  select(what: Selecting, from: number, to: number): void;
  selectEnd(what: Selecting, from: number, to: number): void;
  cancel(): void;
  /** What is shown now is what `panBack` returns to. */
  panStart(): void;
  panBack(): void;
  pan(pixels: number): void;
  zoom(factor: number, at: number): void;
  reset(x: number): void;
  click(x: number, y: number): void;
}

const CLICK_SLACK = 4;
const WHEEL_SPEED = 0.0025;

export function listenForGestures(element: HTMLElement, target: GestureTarget): () => void {
  const stop = new AbortController();
  const gestures = new Gestures(element, target);
  const listen = <K extends keyof HTMLElementEventMap>(
    name: K,
    handler: (event: HTMLElementEventMap[K]) => void,
    options: AddEventListenerOptions = {},
  ) => element.addEventListener(name, handler, { ...options, signal: stop.signal });
  listen("pointerdown", (event) => gestures.down(event));
  listen("pointermove", (event) => gestures.move(event));
  listen("pointerup", (event) => gestures.up(event));
  listen("click", (event) => gestures.click(event));
  listen("pointercancel", () => gestures.abandon());
  listen("pointerleave", () => gestures.leave());
  listen("dblclick", (event) => gestures.doubleClick(event));
  listen("wheel", (event) => gestures.wheel(event), { passive: false });
  addEventListener("keydown", (event) => gestures.key(event), { capture: true, signal: stop.signal });
  return () => stop.abort();
}

class Gestures {
  private readonly fingers = new Map<number, number>();
  private start: { x: number; y: number; panning: boolean; selecting: Selecting; touch: boolean } | null = null;
  private moved = false;
  private lastX = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly target: GestureTarget,
  ) {}

  private at(event: MouseEvent): { x: number; y: number } {
    const box = this.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const { x, y } = this.at(event);
    this.fingers.set(event.pointerId, x);
    this.element.setPointerCapture(event.pointerId);
    const selecting = this.target.onAxis(x) ? "y" : event.altKey ? "stretch" : "x";
    const panning = event.shiftKey && selecting === "x";
    this.start = { x, y, panning, selecting, touch: event.pointerType === "touch" };
    this.moved = this.fingers.size > 1;
    this.lastX = x;
  }

  move(event: PointerEvent): void {
    const { x, y } = this.at(event);
    const before = this.fingers.get(event.pointerId);
    if (this.fingers.size === 2 && before !== undefined) {
      this.pinch(event.pointerId, before, x);
      return;
    }
    if (!this.start || this.start.touch) {
      this.target.hover(x, y);
      return;
    }
    const { panning, selecting } = this.start;
    const [from, to] = selecting === "y" ? [this.start.y, y] : [this.start.x, x];
    if (Math.abs(to - from) > CLICK_SLACK) this.begin(panning);
    if (!this.moved) return;
    if (panning) this.target.pan(x - this.lastX);
    else this.target.select(selecting, from, to);
    this.lastX = x;
  }

  private begin(panning: boolean): void {
    if (panning && !this.moved) this.target.panStart();
    this.moved = true;
  }

  private pinch(finger: number, before: number, now: number): void {
    this.fingers.set(finger, now);
    const other = [...this.fingers].find(([id]) => id !== finger);
    if (!other) return;
    const apart = Math.max(16, Math.abs(now - other[1])) / Math.max(16, Math.abs(before - other[1]));
    this.target.zoom(1 / apart, (now + other[1]) / 2);
  }

  up(event: PointerEvent): void {
    const { x, y } = this.at(event);
    this.fingers.delete(event.pointerId);
    const start = this.start;
    this.start = null;
    if (!start) return;
    if (!this.moved || start.panning || start.touch) return;
    if (start.selecting === "y") this.target.selectEnd("y", start.y, y);
    else this.target.selectEnd(start.selecting, start.x, x);
  }

  /** Not at pointerup: what a tap opens must not get the click that follows it. */
  click(event: MouseEvent): void {
    const { x, y } = this.at(event);
    if (!this.moved) this.target.click(x, y);
  }

  doubleClick(event: MouseEvent): void {
    this.target.reset(this.at(event).x);
  }

  abandon(): void {
    this.fingers.clear();
    this.start = null;
    this.target.cancel();
  }

  /** Before the page hears of it, which would unpin. That the pointer moved stays: its release is no click. */
  key(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.start || !this.moved || this.start.touch) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.start.panning) this.target.panBack();
    this.abandon();
  }

  leave(): void {
    if (!this.start) this.target.leave();
  }

  wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.target.zoom(Math.exp(event.deltaY * WHEEL_SPEED), this.at(event).x);
  }
}
