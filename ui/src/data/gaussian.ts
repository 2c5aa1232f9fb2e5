/**
 * The mean of what lies around, weighted by a Gaussian of the distance in x; from mean and count of each bucket, over which the weight
 * is averaged where the bucket is no longer narrow.
 */
import type { Stretches } from "./timeweighted";

/** Beyond this many standard deviations a point hardly counts: 0.3 percent of all weight. */
export const GAUSSIAN_REACH = 3;
/** Up to this many standard deviations a bucket counts as its middle. */
const NARROW = 0.5;

/** The mean at the middle of each of `buckets`; `beside` are those on either side of them. */
export function gaussian(buckets: Stretches, deviation: number, beside: readonly (Stretches | null)[]): Float64Array {
  const [before, after] = beside;
  const all = [before, buckets, after].filter((part) => part !== null && part !== undefined);
  const parts = all.map((part) => ({ ...part, middle: middlesOf(part) }));
  const reach = GAUSSIAN_REACH * deviation;
  const own = middlesOf(buckets);
  const starts = parts.map(() => 0);
  return own.map((at, i) => {
    if (!(buckets.count[i] > 0)) return Number.NaN;
    let sum = 0;
    let mass = 0;
    parts.forEach((part, place) => {
      while (starts[place] < part.n && part.xLast[starts[place]] < at - reach) starts[place] += 1;
      for (let j = starts[place]; j < part.n && part.xFirst[j] <= at + reach; j++) {
        if (!(part.count[j] > 0)) continue;
        const weight =
          part.count[j] * weightOf(part.xFirst[j] - at, part.xLast[j] - at, part.middle[j] - at, deviation);
        sum += weight * part.mean[j];
        mass += weight;
      }
    });
    return mass > 0 ? sum / mass : buckets.mean[i];
  });
}

function middlesOf({ n, xFirst, xLast }: Stretches): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => (xFirst[i] + xLast[i]) / 2);
}

/** The mean of exp(-x²/2) between two places, in standard deviations; of a narrow stretch that of its middle. */
function weightOf(from: number, to: number, middle: number, deviation: number): number {
  const width = (to - from) / deviation;
  if (width < NARROW) return Math.exp(-((middle / deviation) ** 2) / 2);
  return (ROOT * (erf(to / deviation / Math.SQRT2) - erf(from / deviation / Math.SQRT2))) / width;
}

const ROOT = Math.sqrt(Math.PI / 2);

/** To 1.5e-7, by Abramowitz and Stegun 7.1.26. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - tail * Math.exp(-x * x));
}
