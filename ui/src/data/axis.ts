/**
 * One column of runs as an axis: where each run's value stands between 0 and 1, linear, logarithmic, by rank or by
 * category, and which value stands at a place. Runs without a finite value have no place.
 */
import type { Column, Value } from "./columns";
import { formatValue } from "./numbers";
import { naturalOrder } from "./sections";
import { linearTicks, logTicks } from "./ticks";

export const SCALES = ["linear", "log", "quantile"] as const;
export type AxisScale = (typeof SCALES)[number];

export interface AxisTick {
  place: number;
  label: string;
}

export interface Axis {
  column: Column;
  /** `category` for text, truth values, and columns where both stand beside numbers. */
  scale: AxisScale | "category";
  values: Value[];
  /** Of each run from 0 to 1; NaN where it has none. */
  places: Float64Array;
  ticks: AxisTick[];
  categories: string[];
  placeOf(value: number): number;
  valueAt(place: number): number;
}

interface Placing {
  placeOf(value: number): number;
  valueAt(place: number): number;
  ticks: AxisTick[];
}

const TICKS = 6;
/** Places of categories keep this much from both ends, in steps between categories. */
const CATEGORY_MARGIN = 0.5;
const LONGEST_LABEL = 22;
/** How many times the smallest value the largest is where a logarithmic axis says more. */
const WORTH_LOG = 50;

export function toAxis(column: Column, values: Value[], scale: AxisScale): Axis {
  if (column.type !== "number") return categoryAxis(column, values);
  const numbers = Float64Array.from(values, (value) => (typeof value === "number" ? value : Number.NaN));
  const usable = numbers.filter((value) => Number.isFinite(value) && (scale !== "log" || value > 0)).sort();
  const placing =
    usable.length === 0
      ? NOWHERE
      : scale === "quantile"
        ? quantilePlacing(usable)
        : evenPlacing(usable, scale === "log");
  const places = numbers.map((value) =>
    Number.isFinite(value) && (scale !== "log" || value > 0) ? placing.placeOf(value) : Number.NaN,
  );
  return { column, scale, values, places, categories: [], ...placing };
}

const NOWHERE: Placing = { placeOf: () => 0.5, valueAt: () => Number.NaN, ticks: [] };

function evenPlacing(sorted: Float64Array, log: boolean): Placing {
  const [lo, hi] = [sorted[0], sorted[sorted.length - 1]];
  if (lo === hi) return { placeOf: () => 0.5, valueAt: () => lo, ticks: [{ place: 0.5, label: formatValue(lo) }] };
  const forth = log ? Math.log10 : (value: number) => value;
  const back = log ? (value: number) => 10 ** value : (value: number) => value;
  const [from, span] = [forth(lo), forth(hi) - forth(lo)];
  const placeOf = (value: number) => (forth(value) - from) / span;
  const ticks = (log ? logTicks(lo, hi, TICKS) : linearTicks(lo, hi, TICKS)).map(({ value, label }) => ({
    place: placeOf(value),
    label,
  }));
  return { placeOf, valueAt: (place) => back(from + place * span), ticks };
}

/** The share of values below, each value counted once with the mean rank of its equals; between values, in proportion. */
function quantilePlacing(sorted: Float64Array): Placing {
  const distinct: number[] = [];
  const shares: number[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && sorted[to] === sorted[from]) to += 1;
    distinct.push(sorted[from]);
    shares.push(sorted.length === 1 ? 0.5 : (from + to - 1) / 2 / (sorted.length - 1));
    from = to;
  }
  const placeOf = (value: number) => between(distinct, shares, value);
  const valueAt = (place: number) => between(shares, distinct, place);
  const count = Math.min(TICKS, distinct.length);
  const ticks = Array.from({ length: count }, (_, i) => {
    const value = distinct[Math.round((i / Math.max(1, count - 1)) * (distinct.length - 1))];
    return { place: placeOf(value), label: formatValue(value, 3) };
  });
  return { placeOf, valueAt, ticks };
}

/** The value that `to` has where `from`, which rises, has `at`; beyond the ends, that of the end. */
function between(from: number[], to: number[], at: number): number {
  let [low, high] = [0, from.length - 1];
  if (at <= from[low]) return to[low];
  if (at >= from[high]) return to[high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (from[middle] <= at) low = middle;
    else high = middle;
  }
  return to[low] + ((at - from[low]) / (from[high] - from[low])) * (to[high] - to[low]);
}

function categoryAxis(column: Column, values: Value[]): Axis {
  const categories = [...new Set(values.filter((value) => value !== null).map(String))].sort(naturalOrder);
  const placeOfIndex = (index: number) => (index + CATEGORY_MARGIN) / (categories.length - 1 + 2 * CATEGORY_MARGIN);
  const placeOfName = new Map(categories.map((name, index) => [name, placeOfIndex(index)]));
  const shorten = (name: string) => (name.length > LONGEST_LABEL ? `${name.slice(0, LONGEST_LABEL - 1)}…` : name);
  return {
    column,
    scale: "category",
    values,
    places: Float64Array.from(values, (value) =>
      value === null ? Number.NaN : (placeOfName.get(String(value)) as number),
    ),
    ticks: categories.map((name, index) => ({ place: placeOfIndex(index), label: shorten(name) })),
    categories,
    placeOf: placeOfIndex,
    valueAt: (place) => place * (categories.length - 1 + 2 * CATEGORY_MARGIN) - CATEGORY_MARGIN,
  };
}

/** Logarithmic where all numbers are positive and the largest is many times the smallest. */
export function suggestedScale(values: readonly Value[]): AxisScale {
  const numbers = values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
  const lo = numbers.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const hi = numbers.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return lo > 0 && hi / lo >= WORTH_LOG ? "log" : "linear";
}
