/** The stretch of values that a chart shows: without the outermost percent at either end, where that gains anything. */
import { type Line, lowerBound } from "./line";
import { placing, symlogThreshold } from "./placing";
import type { ScaleKind } from "./settings";
import { SPIKE_ABOVE, SPIKE_BELOW } from "./spikes";

export interface ValueRange {
  lo: number;
  hi: number;
  /** There are values outside. */
  clipped: boolean;
  /** Where a symlog axis stops being linear. */
  threshold: number;
}

export interface RangeOptions {
  scale: ScaleKind;
  /** Ends that are given; `null` is as the values ask. */
  fixed: readonly [lo: number | null, hi: number | null];
  /** Leave out the outermost percent. */
  clip: boolean;
  /** Bands are drawn, and so must fit. */
  bands: boolean;
}

const DROPPED = 0.01;
/** Clipping must make the picture this much larger, or it is not worth hiding anything. */
const WORTH_CLIPPING = 2;
const PADDING = 0.05;

export function valueRange(
  lines: Line[],
  xLo: number,
  xHi: number,
  { scale, fixed, clip, bands }: RangeOptions,
): ValueRange | null {
  const [lows, highs] = visibleExtremes(lines, xLo, xHi, scale === "log", bands);
  if (lows.length === 0) return null;
  lows.sort();
  highs.sort();
  const threshold = scale === "symlog" ? symlogThreshold(Float64Array.of(...lows, ...highs)) : 1;
  const { place, value } = placing(scale, threshold);
  const dropped = Math.floor(lows.length * DROPPED);
  const all = { lo: place(lows[0]), hi: place(highs[highs.length - 1]) };
  const most = { lo: place(lows[dropped]), hi: place(highs[highs.length - 1 - dropped]) };
  const gains = clip && most.hi > most.lo && all.hi - all.lo > WORTH_CLIPPING * (most.hi - most.lo);
  const [lo, hi] = padded(gains ? most : all).map(value);
  const usable = (end: number | null) => end !== null && (scale !== "log" || end > 0);
  const ends = { lo: usable(fixed[0]) ? Number(fixed[0]) : lo, hi: usable(fixed[1]) ? Number(fixed[1]) : hi };
  if (ends.lo >= ends.hi) return { lo, hi, clipped: gains, threshold };
  return { ...ends, clipped: lows[0] < ends.lo || highs[highs.length - 1] > ends.hi, threshold };
}

function visibleExtremes(
  lines: Line[],
  xLo: number,
  xHi: number,
  log: boolean,
  bands: boolean,
): [Float64Array, Float64Array] {
  const total = lines.reduce((sum, line) => sum + line.n, 0);
  const lows = new Float64Array(total);
  const highs = new Float64Array(total);
  let n = 0;
  for (const line of lines) {
    for (let i = lowerBound(line.xLast, xLo); i < line.n && line.xFirst[i] <= xHi; i++) {
      const high = drawnMax(line, i, bands);
      if (line.count[i] === 0 || (log && !(high > 0))) continue;
      const low = drawnMin(line, i, bands);
      lows[n] = log && !(low > 0) ? high : low;
      highs[n] = high;
      n += 1;
    }
  }
  return [lows.subarray(0, n), highs.subarray(0, n)];
}

/** The highest that is drawn of a bucket: the top of its band, or of its spike, or only what the line goes through. */
export function drawnMax(line: Line, bucket: number, bands: boolean): number {
  return bands || line.bandMatters || line.spikes[bucket] & SPIKE_ABOVE ? line.max[bucket] : line.value[bucket];
}

export function drawnMin(line: Line, bucket: number, bands: boolean): number {
  return bands || line.bandMatters || line.spikes[bucket] & SPIKE_BELOW ? line.min[bucket] : line.value[bucket];
}

function padded({ lo, hi }: { lo: number; hi: number }): [number, number] {
  if (hi > lo) return [lo - (hi - lo) * PADDING, hi + (hi - lo) * PADDING];
  const room = Math.abs(lo) * 0.1 || 1;
  return [lo - room, hi + room];
}
