/**
 * The debiased exponential mean in which what was before fades with the distance in x, whatever the number of points: for runs that
 * log at different rates. From mean and count of each bucket, whose points are taken to be spread evenly over it.
 */

/** Buckets in order of x. */
export interface Stretches {
  n: number;
  xFirst: ArrayLike<number>;
  xLast: ArrayLike<number>;
  mean: ArrayLike<number>;
  count: ArrayLike<number>;
}

/** The mean at the end of each of `buckets`, which what is in `before` leads to; `window` is where a weight has fallen to 1/e. */
export function timeWeighted(buckets: Stretches, window: number, before: Stretches | null): Float64Array {
  const state = { sum: 0, mass: 0, at: Number.NaN };
  if (before) for (let i = 0; i < before.n; i++) advance(state, before, i, window);
  return Float64Array.from({ length: buckets.n }, (_, i) => {
    advance(state, buckets, i, window);
    return buckets.count[i] > 0 ? state.sum / state.mass : Number.NaN;
  });
}

function advance(
  state: { sum: number; mass: number; at: number },
  { xFirst, xLast, mean, count }: Stretches,
  i: number,
  window: number,
): void {
  const points = count[i];
  if (!(points > 0)) return;
  const between = points > 1 ? (xLast[i] - xFirst[i]) / (points - 1) : 0;
  const ratio = Math.exp(-between / window);
  const weight = ratio < 1 ? (1 - ratio ** points) / (1 - ratio) : points;
  const kept = Number.isNaN(state.at) ? 0 : Math.exp(-Math.max(0, xLast[i] - state.at) / window);
  state.sum = kept * state.sum + weight * mean[i];
  state.mass = kept * state.mass + weight;
  state.at = xLast[i];
}
