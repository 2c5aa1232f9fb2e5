/** What the lines of a card need from the loader. */
import { LINES_WITH_BANDS } from "../../chart/plot";
import type { CardSeries } from "../../data/card";
import { GAUSSIAN_REACH } from "../../data/gaussian";
import type { GroupView } from "../../data/groups";
import type { XAxis } from "../../data/line";
import type { LineValue, Method } from "../../data/settings";
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
  method: Method;
  /** How far the window reaches in x. */
  reach: number;
  /** Which value of a bucket the lines go through. */
  at: LineValue;
  /** How the lines of runs in groups become one. */
  groups: GroupView;
  /** Whether what restarts replaced is drawn too. */
  superseded: boolean;
  /** Least milliseconds between two requests: while the logdir is being read, much changes at once. */
  pause: number;
}

const BESIDE_PIXELS = 256;

export function mainQuery({ axis, scale, range, pixels, extent, series, at, method, window, reach }: Wanted): Query {
  const grouped = series.some(({ group }) => group);
  const bands = (series.length <= LINES_WITH_BANDS && !grouped) || at === "min" || at === "max";
  const [lo, hi] = range ?? [null, null];
  const median = method === "median" && window > 0 && reach > 0 ? reach : null;
  return { axis, scale, lo, hi, pixels, bands, last: at === "last", extent, superseded: false, median };
}

export function supersededQuery(wanted: Wanted): Query | null {
  return wanted.superseded ? { ...mainQuery(wanted), bands: false, superseded: true, median: null } : null;
}

/** Beside a zoomed view the smoothing has its past, and a Gaussian what comes after, in coarse buckets. */
export function besideQueries(wanted: Wanted): { before: Query | null; after: Query | null } {
  const { range, window, method, reach } = wanted;
  if (!range || !(window > 0) || method === "median") return { before: null, after: null };
  const coarse = { ...mainQuery(wanted), pixels: BESIDE_PIXELS, bands: false, last: false };
  const [lo, hi] = range;
  if (method !== "gaussian") {
    return {
      before: { ...coarse, lo: lo - WARM_UP_WINDOWS * (method === "time" ? reach : window), hi: lo },
      after: null,
    };
  }
  const far = (GAUSSIAN_REACH * reach) / 2;
  return { before: { ...coarse, lo: lo - far, hi: lo }, after: { ...coarse, lo: hi, hi: hi + far } };
}
