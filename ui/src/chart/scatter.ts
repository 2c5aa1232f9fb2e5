/** Points of two axes on one canvas: grid, points, trend, front, and the one that is pointed at. Wraps splat. */
import type { Axis } from "../data/axis";
import type { Trend } from "../data/trend";
import type { PlotArea } from "./axes";
import type { Ink } from "./ink";
import { packColour, splat } from "./splat";

export interface ScatterState {
  x: Axis;
  y: Axis;
  selected: Uint8Array;
  /** Of each point. */
  colours: string[];
  /** In places of the axes. */
  trend: Trend | null;
  /** Points of the front, from its first to its last. */
  front: number[];
  highlighted: number;
  ink: Ink;
}

const MARGIN = { left: 68, right: 20, top: 12, bottom: 44 };
/** Points keep this share of the area away from its edges. */
const ROOM = 0.04;
const REACH = 12;
const FEW = 2_000;

export class ScatterChart {
  private readonly context: CanvasRenderingContext2D;
  private state: ScatterState | null = null;
  private width = 0;
  private height = 0;
  private ratio = 1;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext("2d") as CanvasRenderingContext2D;
  }

  get area(): PlotArea {
    return {
      left: MARGIN.left,
      top: MARGIN.top,
      right: this.width - MARGIN.right,
      bottom: this.height - MARGIN.bottom,
    };
  }

  resize(width: number, height: number, ratio: number): void {
    if (width === this.width && height === this.height && ratio === this.ratio) return;
    [this.width, this.height, this.ratio] = [width, height, ratio];
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    if (this.state) this.show(this.state);
  }

  xOf(place: number): number {
    const { left, right } = this.area;
    return left + (ROOM + place * (1 - 2 * ROOM)) * (right - left);
  }

  yOf(place: number): number {
    const { top, bottom } = this.area;
    return bottom - (ROOM + place * (1 - 2 * ROOM)) * (bottom - top);
  }

  placeAtX(x: number): number {
    const { left, right } = this.area;
    return ((x - left) / (right - left) - ROOM) / (1 - 2 * ROOM);
  }

  placeAtY(y: number): number {
    const { top, bottom } = this.area;
    return ((bottom - y) / (bottom - top) - ROOM) / (1 - 2 * ROOM);
  }

  /** The selected point nearest to a place, or -1. */
  pointAt(x: number, y: number): number {
    const { state } = this;
    let [nearest, least] = [-1, REACH];
    if (!state) return nearest;
    for (let point = 0; point < state.selected.length; point++) {
      if (!state.selected[point]) continue;
      const away = Math.hypot(this.xOf(state.x.places[point]) - x, this.yOf(state.y.places[point]) - y);
      if (away < least) [nearest, least] = [point, away];
    }
    return nearest;
  }

  show(state: ScatterState): void {
    this.state = state;
    if (this.width === 0) return;
    const { context, ratio } = this;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    this.drawGrid(context, state);
    this.drawPoints(context, state);
    if (state.trend) this.drawTrend(context, state.trend, state.ink);
    this.drawFront(context, state);
    this.drawHighlighted(context, state);
  }

  private drawGrid(context: CanvasRenderingContext2D, { x, y, ink }: ScatterState): void {
    const { left, right, top, bottom } = this.area;
    context.font = ink.font;
    context.lineWidth = 1;
    context.strokeStyle = ink.grid;
    context.fillStyle = ink.text;
    context.beginPath();
    context.textAlign = "center";
    context.textBaseline = "top";
    let last = Number.NEGATIVE_INFINITY;
    for (const { place, label } of x.ticks) {
      const at = this.xOf(place);
      context.moveTo(at, top);
      context.lineTo(at, bottom);
      const half = context.measureText(label).width / 2;
      if (at - half < last + 8) continue;
      last = at + half;
      context.fillText(label, at, bottom + 8);
    }
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const { place, label } of y.ticks) {
      const at = this.yOf(place);
      context.moveTo(left, at);
      context.lineTo(right, at);
      context.fillText(label, left - 8, at);
    }
    context.stroke();
  }

  private drawPoints(context: CanvasRenderingContext2D, { x, y, selected, colours, ink }: ScatterState): void {
    const count = selected.length;
    const image = context.createImageData(this.canvas.width, this.canvas.height);
    const at = {
      x: x.places.map((place) => this.xOf(place) * this.ratio),
      y: y.places.map((place) => this.yOf(place) * this.ratio),
      radius: (count > FEW ? 2.5 : 4) * this.ratio,
    };
    const places = Uint32Array.from({ length: count }, (_, place) => place);
    const grey = new Uint32Array(count).fill(packColour(ink.axis));
    splat(image, { ...at, colours: grey, order: places.filter((place) => !selected[place]), alpha: 0.6 });
    const coloured = Uint32Array.from(colours, packColour);
    splat(image, { ...at, colours: coloured, order: places.filter((place) => selected[place] === 1), alpha: 0.85 });
    const layer = new OffscreenCanvas(image.width, image.height);
    layer.getContext("2d")?.putImageData(image, 0, 0);
    context.drawImage(layer, 0, 0, this.width, this.height);
  }

  private drawTrend(context: CanvasRenderingContext2D, { slope, intercept }: Trend, ink: Ink): void {
    const { left, right, top, bottom } = this.area;
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    context.beginPath();
    context.moveTo(this.xOf(0), this.yOf(intercept));
    context.lineTo(this.xOf(1), this.yOf(intercept + slope));
    context.strokeStyle = ink.strong;
    context.lineWidth = 1.5;
    context.setLineDash([6, 4]);
    context.stroke();
    context.restore();
  }

  private drawFront(context: CanvasRenderingContext2D, { x, y, front, ink }: ScatterState): void {
    if (front.length === 0) return;
    context.strokeStyle = ink.strong;
    context.lineWidth = 1.5;
    context.beginPath();
    front.forEach((point, i) => {
      const [px, py] = [this.xOf(x.places[point]), this.yOf(y.places[point])];
      if (i > 0) context.lineTo(px, this.yOf(y.places[front[i - 1]]));
      context.lineTo(px, py);
    });
    context.stroke();
    for (const point of front) this.ring(context, this.xOf(x.places[point]), this.yOf(y.places[point]), 5);
  }

  private drawHighlighted(context: CanvasRenderingContext2D, { x, y, highlighted, ink }: ScatterState): void {
    if (highlighted < 0 || Number.isNaN(x.places[highlighted]) || Number.isNaN(y.places[highlighted])) return;
    const [px, py] = [this.xOf(x.places[highlighted]), this.yOf(y.places[highlighted])];
    const { left, bottom } = this.area;
    context.strokeStyle = ink.text;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(px, bottom);
    context.lineTo(px, py);
    context.lineTo(left, py);
    context.stroke();
    context.strokeStyle = ink.strong;
    context.lineWidth = 2;
    this.ring(context, px, py, 7);
  }

  private ring(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }
}
