/**
 * The debiased exponential mean, from the mean and count of each bucket: a bucket of `count` points weighs as that many
 * points do, so the window does not change with the zoom. The window is in x (steps or seconds), never in drawn points.
 */
import { duration } from "./ticks";

/** The weight that each point keeps of what was before; 0 when the window is no longer than the spacing of points. */
export function pointWeight(window: number, spacing: number): number {
  if (!(window > 0) || !(spacing > 0)) return 0;
  return Math.max(0, 1 - spacing / window);
}

/** TensorBoard's 0.6 or 0.99 as a window in x. */
export function windowOfWeight(weight: number, spacing: number): number {
  return spacing / (1 - weight);
}

/** Buckets before those that are smoothed. */
interface WarmUp {
  mean: ArrayLike<number>;
  count: ArrayLike<number>;
  n: number;
}

/**
 * The last `mean.length` values of the mean over `warmUp` and then these buckets. A bucket without values is NaN. What
 * never changes comes back as it is: the rounding of sums would draw noise where the y range is that narrow.
 */
export function smooth(
  mean: ArrayLike<number>,
  count: ArrayLike<number>,
  weight: number,
  warmUp?: WarmUp,
): Float64Array {
  const constant = isConstant([warmUp ?? null, { mean, count, n: mean.length }]);
  const state = { sum: 0, mass: 0 };
  if (warmUp) for (let i = 0; i < warmUp.n; i++) advance(state, warmUp.mean[i], warmUp.count[i], weight);
  const smoothed = new Float64Array(mean.length);
  for (let i = 0; i < mean.length; i++) {
    advance(state, mean[i], count[i], weight);
    if (count[i] > 0) smoothed[i] = constant ? mean[i] : state.sum / state.mass;
    else smoothed[i] = Number.NaN;
  }
  return smoothed;
}

export function isConstant(parts: readonly (WarmUp | null)[]): boolean {
  let constant: number | undefined;
  for (const part of parts) {
    if (!part) continue;
    for (let i = 0; i < part.n; i++) {
      if (!(part.count[i] > 0)) continue;
      constant ??= part.mean[i];
      if (part.mean[i] !== constant) return false;
    }
  }
  return true;
}

function advance(state: { sum: number; mass: number }, mean: number, count: number, weight: number): void {
  if (!(count > 0)) return;
  const kept = weight ** count;
  state.sum = kept * state.sum + (1 - kept) * mean;
  state.mass = kept * state.mass + (1 - kept);
}

/** How far left of a view the past still matters. */
export const WARM_UP_WINDOWS = 5;

/** What a person types: a weight below 1, or a window in the unit of x, with an optional s, m or h where x is time. */
export function parseWindow(text: string, spacing: number): number | null {
  const match = /^\s*(\d*\.?\d+(?:e[+-]?\d+)?)\s*(s|m|min|h|k)?\s*$/i.exec(text);
  if (!match) return text.trim() === "" ? 0 : null;
  const value = Number(match[1]);
  const unit = (match[2] ?? "").toLowerCase();
  if (!unit && value < 1) return value === 0 ? 0 : windowOfWeight(value, spacing);
  return value * { "": 1, s: 1, m: 60, min: 60, h: 3600, k: 1000 }[unit as ""];
}

export function writeWindow(window: number, isTime: boolean): string {
  return window === 0 ? "" : isTime ? duration(window) : String(window);
}

/** The slider runs from 0 to 1 on a logarithmic scale: two points to a quarter of the longest series. */
export function windowAt(position: number, spacing: number, points: number): number {
  if (position <= 0) return 0;
  return Number((2 * spacing * longest(points) ** position).toPrecision(3));
}

export function positionOf(window: number, spacing: number, points: number): number {
  if (!(window > 0)) return 0;
  const position = Math.log(window / (2 * spacing)) / Math.log(longest(points));
  return Math.min(1, Math.max(0.001, position));
}

function longest(points: number): number {
  return Math.max(8, points / 8);
}
