/** What the lines of a chart say at one x: the rows of a tooltip. */
import { type Line, lowerBound, nearestBucket } from "./line";
import { SPIKE_ABOVE } from "./spikes";

export interface ReadoutRow {
  line: Line;
  bucket: number;
  x: number;
  /** What is drawn: smoothed where smoothing is on. */
  value: number;
  raw: number;
}

/** One row a line that has a bucket within `reach` of `x`, highest value first, lines without a value last. */
export function readout(lines: Line[], x: number, reach: number): ReadoutRow[] {
  const rows: ReadoutRow[] = [];
  for (const line of lines) {
    const bucket = spikeNear(line, x, reach / 2) ?? nearestBucket(line, x);
    if (bucket < 0) continue;
    const half = (line.xLast[bucket] - line.xFirst[bucket]) / 2;
    if (Math.abs(line.x[bucket] - x) > Math.max(reach, half, spacingAt(line, bucket))) continue;
    const raw = line.count[bucket] > 0 ? line.value[bucket] : notFinite(line, bucket);
    rows.push({
      line,
      bucket,
      x: line.x[bucket],
      raw,
      value: line.smoothed && line.count[bucket] > 0 ? line.smoothed[bucket] : raw,
    });
  }
  return rows.sort((a, b) => compareValues(b.value, a.value));
}

/** A spike is a pixel wide: the nearest bucket that has one, within `reach`. */
function spikeNear(line: Line, x: number, reach: number): number | null {
  let nearest: number | null = null;
  for (let i = lowerBound(line.x, x - reach); i < line.n && line.x[i] <= x + reach; i++) {
    const nearer = nearest === null || Math.abs(line.x[i] - x) < Math.abs(line.x[nearest] - x);
    if (line.spikes[i] && nearer) nearest = i;
  }
  return nearest;
}

/** What stands out of a bucket, and where exactly. */
export function spikeOf({ line, bucket }: ReadoutRow): { value: number; x: number } | null {
  if (!line.spikes[bucket] || !line.xMin || !line.xMax) return null;
  return line.spikes[bucket] & SPIKE_ABOVE
    ? { value: line.max[bucket], x: line.xMax[bucket] }
    : { value: line.min[bucket], x: line.xMin[bucket] };
}

function compareValues(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a === b ? 0 : a - b;
}

function spacingAt(line: Line, bucket: number): number {
  const left = bucket > 0 ? line.x[bucket] - line.x[bucket - 1] : 0;
  const right = bucket + 1 < line.n ? line.x[bucket + 1] - line.x[bucket] : 0;
  return Math.max(left, right) / 2;
}

function notFinite(line: Line, bucket: number): number {
  if (line.nan[bucket] > 0) return Number.NaN;
  return line.positiveInfinity[bucket] > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
