/** What a line cannot show: values that are not numbers, restarts, and values outside the shown range. */
import type { Line } from "../data/line";
import { formatCount, formatValue } from "../data/numbers";
import { drawnMax, drawnMin } from "../data/range";
import type { PlotArea } from "./axes";
import type { Ink } from "./ink";
import { bucketsInView } from "./lines";
import type { Scale } from "./scale";
import type { Surface } from "./surface";

/** Marks nearer than this are one. */
const MARK_SPACING = 7;
const RESTART_HEIGHT = 8;

export function drawNotFinite(context: Surface, line: Line, area: PlotArea, x: Scale): void {
  const [from, to] = bucketsInView(line, x);
  let lastNan = Number.NEGATIVE_INFINITY;
  let lastUp = Number.NEGATIVE_INFINITY;
  let lastDown = Number.NEGATIVE_INFINITY;
  context.strokeStyle = line.stroke.colour;
  context.fillStyle = line.stroke.colour;
  for (let i = from; i < to; i++) {
    const at = x.pixel(line.x[i]);
    if (at < area.left || at > area.right) continue;
    if (line.nan[i] > 0 && at - lastNan >= MARK_SPACING) {
      cross(context, at, area.bottom - 5);
      lastNan = at;
    }
    if (line.positiveInfinity[i] > 0 && at - lastUp >= MARK_SPACING) {
      infinity(context, at, area.top + 6);
      lastUp = at;
    }
    if (line.negativeInfinity[i] > 0 && at - lastDown >= MARK_SPACING) {
      infinity(context, at, area.bottom - 14);
      lastDown = at;
    }
  }
}

/** A tick on the x axis, higher than one of the grid's, where a run went on after a restart. */
export function drawRestarts(context: Surface, line: Line, area: PlotArea, x: Scale): void {
  context.fillStyle = line.stroke.colour;
  for (const [place] of line.restarts) {
    const at = x.pixel(place);
    if (at < area.left || at > area.right) continue;
    context.beginPath();
    context.rect(at - 1, area.bottom - RESTART_HEIGHT, 2, RESTART_HEIGHT);
    context.fill();
  }
}

function cross(context: Surface, x: number, y: number): void {
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x - 2.5, y - 2.5);
  context.lineTo(x + 2.5, y + 2.5);
  context.moveTo(x + 2.5, y - 2.5);
  context.lineTo(x - 2.5, y + 2.5);
  context.stroke();
}

function infinity(context: Surface, x: number, y: number): void {
  context.lineWidth = 1.25;
  context.beginPath();
  context.arc(x - 2.25, y, 2.25, 0, 2 * Math.PI);
  context.moveTo(x + 4.5, y);
  context.arc(x + 2.25, y, 2.25, 0, 2 * Math.PI);
  context.stroke();
}

interface Outside {
  count: number;
  atLeast: boolean;
  extreme: number;
  places: { at: number; colour: string }[];
}

export function drawOutside(
  context: Surface,
  lines: Line[],
  area: PlotArea,
  x: Scale,
  y: Scale,
  bands: boolean,
  ink: Ink,
): void {
  context.font = ink.font;
  const above = collectOutside(lines, x, (line, i) => beyond(drawnMax(line, i, bands), y.hi, 1), Math.max);
  const below = collectOutside(lines, x, (line, i) => beyond(drawnMin(line, i, bands), y.lo, -1), Math.min);
  if (above) drawEdge(context, above, area, area.top, -1, ink);
  if (below) drawEdge(context, below, area, area.bottom, 1, ink);
}

function beyond(value: number, edge: number, direction: 1 | -1): number | null {
  return (value - edge) * direction > 0 ? value : null;
}

/** A bucket tells only that at least one of its points lies outside: hence the plus sign. */
function collectOutside(
  lines: Line[],
  x: Scale,
  outside: (line: Line, bucket: number) => number | null,
  further: (a: number, b: number) => number,
): Outside | null {
  const found: Outside = { count: 0, atLeast: false, extreme: Number.NaN, places: [] };
  for (const line of lines) {
    const [from, to] = bucketsInView(line, x);
    for (let i = from; i < to; i++) {
      const value = line.count[i] > 0 && line.x[i] >= x.lo && line.x[i] <= x.hi ? outside(line, i) : null;
      if (value === null) continue;
      found.count += 1;
      found.atLeast ||= line.count[i] > 1;
      found.extreme = Number.isNaN(found.extreme) ? value : further(found.extreme, value);
      found.places.push({ at: x.pixel(line.x[i]), colour: line.stroke.colour });
    }
  }
  return found.count > 0 ? found : null;
}

function drawEdge(context: Surface, outside: Outside, area: PlotArea, edge: number, direction: 1 | -1, ink: Ink): void {
  let last = Number.NEGATIVE_INFINITY;
  for (const { at, colour } of outside.places.sort((a, b) => a.at - b.at)) {
    if (at - last < MARK_SPACING) continue;
    last = at;
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(at - 3.5, edge - direction);
    context.lineTo(at + 3.5, edge - direction);
    context.lineTo(at, edge + direction * 4);
    context.fill();
  }
  const arrow = direction < 0 ? "▲" : "▼";
  const text = `${arrow} ${formatCount(outside.count)}${outside.atLeast ? "+" : ""} · ${formatValue(outside.extreme)}`;
  const baseline = direction < 0 ? area.top + 11 : area.bottom - 9;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = ink.surface;
  context.strokeText(text, area.right, baseline);
  context.fillStyle = ink.text;
  context.fillText(text, area.right, baseline);
}
