/** What a chart's x is: steps, time, places, or the value that another tag had in the same run at the same step. */
import type { NamedAxis, XAxis } from "../frame";
import { type Line, lowerBound } from "./line";
import { symlogThreshold } from "./placing";
import type { ScaleKind } from "./settings";

export const NAMED_AXES: readonly NamedAxis[] = ["step", "relative_step", "index", "relative", "wall"];

/** How x is spread: `threshold` is where a symlog axis stops being linear. */
export interface XScale {
  kind: ScaleKind;
  threshold: number;
}

export function axisOfTag(tag: string): XAxis {
  return `tag:${tag}`;
}

/** The tag whose values are x; `null` on the other axes. */
export function tagOfAxis(axis: XAxis): string | null {
  return axis.startsWith("tag:") ? axis.slice(4) : null;
}

export function isXAxis(text: string | undefined): text is XAxis {
  return text !== undefined && ((NAMED_AXES as string[]).includes(text) || /^tag:./s.test(text));
}

export function isTime(axis: XAxis): boolean {
  return axis === "relative" || axis === "wall";
}

export function isWhole(axis: XAxis): boolean {
  return axis === "step" || axis === "relative_step" || axis === "index";
}

/** Whether x are whole numbers: those of a tag such as `epoch` may be. */
export function hasWholeX(axis: XAxis, lines: readonly Line[]): boolean {
  if (tagOfAxis(axis) === null) return isWhole(axis);
  return lines.every((line) => line.xFirst.every(Number.isInteger) && line.xLast.every(Number.isInteger));
}

/** What an axis is called. */
export function axisName(axis: XAxis, names: Record<NamedAxis, string>): string {
  return tagOfAxis(axis) ?? names[axis as NamedAxis];
}

interface Spacings {
  stepSpacing: number;
  timeSpacing: number;
}

/** Mean distance of neighbouring points, in the unit that smoothing windows have on an axis: seconds, points, else steps. */
export function spacingOn(axis: XAxis, series: Spacings): number {
  if (isTime(axis)) return series.timeSpacing;
  return axis === "index" ? 1 : series.stepSpacing;
}

/** The scale that x has. Moments have no logarithm that means anything. */
export function xScaleOf(axis: XAxis, kind: ScaleKind, threshold: number): XScale {
  if (axis === "wall" || kind === "linear") return { kind: "linear", threshold: 1 };
  return { kind, threshold: tagOfAxis(axis) === null ? 1 : threshold };
}

/** Where x lies in the unit of the widths of its buckets: as it is, or in doublings. As in the server's `query/scale.rs`. */
export function gridPlace(x: number, { kind, threshold }: XScale): number {
  if (kind === "linear") return x;
  return kind === "log" ? Math.log2(x) : Math.sign(x) * Math.log1p(Math.abs(x) / threshold) * Math.LOG2E;
}

/** Where a symlog axis of these x stops being linear. */
export function xThreshold(lines: readonly Line[]): number {
  return symlogThreshold(Float64Array.from(lines.flatMap((line) => [...line.x])));
}

/** From the least x to the greatest that has a place on the scale. */
export function extentOfX(lines: readonly Line[], kind: ScaleKind = "linear"): [number, number] | null {
  let lo = Number.POSITIVE_INFINITY;
  let hi = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    const from = kind === "log" ? lowerBound(line.xFirst, Number.MIN_VALUE) : 0;
    if (from >= line.n) continue;
    lo = Math.min(lo, line.xFirst[from]);
    hi = Math.max(hi, line.xLast[line.n - 1]);
  }
  return lo <= hi ? [lo, hi] : null;
}

/** The ends of an axis that shows `domain`, or all there is; never one number. */
export function axisEnds(
  axis: XAxis,
  domain: readonly [number, number] | null,
  lines: readonly Line[],
  kind: ScaleKind,
): [number, number] {
  const all = extentOfX(lines, kind);
  let [lo, hi] = domain ?? all ?? [kind === "log" ? 1 : 0, kind === "log" ? 10 : 1];
  if (kind === "log" && lo <= 0) lo = Math.min(all?.[0] ?? hi / 10, hi / 10);
  if (hi > lo) return [lo, hi];
  if (kind === "log") return [lo / 2, lo * 2];
  const room = tagOfAxis(axis) === null || lo === 0 ? 0.5 : Math.abs(lo) * 0.1;
  return [lo - room, hi + room];
}
