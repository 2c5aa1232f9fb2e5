/** The smoothed line of a series by each method, from its buckets and those beside them. */
import type { Buckets } from "../frame";
import { gaussian } from "./gaussian";
import type { Method } from "./settings";
import { isConstant, smooth } from "./smoothing";
import { type Stretches, timeWeighted } from "./timeweighted";

export interface Smoothing {
  method: Method;
  /** What each point keeps of what was before it, for the exponential mean; 0 is no smoothing at all. */
  weight: number;
  /** How far in x the window reaches, for the others. */
  reach: number;
}

export const NO_SMOOTHING: Smoothing = { method: "exponential", weight: 0, reach: 0 };

/** Buckets on either side of a view. */
export interface Beside {
  before: Buckets | null;
  after: Buckets | null;
}

/** `null` where nothing is smoothed, or where the server has not yet sent its medians. */
export function smoothed(line: Stretches, buckets: Buckets, smoothing: Smoothing, beside: Beside): Float64Array | null {
  const { method, weight, reach } = smoothing;
  if (!(weight > 0)) return null;
  if (method === "median") return buckets.median ?? null;
  const before = clipped(beside.before, Number.NEGATIVE_INFINITY, line.xFirst[0]);
  if (method === "exponential") return smooth(line.mean, line.count, weight, before ?? undefined);
  const after = clipped(beside.after, line.xLast[line.n - 1], Number.POSITIVE_INFINITY);
  if (isConstant([before, line, after])) return constantOf(line);
  return method === "time" ? timeWeighted(line, reach, before) : gaussian(line, reach / 2, [before, after]);
}

function constantOf({ n, mean, count }: Stretches): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => (count[i] > 0 ? mean[i] : Number.NaN));
}

/** Only the buckets that lie wholly beside the line: none may weigh twice. */
function clipped(buckets: Buckets | null, from: number, to: number): Stretches | null {
  if (!buckets?.x_first || !buckets.mean || !buckets.count) return null;
  const [xFirst, xLast] = [buckets.x_first, buckets.x_last ?? buckets.x_first];
  let start = 0;
  while (start < buckets.n && xFirst[start] <= from) start += 1;
  let end = start;
  while (end < buckets.n && xLast[end] < to) end += 1;
  const cut = <T extends Float64Array | Float32Array | Uint32Array>(column: T) => column.subarray(start, end);
  return { n: end - start, xFirst: cut(xFirst), xLast: cut(xLast), mean: cut(buckets.mean), count: cut(buckets.count) };
}
