/** Where a value lies on an axis of each kind, before it is stretched to pixels. */
import type { ScaleKind } from "./settings";

export interface Placing {
  place(value: number): number;
  value(place: number): number;
}

const LINEAR: Placing = { place: (value) => value, value: (place) => place };
const LOG: Placing = { place: Math.log10, value: (place) => 10 ** place };

export function placing(kind: ScaleKind, threshold = 1): Placing {
  if (kind === "linear") return LINEAR;
  if (kind === "log") return LOG;
  return {
    place: (value) => Math.sign(value) * Math.log10(1 + Math.abs(value) / threshold),
    value: (place) => Math.sign(place) * threshold * (10 ** Math.abs(place) - 1),
  };
}

/** Most of a symlog axis would be decades of rounding errors if a single tiny value set its threshold. */
const LINEAR_SHARE = 0.1;
const MOST_DECADES = 6;

/** The power of ten that a tenth of the values are below, and no less than a millionth of the largest. */
export function symlogThreshold(values: Float64Array): number {
  const sizes = values.map(Math.abs).filter((size) => size > 0 && Number.isFinite(size));
  if (sizes.length === 0) return 1;
  sizes.sort();
  const small = sizes[Math.floor(sizes.length * LINEAR_SHARE)];
  const largest = sizes[sizes.length - 1];
  return Number(`1e${Math.max(Math.floor(Math.log10(small)), Math.ceil(Math.log10(largest)) - MOST_DECADES)}`);
}
