/** A line whose band lies between two other series: TensorBoard's margin chart. */
import type { Buckets } from "../frame";
import type { Line } from "./line";

/** Buckets of the bounds are those of the line where they begin in the same bucket of the grid, or at the same point. */
export function withMargin(line: Line, lower: Buckets, upper: Buckets): Line {
  const min = valuesAt(line, lower);
  const max = valuesAt(line, upper);
  for (let i = 0; i < line.n; i++) if (min[i] > max[i]) [min[i], max[i]] = [max[i], min[i]];
  return { ...line, min, max, spikes: new Uint8Array(line.n), bandMatters: true };
}

function valuesAt(line: Line, bound: Buckets): Float64Array {
  const width = Math.max(line.width, bound.width);
  const place = (x: number) => (width > 0 ? Math.floor(x / width) : x);
  const values = Float64Array.from(line.mean);
  const x = bound.x_first ?? new Float64Array();
  let at = 0;
  for (let i = 0; i < line.n; i++) {
    const wanted = place(line.xFirst[i]);
    while (at < bound.n && place(x[at]) < wanted) at += 1;
    if (at < bound.n && place(x[at]) === wanted && bound.count?.[at]) values[i] = bound.mean?.[at] ?? values[i];
  }
  return values;
}
