/** A line of a chart: the buckets of one series, with what it is called and how it is drawn. Wraps `frame.ts`. */
import type { AskedAxis, Buckets, Column, NamedAxis, Restart, XAxis } from "../frame";
import type { Stroke } from "./colours";
import type { Spread } from "./groups";
import type { LineValue } from "./settings";
import { type Beside, NO_SMOOTHING, type Smoothing, smoothed } from "./smoothed";
import { raised, spikesOf } from "./spikes";

export type { AskedAxis, Buckets, Column, NamedAxis, Restart, XAxis };

/** The columns that a line without a band is drawn from. */
export const LINE_COLUMNS = [
  ...(["x_first", "x_last", "mean", "spike_min", "spike_max"] as const),
  ...(["count", "nan", "pos_inf", "neg_inf"] as const),
] as const;
/** What its band needs besides. */
export const BAND_COLUMNS = ["min", "max", "x_min", "x_max"] as const;

type Values = Float32Array | Float64Array;

export interface Line {
  run: number;
  label: string;
  stroke: Stroke;
  n: number;
  /** 0 where each bucket is one point. */
  width: number;
  superseded: number;
  restarts: readonly Restart[];
  xFirst: Float64Array;
  xLast: Float64Array;
  /** The middle of each bucket. */
  x: Float64Array;
  mean: Values;
  /** What the line goes through: the mean, or another value of the bucket. */
  value: Values;
  /** Without `ranged` only the extremes that are spikes are known, and the mean stands for the others. */
  min: Values;
  max: Values;
  ranged: boolean;
  /** Where the extremes stand, for lines with a band. */
  xMin: Float64Array | undefined;
  xMax: Float64Array | undefined;
  count: Uint32Array;
  nan: Uint32Array;
  positiveInfinity: Uint32Array;
  negativeInfinity: Uint32Array;
  smoothed: Float64Array | null;
  /** `SPIKE_ABOVE` and `SPIKE_BELOW`, for each bucket. */
  spikes: Uint8Array;
  /** `min` and `max` are no range of points but what the band is about: it is drawn always. */
  bandMatters: boolean;
  /** It stands for several runs; `run` is then that group's id. */
  group?: GroupOfLine;
}

/** What a line of a group knows of its runs. */
export interface GroupOfLine {
  runs: ReadonlySet<number>;
  /** Thin lines behind it, where they are wanted. */
  behind: Line[];
  spread: Spread;
  /** Runs in it that logged this, whether they have a point in a bucket or not. */
  total: number;
  /** Of each bucket: runs with a finite value; runs whose last point is before it; runs that have no finite value there. */
  n: Uint32Array;
  ended: Uint32Array;
  notFinite: Uint32Array;
}

export interface LineStyle {
  run: number;
  label: string;
  stroke: Stroke;
}

export function sameStyle(a: LineStyle, b: LineStyle): boolean {
  const sameStroke = a.stroke.colour === b.stroke.colour && a.stroke.dash === b.stroke.dash;
  return a.run === b.run && a.label === b.label && sameStroke;
}

export function toLine(
  style: LineStyle,
  buckets: Buckets,
  smoothing: Smoothing = NO_SMOOTHING,
  beside: Beside = { before: null, after: null },
  at: LineValue = "mean",
): Line {
  const { n, width, superseded, restarts } = buckets;
  const xFirst = buckets.x_first ?? new Float64Array(n);
  const xLast = buckets.x_last ?? xFirst;
  const mean = buckets.mean ?? new Float64Array(n);
  const { spike_min: below, spike_max: above } = buckets;
  const min = buckets.min ?? raised(mean, below);
  const max = buckets.max ?? raised(mean, above);
  const count = buckets.count ?? new Uint32Array(n);
  return {
    ...style,
    n,
    width,
    superseded,
    restarts,
    xFirst,
    xLast,
    x: middles(xFirst, xLast),
    mean,
    value: { mean, min, max, last: buckets.last ?? mean }[at],
    min,
    max,
    ranged: buckets.min !== undefined,
    xMin: buckets.x_min,
    xMax: buckets.x_max,
    count,
    nan: buckets.nan ?? new Uint32Array(n),
    positiveInfinity: buckets.pos_inf ?? new Uint32Array(n),
    negativeInfinity: buckets.neg_inf ?? new Uint32Array(n),
    smoothed: smoothed({ n, xFirst, xLast, mean, count }, buckets, smoothing, beside),
    spikes: spikesOf(n, below, above),
    bandMatters: false,
  };
}

export function middles(first: Float64Array, last: Float64Array): Float64Array {
  const x = new Float64Array(first.length);
  for (let i = 0; i < x.length; i++) x[i] = (first[i] + last[i]) / 2;
  return x;
}

/** All that is drawn. */
export function withThoseBehind(lines: Line[]): Line[] {
  return lines.flatMap((line) => [line, ...(line.group?.behind ?? [])]);
}

/** The first place in sorted `x` that is not below `value`. */
export function lowerBound(x: Float64Array, value: number): number {
  let lo = 0;
  let hi = x.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (x[middle] < value) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}

/** The bucket whose middle is nearest to `x`, or -1 in an empty line. */
export function nearestBucket(line: Line, x: number): number {
  if (line.n === 0) return -1;
  const right = Math.min(lowerBound(line.x, x), line.n - 1);
  return right > 0 && x - line.x[right - 1] <= line.x[right] - x ? right - 1 : right;
}
