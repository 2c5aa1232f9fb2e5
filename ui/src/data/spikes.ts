/**
 * Which buckets hold a value that stands out of its surroundings, such as one step among a million: it is drawn, and
 * counted where it lies outside the shown range, whatever a mean or a faint band would make of it.
 */

type Values = ArrayLike<number>;

export const SPIKE_ABOVE = 1;
export const SPIKE_BELOW = 2;

/** A spike is this many standard deviations from the means of its bucket and of those beside it: a slope is none. */
const DEVIATIONS = 6;
const NEIGHBOURS = 8;

export function findSpikes(mean: Values, min: Values, max: Values, count: Values): Uint8Array {
  const spikes = new Uint8Array(mean.length);
  for (let i = 0; i < mean.length; i++) {
    if (count[i] < 2) continue;
    const typical = typicalReach(min, max, count, i);
    if (typical === null) continue;
    const reach = (DEVIATIONS * typical) / expectedMaximum(count[i]);
    const [before, after] = [meanBeside(mean, count, i, -1), meanBeside(mean, count, i, 1)];
    if (max[i] - Math.max(before, mean[i], after) > reach) spikes[i] |= SPIKE_ABOVE;
    if (Math.min(before, mean[i], after) - min[i] > reach) spikes[i] |= SPIKE_BELOW;
  }
  return spikes;
}

/** About how many standard deviations the largest of `count` normal values lies above their mean. */
function expectedMaximum(count: number): number {
  return 0.56 * Math.log2(count) ** 0.8;
}

/** The mean of the bucket on one side; where a line begins or ends, what its slope would make of it. */
function meanBeside(mean: Values, count: Values, place: number, direction: 1 | -1): number {
  if (count[place + direction] > 0) return mean[place + direction];
  const other = place - direction;
  return count[other] > 0 ? 2 * mean[place] - mean[other] : mean[place];
}

/** Half the mean range of the neighbours; the bucket itself does not count. */
function typicalReach(min: Values, max: Values, count: Values, place: number): number | null {
  let sum = 0;
  let counted = 0;
  const end = Math.min(count.length, place + NEIGHBOURS + 1);
  for (let i = Math.max(0, place - NEIGHBOURS); i < end; i++) {
    if (i === place || count[i] < 2) continue;
    sum += (max[i] - min[i]) / 2;
    counted += 1;
  }
  return counted > 0 ? sum / counted : null;
}
