/** Stretches of x that a gesture asks for, kept within reason. */
import type { XAxis } from "../frame";
import type { Zoom } from "./url";

type Stretch = readonly [lo: number, hi: number];

/** The zoom that shows `lo` to `hi`; `null` where that is all there is. */
export function zoomTo(axis: XAxis, [lo, hi]: Stretch, extent: Stretch): Zoom | null {
  if (lo <= extent[0] && hi >= extent[1]) return null;
  const smallest = isWhole(axis) ? 1 : 1e-3;
  const middle = (lo + hi) / 2;
  const half = Math.max(hi - lo, smallest) / 2;
  const grain = 10 ** Math.floor(Math.log10(2 * half) - 4);
  return { axis, lo: rounded(middle - half, grain), hi: rounded(middle + half, grain) };
}

/** The stretch `factor` times as wide around `at`, not beyond what there is or is shown already. */
export function widened([lo, hi]: Stretch, factor: number, at: number, extent: Stretch): Stretch {
  return [
    Math.max(at - (at - lo) * factor, Math.min(extent[0], lo)),
    Math.min(at + (hi - at) * factor, Math.max(extent[1], hi)),
  ];
}

/** Steps and indices are whole; the middle of a bucket may lie between two. */
export function wholeStep(axis: XAxis, x: number): number {
  return isWhole(axis) ? Math.floor(x) : x;
}

function isWhole(axis: XAxis): boolean {
  return axis === "step" || axis === "index";
}

/** What a ten-thousandth of the view cannot show need not stand in the address. */
function rounded(value: number, grain: number): number {
  return Number((Math.round(value / grain) * grain).toPrecision(15));
}
