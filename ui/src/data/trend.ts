/** How two columns go together: the straight line of least squares, Pearson's r and Spearman's rho. */

export interface Trend {
  slope: number;
  intercept: number;
  /** Pearson's correlation; NaN where x or y does not vary. */
  r: number;
  /** Pairs of finite numbers. */
  n: number;
}

/** The line of least squares through pairs of finite numbers; `null` with fewer than two of them or where x does not vary. */
export function leastSquares(x: ArrayLike<number>, y: ArrayLike<number>): Trend | null {
  const pairs = finitePairs(x, y);
  const n = pairs.x.length;
  if (n < 2) return null;
  const [meanX, meanY] = [mean(pairs.x), mean(pairs.y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [pairs.x[i] - meanX, pairs.y[i] - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  if (xx === 0) return null;
  const slope = xy / xx;
  return { slope, intercept: meanY - slope * meanX, r: yy === 0 ? Number.NaN : xy / Math.sqrt(xx * yy), n };
}

/** Pearson's r of the ranks; equal values share the mean of their ranks. NaN where x or y does not vary. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const pairs = finitePairs(x, y);
  return leastSquares(ranks(pairs.x), ranks(pairs.y))?.r ?? Number.NaN;
}

/** Ranks from 1; equal values share the mean of theirs. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from(values, (_, place) => place).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to += 1;
    for (let i = from; i < to; i++) ranks[order[i]] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

function finitePairs(x: ArrayLike<number>, y: ArrayLike<number>): { x: number[]; y: number[] } {
  const pairs: { x: number[]; y: number[] } = { x: [], y: [] };
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) continue;
    pairs.x.push(x[i]);
    pairs.y.push(y[i]);
  }
  return pairs;
}

function mean(values: number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
