/** What stands in a scatter chart of some size, on a canvas or in a figure: grid, trend, front, and the one that is pointed at. */
import type { Axis } from "../data/axis";
import type { Trend } from "../data/trend";
import type { PlotArea } from "./axes";
import type { Ink } from "./ink";
import type { Surface } from "./surface";

export interface ScatterState {
  x: Axis;
  y: Axis;
  selected: Uint8Array;
  /** Points that answer to the pointer, where these are others than the selected ones. */
  reachable?: Uint8Array;
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
/** Where names of the axes and readout stand elsewhere. */
const COMPACT_MARGIN = { left: 60, right: 14, top: 10, bottom: 24 };
/** Points keep this share of the area away from its edges. */
const ROOM = 0.04;
const FEW = 2_000;
const LABEL_GAP = 8;

/** Where places of the axes lie in a chart of this size. */
export class ScatterPlaces {
  readonly area: PlotArea;

  constructor(width: number, height: number, compact = false) {
    const { left, right, top, bottom } = compact ? COMPACT_MARGIN : MARGIN;
    this.area = { left, top, right: Math.max(left + 1, width - right), bottom: Math.max(top + 1, height - bottom) };
  }

  readonly xOf = (place: number): number => {
    const { left, right } = this.area;
    return left + (ROOM + place * (1 - 2 * ROOM)) * (right - left);
  };

  readonly yOf = (place: number): number => {
    const { top, bottom } = this.area;
    return bottom - (ROOM + place * (1 - 2 * ROOM)) * (bottom - top);
  };

  placeAtX(x: number): number {
    const { left, right } = this.area;
    return ((x - left) / (right - left) - ROOM) / (1 - 2 * ROOM);
  }

  placeAtY(y: number): number {
    const { top, bottom } = this.area;
    return ((bottom - y) / (bottom - top) - ROOM) / (1 - 2 * ROOM);
  }
}

export function pointRadius(points: number): number {
  return points > FEW ? 2.5 : 4;
}

export function drawGrid(surface: Surface, { x, y, ink }: ScatterState, { area, xOf, yOf }: ScatterPlaces): void {
  const { left, right, top, bottom } = area;
  surface.font = ink.font;
  surface.lineWidth = 1;
  surface.strokeStyle = ink.grid;
  surface.fillStyle = ink.text;
  surface.beginPath();
  surface.textAlign = "center";
  surface.textBaseline = "top";
  let last = Number.NEGATIVE_INFINITY;
  for (const { place, label } of x.ticks) {
    const at = xOf(place);
    surface.moveTo(at, top);
    surface.lineTo(at, bottom);
    const half = surface.measureText(label).width / 2;
    if (at - half < last + LABEL_GAP) continue;
    last = at + half;
    surface.fillText(label, at, bottom + LABEL_GAP);
  }
  surface.textAlign = "right";
  surface.textBaseline = "middle";
  for (const { place, label } of y.ticks) {
    const at = yOf(place);
    surface.moveTo(left, at);
    surface.lineTo(right, at);
    surface.fillText(label, left - LABEL_GAP, at);
  }
  surface.stroke();
}

/** What lies over the points. */
export function drawOver(surface: Surface, state: ScatterState, places: ScatterPlaces): void {
  if (state.trend) drawTrend(surface, state.trend, state.ink, places);
  drawFront(surface, state, places);
  drawHighlighted(surface, state, places);
}

function drawTrend(surface: Surface, { slope, intercept }: Trend, ink: Ink, { area, xOf, yOf }: ScatterPlaces): void {
  const { left, right, top, bottom } = area;
  surface.save();
  surface.beginPath();
  surface.rect(left, top, right - left, bottom - top);
  surface.clip();
  surface.beginPath();
  surface.moveTo(xOf(0), yOf(intercept));
  surface.lineTo(xOf(1), yOf(intercept + slope));
  surface.strokeStyle = ink.strong;
  surface.lineWidth = 1.5;
  surface.setLineDash([6, 4]);
  surface.stroke();
  surface.setLineDash([]);
  surface.restore();
}

function drawFront(surface: Surface, { x, y, front, ink }: ScatterState, { xOf, yOf }: ScatterPlaces): void {
  if (front.length === 0) return;
  surface.strokeStyle = ink.strong;
  surface.lineWidth = 1.5;
  surface.beginPath();
  front.forEach((point, i) => {
    const [px, py] = [xOf(x.places[point]), yOf(y.places[point])];
    if (i === 0) surface.moveTo(px, py);
    else {
      surface.lineTo(px, yOf(y.places[front[i - 1]]));
      surface.lineTo(px, py);
    }
  });
  surface.stroke();
  for (const point of front) ring(surface, xOf(x.places[point]), yOf(y.places[point]), 5);
}

function drawHighlighted(surface: Surface, { x, y, highlighted, ink }: ScatterState, places: ScatterPlaces): void {
  if (highlighted < 0 || Number.isNaN(x.places[highlighted]) || Number.isNaN(y.places[highlighted])) return;
  const [px, py] = [places.xOf(x.places[highlighted]), places.yOf(y.places[highlighted])];
  const { left, bottom } = places.area;
  surface.strokeStyle = ink.text;
  surface.lineWidth = 1;
  surface.beginPath();
  surface.moveTo(px, bottom);
  surface.lineTo(px, py);
  surface.lineTo(left, py);
  surface.stroke();
  surface.strokeStyle = ink.strong;
  surface.lineWidth = 2;
  ring(surface, px, py, 7);
}

function ring(surface: Surface, x: number, y: number, radius: number): void {
  surface.beginPath();
  surface.arc(x, y, radius, 0, 2 * Math.PI);
  surface.stroke();
}
