/**
 * Where a few values lie and how far they are spread: the centre of a group of runs and its band, from one value a run. Each
 * definition stands in docs/charts.md. Pure, deterministic, over finite values.
 */

import type { Centre, Spread } from "./groups";

export interface Summary {
  centre: number;
  /** Both are the centre where there is no band: a single value has none. */
  lo: number;
  hi: number;
}

/** `sorted` rises and has at least one value. */
export function summarise(sorted: Float64Array, centre: Centre, spread: Spread): Summary {
  const mean = meanOf(sorted);
  const middle = centre === "mean" ? mean : medianOf(sorted);
  if (spread === "none" || sorted.length === 1) return { centre: middle, lo: middle, hi: middle };
  if (spread === "range") return { centre: middle, lo: sorted[0], hi: sorted[sorted.length - 1] };
  if (spread === "ci") return { centre: middle, ...bootstrapOf(sorted) };
  const half = deviationOf(sorted, mean) / (spread === "se" ? Math.sqrt(sorted.length) : 1);
  return { centre: middle, lo: mean - half, hi: mean + half };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Of a sample: divided by n − 1. */
function deviationOf(values: Float64Array, mean: number): number {
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

export const RESAMPLES = 1_000;
/** Up to so many values all resamples are looked at; 5 values have 3,125, of which 126 differ. */
export const ALL_RESAMPLES_UNTIL = 5;
const TAIL = 0.025;

/** The 2.5th and 97.5th percentile of the means of resamples. */
function bootstrapOf(sorted: Float64Array): { lo: number; hi: number } {
  const n = sorted.length;
  const plan = plans.get(n) ?? (n <= ALL_RESAMPLES_UNTIL ? allResamples(n) : drawnResamples(n));
  plans.set(n, plan);
  const means = new Float64Array(plan.resamples);
  for (let resample = 0, at = 0; resample < means.length; resample++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += sorted[plan.picks[at++]];
    means[resample] = sum / n;
  }
  const lo = percentile(TAIL, means, plan);
  return {
    lo,
    hi: -percentile(
      TAIL,
      means.map((mean) => -mean),
      plan,
    ),
  };
}

/** Of n values the same for every bucket, so that neighbours do not shimmer and a picture can be made again. */
interface Plan {
  resamples: number;
  /** Places of values, n for each resample. */
  picks: Uint16Array;
  /** How often each resample stands for itself; `null`: once. */
  times: number[] | null;
  total: number;
}

const plans = new Map<number, Plan>();

/** Each way to pick n of n values with repetition, whatever the order, and in how many orders it can be drawn. */
function allResamples(n: number): Plan {
  const picks: number[] = [];
  const times: number[] = [];
  const pick = (from: number, picked: number[], orders: number) => {
    if (picked.length === n) {
      picks.push(...picked);
      times.push(orders);
      return;
    }
    for (let next = from; next < n; next++) {
      const again = picked.filter((other) => other === next).length + 1;
      pick(next, [...picked, next], (orders * (picked.length + 1)) / again);
    }
  };
  pick(0, [], 1);
  return { resamples: times.length, picks: Uint16Array.from(picks), times, total: n ** n };
}

function drawnResamples(n: number): Plan {
  const random = mulberry32(n);
  const picks = Uint16Array.from({ length: RESAMPLES * n }, () => Math.floor(random() * n));
  return { resamples: RESAMPLES, picks, times: null, total: RESAMPLES };
}

/** Numbers in [0, 1) that are the same everywhere: the generator mulberry32. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** In a lower tail, so that few of the means need sorting. */
function percentile(share: number, means: Float64Array, { times, total }: Plan): number {
  if (times) return atShare(share * total, means, times);
  const at = share * (total - 1);
  const place = Math.floor(at);
  const [low, high] = atPlaces(place, means);
  return low + (at - place) * (high - low);
}

/** The least mean that, with those below it, stands for so many resamples: what is drawn without end has no gaps to interpolate. */
function atShare(share: number, means: Float64Array, times: number[]): number {
  const order = times.map((_, resample) => resample).sort((a, b) => means[a] - means[b]);
  let i = 0;
  for (let passed = times[order[0]]; passed < share; passed += times[order[i]]) i += 1;
  return means[order[i]];
}

/** The smallest means, inserted one by one, are all that is looked at. */
function atPlaces(place: number, means: Float64Array): [number, number] {
  const least = new Float64Array(place + 2).fill(Number.POSITIVE_INFINITY);
  const last = place + 1;
  for (const mean of means) {
    if (mean >= least[last]) continue;
    let at = last;
    while (at > 0 && least[at - 1] > mean) least[at] = least[--at];
    least[at] = mean;
  }
  return [least[place], least[last]];
}
