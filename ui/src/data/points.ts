/** The points of media series, and which of them is shown at a place of the page's x: the last that had been logged by then. */
import type { Pin } from "./url";
import { isTime, tagOfAxis } from "./xaxis";

/** The points of a series in columns, in the order in which they were logged. */
export interface Points {
  steps: number[];
  /** Seconds since 1970. */
  wallTimes: number[];
  refs: string[];
}

/** The point that stands for a place. */
export interface Shown {
  place: number;
  /** It was logged there, and not before. */
  exact: boolean;
}

/** Where the relative axes of a run begin. */
export interface Start {
  step: number;
  /** Seconds since 1970. */
  wall: number;
}

/** Some step was logged twice or out of order, so that steps do not tell its points apart. */
export function needsIndex({ steps }: Points): boolean {
  return steps.some((step, place) => place > 0 && step <= steps[place - 1]);
}

/** The places that a slider over these series stops at, ascending: steps, or numbers of points. */
export function stopsOf(series: readonly Points[], byIndex: boolean): number[] {
  if (byIndex) return Array.from({ length: Math.max(0, ...series.map(({ steps }) => steps.length)) }, (_, at) => at);
  return [...new Set(series.flatMap(({ steps }) => steps))].sort((a, b) => a - b);
}

/**
 * The point at a place of x, or the nearest earlier one; `null` where there is none by then. Without a place, and at values of
 * a tag, which pictures do not have: the newest.
 */
export function shownAt({ steps, wallTimes }: Points, at: Pin | null, start: Start): Shown | null {
  const last = steps.length - 1;
  if (last < 0) return null;
  if (!at || tagOfAxis(at.axis) !== null) return { place: last, exact: true };
  if (at.axis === "index") return { place: Math.min(last, at.x), exact: at.x <= last };
  const inTime = isTime(at.axis);
  const until = at.x + (at.axis === "relative" ? start.wall : at.axis === "relative_step" ? start.step : 0);
  const x = inTime ? wallTimes : steps;
  let best = -1;
  for (let place = 0; place <= last; place++) {
    if (x[place] <= until && (best < 0 || x[place] >= x[best])) best = place;
  }
  return best < 0 ? null : { place: best, exact: inTime || steps[best] === until };
}

/** What to call a picture on a disk. */
export function fileName(tag: string, run: string, step: number, sample: number, type: string | null): string {
  const ending = type?.split("/")[1]?.replace("svg+xml", "svg").replace("jpeg", "jpg") ?? "bin";
  return `${tag}-${run}-step${step}${sample > 0 ? `-${sample}` : ""}.${ending}`.replace(/[^\p{L}\p{N}._=-]+/gu, "-");
}

/** A number of bytes as people say it. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, size] = bytes < 1e6 ? ["kB", bytes / 1e3] : ["MB", bytes / 1e6];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
