/**
 * Parallel coordinates on three canvases: all runs in grey, the selected ones in colour, and the one that is pointed at
 * with the axes. So each changes without the others. Wraps polylines.
 */
import type { Axis } from "../data/axis";
import type { Ink } from "./ink";
import { nearestLine, PolylinePainter, type Polylines } from "./polylines";

/** Room above the axes, for the track of runs without a value below, and for labels at both sides. */
const PARALLEL = { top: 12, bottom: 44, side: 72, none: 24 };

const REACH = 10;
/** With this many selected lines their colours are as strong as they get thin. */
const CROWD = 200;
const LEAST_ALPHA = 0.35;
const GREY_ALPHA = 0.5;

/** Where an axis stands, of `count` in this width. */
export function axisX(axis: number, count: number, width: number): number {
  return count < 2 ? width / 2 : PARALLEL.side + (axis * (width - 2 * PARALLEL.side)) / (count - 1);
}

export interface ParallelState {
  axes: Axis[];
  runs: number;
  selected: Uint8Array;
  /** Of each run. */
  colours: string[];
  /** The runs in the order in which they are drawn. */
  order: Uint32Array;
  ink: Ink;
  words: { none: string };
}

export class Parallel {
  private readonly contexts: [CanvasRenderingContext2D, CanvasRenderingContext2D, CanvasRenderingContext2D];
  private readonly grey: PolylinePainter;
  private readonly coloured: PolylinePainter;
  private state: ParallelState | null = null;
  private places: Pick<Polylines, "x" | "y"> = { x: new Float64Array(), y: new Float32Array() };
  private shown: Uint32Array = new Uint32Array();
  private width = 0;
  private height = 0;
  private ratio = 1;
  private highlighted = -1;
  private wasAll = true;
  /** Called when all lines of the last state are drawn. */
  onDrawn: (() => void) | null = null;

  constructor(private readonly canvases: [HTMLCanvasElement, HTMLCanvasElement, HTMLCanvasElement]) {
    this.contexts = canvases.map((canvas) => canvas.getContext("2d")) as typeof this.contexts;
    this.grey = new PolylinePainter(this.contexts[0]);
    this.coloured = new PolylinePainter(this.contexts[1]);
  }

  resize(width: number, height: number, ratio: number): void {
    if (width === this.width && height === this.height && ratio === this.ratio) return;
    [this.width, this.height, this.ratio] = [width, height, ratio];
    for (const canvas of this.canvases) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    if (this.state) this.show(this.state);
  }

  yOf(place: number): number {
    if (Number.isNaN(place)) return this.height - PARALLEL.none;
    return this.height - PARALLEL.bottom - place * (this.height - PARALLEL.bottom - PARALLEL.top);
  }

  placeAt(y: number): number {
    const place = (this.height - PARALLEL.bottom - y) / (this.height - PARALLEL.bottom - PARALLEL.top);
    return Math.min(1, Math.max(0, place));
  }

  show(state: ParallelState): void {
    const before = this.state;
    this.state = state;
    if (this.width === 0) return;
    this.layOut(state);
    this.shown = state.order.filter((run) => state.selected[run] === 1);
    const all = this.shown.length === state.runs;
    const moved = before?.axes !== state.axes || before.ink !== state.ink || before.order !== state.order;
    if (moved || before === state || all !== this.wasAll) this.drawGrey(state, all);
    this.wasAll = all;
    this.drawColoured(state);
    this.drawFront();
  }

  dispose(): void {
    this.grey.stop();
    this.coloured.stop();
  }

  highlight(run: number): void {
    if (run === this.highlighted) return;
    this.highlighted = run;
    this.drawFront();
  }

  /** The selected run whose line passes here, or -1. */
  runAt(x: number, y: number): number {
    return nearestLine(this.places, this.shown, x, y, REACH);
  }

  private layOut({ axes, runs }: ParallelState): void {
    const x = Float64Array.from(axes, (_, axis) => axisX(axis, axes.length, this.width));
    const y = new Float32Array(runs * axes.length);
    axes.forEach(({ places }, axis) => {
      for (let run = 0; run < runs; run++) y[run * axes.length + axis] = this.yOf(places[run]);
    });
    this.places = { x, y };
  }

  private clear(canvas: number): CanvasRenderingContext2D {
    const context = this.contexts[canvas];
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    return context;
  }

  /** Where all runs are selected nothing grey would be seen. */
  private drawGrey(state: ParallelState, all: boolean): void {
    this.clear(0);
    this.grey.stop();
    if (all) return;
    const colourOf = () => state.ink.axis;
    this.grey.draw({ ...this.places, lines: state.order, colourOf, alpha: GREY_ALPHA, width: 1 }, () => {});
  }

  private drawColoured(state: ParallelState): void {
    this.clear(1);
    const count = this.shown.length;
    const alpha = Math.max(LEAST_ALPHA, Math.min(0.9, Math.sqrt(CROWD / Math.max(1, count))));
    const width = count > CROWD ? 1 : 1.5;
    const colourOf = (run: number) => state.colours[run];
    this.coloured.draw({ ...this.places, lines: this.shown, colourOf, alpha, width }, () => this.onDrawn?.());
  }

  private drawFront(): void {
    const { state } = this;
    if (!state || this.width === 0) return;
    const context = this.clear(2);
    if (this.highlighted >= 0 && this.highlighted < state.runs) this.drawHighlighted(context, state);
    context.font = state.ink.font;
    context.textBaseline = "middle";
    context.lineJoin = "round";
    state.axes.forEach((axis, at) => {
      this.drawAxis(
        context,
        axis,
        axisX(at, state.axes.length, this.width),
        at === state.axes.length - 1 && at > 0,
        state,
      );
    });
  }

  private drawHighlighted(context: CanvasRenderingContext2D, { ink, colours, axes }: ParallelState): void {
    const { x, y } = this.places;
    for (const [style, width] of [
      [ink.surface, 6],
      [colours[this.highlighted], 3],
    ] as const) {
      context.strokeStyle = style;
      context.lineWidth = width;
      context.beginPath();
      for (let corner = 0; corner < axes.length; corner++) {
        context.lineTo(x[corner], y[this.highlighted * axes.length + corner]);
      }
      context.stroke();
    }
  }

  /** Labels stand left of their axis; those of the last axis right of it, where there is room. */
  private drawAxis(
    context: CanvasRenderingContext2D,
    axis: Axis,
    x: number,
    last: boolean,
    { ink, words }: ParallelState,
  ): void {
    const side = last ? 1 : -1;
    context.strokeStyle = ink.text;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, this.yOf(1));
    context.lineTo(x, this.yOf(0));
    context.textAlign = last ? "left" : "right";
    const labels: [number, string][] = axis.ticks.map(({ place, label }) => [this.yOf(place), label]);
    if (axis.places.some(Number.isNaN)) labels.push([this.yOf(Number.NaN), words.none]);
    for (const [y] of labels) {
      context.moveTo(x, y);
      context.lineTo(x + side * 4, y);
    }
    context.stroke();
    context.strokeStyle = ink.surface;
    context.lineWidth = 4;
    context.fillStyle = ink.strong;
    let above = Number.POSITIVE_INFINITY;
    for (const [y, label] of labels) {
      if (Math.abs(above - y) < 12) continue;
      above = y;
      context.strokeText(label, x + side * 8, y);
      context.fillText(label, x + side * 8, y);
    }
  }
}
