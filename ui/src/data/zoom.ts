/** Stretches of x that a gesture asks for, kept within reason. */
import type { XAxis } from "../frame";
import { type Placing, placing } from "./placing";
import type { Zoom } from "./url";
import { isTime, isWhole, isXAxis, type XScale } from "./xaxis";

type Stretch = readonly [lo: number, hi: number];

const LINEAR: XScale = { kind: "linear", threshold: 1 };
/** What a ten-thousandth of the view cannot show need not stand in the address. */
const DIGITS = 5;

/** The zoom that shows `lo` to `hi`; `null` where that is all there is. */
export function zoomTo(axis: XAxis, [lo, hi]: Stretch, extent: Stretch, scale = LINEAR): Zoom | null {
  if (lo <= extent[0] && hi >= extent[1]) return null;
  if (scale.kind !== "linear") return { axis, lo: Number(lo.toPrecision(DIGITS)), hi: Number(hi.toPrecision(DIGITS)) };
  const smallest = isWhole(axis) ? 1 : isTime(axis) ? 1e-3 : Math.abs(hi + lo) * 1e-12;
  const middle = (lo + hi) / 2;
  const half = Math.max(hi - lo, smallest) / 2;
  const grain = 10 ** Math.floor(Math.log10(2 * half) - DIGITS + 1);
  return { axis, lo: rounded(middle - half, grain), hi: rounded(middle + half, grain) };
}

/** The stretch `factor` times as wide around `at`, not beyond what there is or is shown already. */
export function widened(shown: Stretch, factor: number, at: number, extent: Stretch, scale = LINEAR): Stretch {
  const { place, value }: Placing = placing(scale.kind, scale.threshold);
  const [lo, hi, middle, least, most] = [...shown, at, ...extent].map(place);
  return [
    value(Math.max(middle - (middle - lo) * factor, Math.min(Number.isNaN(least) ? lo : least, lo))),
    value(Math.min(middle + (hi - middle) * factor, Math.max(most, hi))),
  ];
}

/** Steps and indices are whole; the middle of a bucket may lie between two. */
export function wholeStep(axis: XAxis, x: number): number {
  return isWhole(axis) ? Math.floor(x) : x;
}

export function writeZoom({ axis, lo, hi }: Zoom): string {
  return `${axis},${lo},${hi}`;
}

export function readZoom(text: string | undefined): Zoom | null {
  const [, axis, lo, hi] = /^(.+),([^,]+),([^,]+)$/s.exec(text ?? "") ?? [];
  return isXAxis(axis) && Number(hi) > Number(lo) ? { axis, lo: Number(lo), hi: Number(hi) } : null;
}

function rounded(value: number, grain: number): number {
  return Number((Math.round(value / grain) * grain).toPrecision(15));
}
