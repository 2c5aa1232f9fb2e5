/** What a stretch of a series comes to, from buckets or points that lie in it. */
import type { Buckets } from "../frame";

export interface Place {
  x: number;
  value: number;
}

export interface Summary {
  points: number;
  start: Place;
  end: Place;
  min: Place;
  max: Place;
  mean: number;
  /** Of the straight line that fits best, per unit of x. */
  slope: number;
}

interface Sums {
  weight: number;
  x: number;
  y: number;
  xx: number;
  xy: number;
}

/** Over finite values; `null` where there is none. `parts` do not overlap. */
export function summarise(parts: readonly Buckets[]): Summary | null {
  let summary: Omit<Summary, "slope" | "mean"> | null = null;
  const rows = parts.flatMap(rowsOf);
  for (const row of rows) {
    if (!summary) {
      summary = { points: row.count, start: row.first, end: row.last, min: row.min, max: row.max };
      continue;
    }
    summary.points += row.count;
    if (row.first.x < summary.start.x) summary.start = row.first;
    if (row.last.x >= summary.end.x) summary.end = row.last;
    if (row.min.value < summary.min.value) summary.min = row.min;
    if (row.max.value > summary.max.value) summary.max = row.max;
  }
  return summary && { ...summary, ...straightLine(rows) };
}

type Row = ReturnType<typeof rowsOf>[number];

function rowsOf(part: Buckets) {
  const at = (name: "x_first" | "x_last" | "x_min" | "x_max" | "first" | "last" | "min" | "max" | "mean", i: number) =>
    part[name]?.[i] ?? Number.NaN;
  const place = (x: "x_first" | "x_last" | "x_min" | "x_max", value: "first" | "last" | "min" | "max", i: number) => ({
    x: at(x, i),
    value: at(value, i),
  });
  const filled = Array.from({ length: part.n }, (_, i) => i).filter((i) => (part.count?.[i] ?? 0) > 0);
  return filled.map((i) => ({
    count: part.count?.[i] ?? 0,
    middle: (at("x_first", i) + at("x_last", i)) / 2,
    mean: at("mean", i),
    first: place("x_first", "first", i),
    last: place("x_last", "last", i),
    min: place("x_min", "min", i),
    max: place("x_max", "max", i),
  }));
}

/** Mean and slope; about the middle of x, so that moments since 1970 lose no digits. */
function straightLine(rows: Row[]): { mean: number; slope: number } {
  const origin = rows[0].middle;
  const sums: Sums = { weight: 0, x: 0, y: 0, xx: 0, xy: 0 };
  for (const { count, middle, mean } of rows) {
    const x = middle - origin;
    sums.weight += count;
    sums.x += count * x;
    sums.y += count * mean;
    sums.xx += count * x * x;
    sums.xy += count * x * mean;
  }
  const spread = sums.weight * sums.xx - sums.x * sums.x;
  return { mean: sums.y / sums.weight, slope: (sums.weight * sums.xy - sums.x * sums.y) / spread };
}

/** Of points in order of x, the last one at or before `x`. */
export function lastUpTo(points: Buckets, x: number): Place | null {
  let found: Place | null = null;
  for (let i = 0; i < points.n; i++) {
    const at = points.x_first?.[i] ?? Number.NaN;
    if (at > x) break;
    found = { x: at, value: valueAt(points, i) };
  }
  return found;
}

/** The value of a bucket that is one point, NaN and infinities as they are. */
function valueAt({ count, pos_inf, neg_inf, mean }: Buckets, i: number): number {
  if (count?.[i]) return mean?.[i] ?? Number.NaN;
  if (pos_inf?.[i]) return Number.POSITIVE_INFINITY;
  return neg_inf?.[i] ? Number.NEGATIVE_INFINITY : Number.NaN;
}

/** The buckets from place `from` up to `to`, without copying. */
export function slice(buckets: Buckets, from: number, to: number): Buckets {
  const columns = Object.entries(buckets).map(([name, column]) =>
    ArrayBuffer.isView(column) ? [name, column.subarray(from, to)] : [name, column],
  );
  return { ...(Object.fromEntries(columns) as Buckets), n: Math.max(0, to - from) };
}
