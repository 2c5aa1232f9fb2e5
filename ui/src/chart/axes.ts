/** Grid, axis line and labels of a chart. */

import type { XAxis } from "../data/line";
import { duration, durationTicks, linearTicks, logTicks, symlogTicks, type Tick, wallTicks } from "../data/ticks";
import type { Ink } from "./ink";
import type { Scale } from "./scale";
import type { Surface } from "./surface";

export interface PlotArea {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const PIXELS_PER_X_LABEL: Partial<Record<XAxis, number>> = { relative: 56, wall: 60 };
const PIXELS_PER_NUMBER = 54;
const PIXELS_PER_Y_LABEL = 28;

/** The middle of the device pixel that `position` falls in, so that a hairline is one pixel wide. */
export function crisp(position: number, ratio: number): number {
  return (Math.floor(position * ratio) + 0.5) / ratio;
}

/** `whole`: between whole numbers there is nothing to name. */
export function xTicks(scale: Scale, axis: XAxis, whole: boolean): Tick[] {
  const count = Math.max(2, Math.floor((scale.to - scale.from) / (PIXELS_PER_X_LABEL[axis] ?? PIXELS_PER_NUMBER)));
  if (axis === "wall") return wallTicks(scale.lo, scale.hi, count);
  if (axis === "relative" && scale.kind === "linear") return durationTicks(scale.lo, scale.hi, count);
  const ticks = numberTicks(scale, count, whole).filter(({ value }) => !whole || Number.isInteger(value));
  return axis === "relative" ? ticks.map(({ value }) => ({ value, label: duration(value) })) : ticks;
}

export function yTicks(scale: Scale): Tick[] {
  return numberTicks(scale, Math.max(2, Math.floor((scale.from - scale.to) / PIXELS_PER_Y_LABEL)), false);
}

function numberTicks({ kind, lo, hi, threshold }: Scale, count: number, whole: boolean): Tick[] {
  if (kind === "log") return logTicks(lo, hi, count, whole);
  if (kind === "symlog") return symlogTicks(lo, hi, threshold, count);
  return linearTicks(lo, hi, count, whole);
}

export function drawAxes(
  context: Surface,
  area: PlotArea,
  x: Scale,
  y: Scale,
  xAxis: XAxis,
  whole: boolean,
  ink: Ink,
  ratio: number,
): void {
  context.font = ink.font;
  context.lineWidth = 1 / ratio;
  context.setLineDash([]);
  drawY(context, area, y, ink, ratio);
  drawX(context, area, x, xTicks(x, xAxis, whole), ink, ratio);
}

function drawY(context: Surface, area: PlotArea, y: Scale, ink: Ink, ratio: number): void {
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.strokeStyle = ink.grid;
  context.fillStyle = ink.text;
  context.beginPath();
  for (const tick of yTicks(y)) {
    const at = crisp(y.pixel(tick.value), ratio);
    if (at > area.bottom - 2) continue;
    context.moveTo(area.left, at);
    context.lineTo(area.right, at);
    context.fillText(tick.label, area.left - 8, at);
  }
  context.stroke();
}

function drawX(context: Surface, area: PlotArea, x: Scale, ticks: Tick[], ink: Ink, ratio: number): void {
  const bottom = crisp(area.bottom, ratio);
  context.strokeStyle = ink.axis;
  context.fillStyle = ink.text;
  context.textBaseline = "top";
  context.textAlign = "center";
  context.beginPath();
  context.moveTo(area.left, bottom);
  context.lineTo(area.right, bottom);
  for (const tick of ticks) {
    const at = crisp(x.pixel(tick.value), ratio);
    context.moveTo(at, bottom);
    context.lineTo(at, bottom + 4);
    const half = context.measureText(tick.label).width / 2;
    context.fillText(tick.label, Math.min(at, area.right + 10 - half), bottom + 7);
  }
  context.stroke();
}
