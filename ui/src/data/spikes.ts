/**
 * Buckets that hold a value which stands out of its surroundings, such as one step among a million: it is drawn, and
 * counted where it lies outside the shown range. The server says which they are (`query/spikes.rs`).
 */

type Values = Float32Array | Float64Array;

export const SPIKE_ABOVE = 1;
export const SPIKE_BELOW = 2;

export function spikesOf(n: number, below: Values | undefined, above: Values | undefined): Uint8Array {
  const spikes = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    if (above && !Number.isNaN(above[i])) spikes[i] |= SPIKE_ABOVE;
    if (below && !Number.isNaN(below[i])) spikes[i] |= SPIKE_BELOW;
  }
  return spikes;
}

/** The means, with the extremes in place of those of their buckets. */
export function raised(mean: Values, extremes: Values | undefined): Values {
  let values = mean;
  for (let i = 0; extremes && i < mean.length; i++) {
    if (Number.isNaN(extremes[i])) continue;
    if (values === mean) values = mean.slice();
    values[i] = extremes[i];
  }
  return values;
}
