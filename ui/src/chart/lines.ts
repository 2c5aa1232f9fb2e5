/**
 * Draws lines: the mean of each bucket, the band between its smallest and largest value, and a stroke for each value
 * that stands out of its band, so that one step among a million stays visible.
 */
import { type Line, lowerBound } from "../data/line";
import type { Form } from "../data/settings";
import { SPIKE_ABOVE, SPIKE_BELOW } from "../data/spikes";
import type { Scale } from "./scale";
import type { Surface } from "./surface";

type Values = ArrayLike<number>;

const BAND_ALPHA = 0.18;
const BAND_ALPHA_OF_SEVERAL = 0.12;
const BAND_ALPHA_WHEN_SMOOTHED = 0.08;
const AREA_ALPHA = 0.14;
const RAW_ALPHA_WHEN_SMOOTHED = 0.3;
const LINE_WIDTH = 1.5;
const HOVERED_WIDTH = 2;
const CROWDED_WIDTH = 1;
const CROWD = 32;
/** Dots where points are at least this far apart. */
const DOT_SPACING = 14;

export interface LineManner {
  alpha: number;
  width: number;
  /** 0 for no band. */
  bandAlpha: number;
  form: Form;
}

export function lineWidth(lines: Line[], hovered: boolean): number {
  if (hovered) return HOVERED_WIDTH;
  return lines.length > CROWD ? CROWDED_WIDTH : LINE_WIDTH;
}

export function bandAlpha(lines: Line[]): number {
  if (lines.some((line) => line.smoothed)) return BAND_ALPHA_WHEN_SMOOTHED;
  return lines.length > 1 ? BAND_ALPHA_OF_SEVERAL : BAND_ALPHA;
}

/** The buckets in view and one on either side. */
export function bucketsInView(line: Line, x: Scale): [number, number] {
  return [Math.max(0, lowerBound(line.xLast, x.lo) - 1), Math.min(line.n, lowerBound(line.xFirst, x.hi) + 1)];
}

export function drawLine(context: Surface, line: Line, x: Scale, y: Scale, manner: LineManner): void {
  const [from, to] = bucketsInView(line, x);
  if (to <= from) return;
  context.strokeStyle = line.stroke.colour;
  context.fillStyle = line.stroke.colour;
  context.lineJoin = "round";
  const bucketed = line.width > 0;
  const band = line.bandMatters ? BAND_ALPHA : bucketed ? manner.bandAlpha : 0;
  if (band > 0) {
    context.globalAlpha = manner.alpha * band;
    fillBand(context, line, x, y, from, to);
  }
  if (line.smoothed) {
    context.globalAlpha = manner.alpha * RAW_ALPHA_WHEN_SMOOTHED;
    context.lineWidth = 1;
    context.setLineDash([]);
    strokeValues(context, line, line.value, x, y, from, to, manner.form);
  }
  context.globalAlpha = manner.alpha;
  if (bucketed) strokeSpikes(context, line, x, y, from, to);
  const values = line.smoothed ?? line.value;
  if (manner.form === "area") {
    context.globalAlpha = manner.alpha * AREA_ALPHA;
    fillArea(context, line, values, x, y, from, to);
    context.globalAlpha = manner.alpha;
  }
  context.lineWidth = manner.width;
  context.setLineDash(line.stroke.dash);
  if (manner.form !== "points" || line.smoothed) strokeValues(context, line, values, x, y, from, to, manner.form);
  context.setLineDash([]);
  if (!line.smoothed || manner.form === "points") dotPoints(context, line, x, y, from, to, manner);
  context.globalAlpha = 1;
}

/** Far outside the canvas is as good as outside; huge coordinates are slow and lose precision. */
function clamp(pixel: number): number {
  return Math.min(Math.max(pixel, -4_000), 8_000);
}

function strokeValues(
  context: Surface,
  line: Line,
  values: Values,
  x: Scale,
  y: Scale,
  from: number,
  to: number,
  form: Form,
): void {
  let drawing = false;
  let before = 0;
  context.beginPath();
  for (let i = from; i < to; i++) {
    const at = clamp(y.pixel(values[i]));
    if (line.count[i] === 0 || Number.isNaN(at)) {
      drawing = false;
      continue;
    }
    const place = x.pixel(line.x[i]);
    if (!drawing) context.moveTo(place, at);
    else {
      if (form === "steps") context.lineTo(place, before);
      context.lineTo(place, at);
    }
    before = at;
    drawing = true;
  }
  context.stroke();
}

/** Down to nought where that is in view, else to the edge that is nearer to it. */
function fillArea(context: Surface, line: Line, values: Values, x: Scale, y: Scale, from: number, to: number): void {
  const nought = y.pixel(0);
  const base = Number.isFinite(nought) ? Math.min(Math.max(nought, y.to), y.from) : y.from;
  let last = -1;
  context.beginPath();
  for (let i = from; i <= to; i++) {
    const at = i < to && line.count[i] > 0 ? clamp(y.pixel(values[i])) : Number.NaN;
    if (Number.isNaN(at)) {
      if (last >= 0) context.lineTo(x.pixel(line.x[last]), base);
      last = -1;
      continue;
    }
    if (last < 0) context.moveTo(x.pixel(line.x[i]), base);
    context.lineTo(x.pixel(line.x[i]), at);
    last = i;
  }
  context.fill();
}

function fillBand(context: Surface, line: Line, x: Scale, y: Scale, from: number, to: number): void {
  context.beginPath();
  for (let start = from; start < to; ) {
    while (start < to && line.count[start] === 0) start += 1;
    let end = start;
    while (end < to && line.count[end] > 0) end += 1;
    for (let i = start; i < end; i++) {
      const at = clamp(pixelOr(y, line.max[i], y.from));
      if (i === start) context.moveTo(x.pixel(line.x[i]), at);
      else context.lineTo(x.pixel(line.x[i]), at);
    }
    for (let i = end - 1; i >= start; i--) context.lineTo(x.pixel(line.x[i]), clamp(pixelOr(y, line.min[i], y.from)));
    start = end;
  }
  context.fill();
}

/** A value that a logarithmic scale cannot place lies below everything. */
function pixelOr(scale: Scale, value: number, fallback: number): number {
  const pixel = scale.pixel(value);
  return Number.isFinite(pixel) ? pixel : fallback;
}

function strokeSpikes(context: Surface, line: Line, x: Scale, y: Scale, from: number, to: number): void {
  context.lineWidth = LINE_WIDTH;
  context.setLineDash([]);
  context.beginPath();
  for (let i = from; i < to; i++) {
    const spike = line.spikes[i];
    if (spike === 0) continue;
    const at = x.pixel(line.x[i]);
    context.moveTo(at, clamp(pixelOr(y, spike & SPIKE_ABOVE ? line.max[i] : line.value[i], y.from)));
    context.lineTo(at, clamp(pixelOr(y, spike & SPIKE_BELOW ? line.min[i] : line.value[i], y.from)));
  }
  context.stroke();
}

function dotPoints(
  context: Surface,
  line: Line,
  x: Scale,
  y: Scale,
  from: number,
  to: number,
  { width, form }: LineManner,
): void {
  const sparse =
    form === "points" ||
    to - from < 2 ||
    (x.pixel(line.x[to - 1]) - x.pixel(line.x[from])) / (to - from - 1) >= DOT_SPACING;
  context.beginPath();
  for (let i = from; i < to; i++) {
    if (line.count[i] === 0) continue;
    const alone = (i === 0 || line.count[i - 1] === 0) && (i + 1 === line.n || line.count[i + 1] === 0);
    if (!sparse && !alone) continue;
    const at = y.pixel(line.value[i]);
    if (Number.isNaN(at)) continue;
    const middle = x.pixel(line.x[i]);
    if (alone && line.count[i] > 1) {
      const top = clamp(pixelOr(y, line.max[i], y.from));
      context.rect(middle - width / 2, top, width, clamp(pixelOr(y, line.min[i], y.from)) - top);
    }
    context.moveTo(middle + width + 0.5, clamp(at));
    context.arc(middle, clamp(at), width + 0.5, 0, 2 * Math.PI);
  }
  context.fill();
}
