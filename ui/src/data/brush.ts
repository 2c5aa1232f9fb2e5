/** What is selected on an axis: a range of numbers, some categories, or the runs that have no value there. */
import type { Axis } from "./axis";
import type { Value } from "./columns";

export type Brush = { key: string } & (
  | { kind: "range"; lo: number; hi: number }
  | { kind: "names"; names: string[] }
  | { kind: "none" }
);

export function hasNoPlace(value: Value): boolean {
  return value === null || (typeof value === "number" && !Number.isFinite(value));
}

export function passes(brush: Brush, value: Value): boolean {
  if (brush.kind === "none") return hasNoPlace(value);
  if (brush.kind === "names") return value !== null && brush.names.includes(String(value));
  return typeof value === "number" && value >= brush.lo && value <= brush.hi;
}

/** Of each run 1 where it passes all brushes, on the axes that are there. */
export function selectedRuns(axes: readonly Axis[], brushes: readonly Brush[], runs: number): Uint8Array {
  const selected = new Uint8Array(runs).fill(1);
  for (const brush of brushes) {
    const axis = axes.find(({ column }) => column.key === brush.key);
    if (!axis) continue;
    for (let run = 0; run < runs; run++) if (!passes(brush, axis.values[run])) selected[run] = 0;
  }
  return selected;
}

/** The brush that covers an axis from one place to another; `null` where that is nothing. */
export function brushBetween(axis: Axis, from: number, to: number): Brush | null {
  const [low, high] = [Math.max(0, Math.min(from, to)), Math.min(1, Math.max(from, to))];
  const { key } = axis.column;
  if (axis.scale !== "category") return { key, kind: "range", lo: axis.valueAt(low), hi: axis.valueAt(high) };
  const half = 0.5 / Math.max(1, axis.categories.length);
  const names = axis.categories.filter((_, index) => {
    const place = axis.placeOf(index);
    return place + half > low && place - half < high;
  });
  return names.length === 0 ? null : { key, kind: "names", names };
}

/** Where a brush lies on its axis, lower end first; `null` where it has no length there. */
export function extentOf(axis: Axis, brush: Brush): [number, number] | null {
  if (brush.kind === "none") return null;
  if (brush.kind === "range") {
    if (axis.scale === "category") return null;
    const clamp = (place: number) => (place > 0 ? Math.min(1, place) : 0);
    return [clamp(axis.placeOf(brush.lo)), clamp(axis.placeOf(brush.hi))];
  }
  const half = 0.5 / Math.max(1, axis.categories.length);
  const places = brush.names
    .map((name) => axis.categories.indexOf(name))
    .filter((index) => index >= 0)
    .map((index) => axis.placeOf(index));
  return places.length === 0 ? null : [Math.min(...places) - half, Math.max(...places) + half];
}
