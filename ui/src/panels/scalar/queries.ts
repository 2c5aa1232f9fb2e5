/** What the lines of a card need from the loader. */
import { LINES_WITH_BANDS } from "../../chart/plot";
import type { CardSeries } from "../../data/card";
import type { XAxis } from "../../data/line";
import type { LineValue } from "../../data/settings";
import { WARM_UP_WINDOWS } from "../../data/smoothing";
import type { XScale } from "../../data/xaxis";
import type { Query } from "./loader";

export interface Wanted {
  series: CardSeries[];
  axis: XAxis;
  scale: XScale;
  range: [number, number] | null;
  pixels: number;
  /** Where all points of the card lie. */
  extent: [number, number];
  /** The smoothing window in the unit that it has on the axis. */
  window: number;
  /** Which value of a bucket the lines go through. */
  at: LineValue;
  /** Whether what restarts replaced is drawn too. */
  superseded: boolean;
  /** Least milliseconds between two requests: while the logdir is being read, much changes at once. */
  pause: number;
}

const WARM_UP_PIXELS = 256;

export function mainQuery({ axis, scale, range, pixels, extent, series, at }: Wanted): Query {
  const bands = series.length <= LINES_WITH_BANDS || at === "min" || at === "max";
  const [lo, hi] = range ?? [null, null];
  return { axis, scale, lo, hi, pixels, bands, last: at === "last", extent, superseded: false };
}

export function supersededQuery(wanted: Wanted): Query | null {
  return wanted.superseded ? { ...mainQuery(wanted), bands: false, superseded: true } : null;
}

/** Left of a zoomed view the smoothing has its past, in coarse buckets. */
export function warmUpQuery(wanted: Wanted): Query | null {
  const { range, window } = wanted;
  if (!range || !(window > 0)) return null;
  const past = { lo: range[0] - WARM_UP_WINDOWS * window, hi: range[0], pixels: WARM_UP_PIXELS };
  return { ...mainQuery(wanted), ...past, bands: false, last: false };
}
