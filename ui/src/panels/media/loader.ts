/**
 * Lists the points of series; questions of one moment go out together. A list is kept as long as its series is the same
 * object, which is until it grows. Wraps `api/media.ts`.
 */
import { SvelteMap } from "svelte/reactivity";
import { fetchMedia } from "../../api/media";
import type { Points } from "../../data/points";
import type { Media } from "../../data/runs";
import { Batch } from "./batch";

const SERIES_AT_ONCE = 500;

const lists = new WeakMap<Media, Promise<Points>>();

/** The latest list of every series that was seen, by `seriesKey`. */
export const known = new SvelteMap<string, Points>();

const listing = new Batch<Media, Points>(async (asked) => {
  const { series } = await fetchMedia(asked.map(({ run, tag }) => [run, tag]));
  return series.map(({ steps, wall_times: wallTimes, refs }, place) => {
    const points = { steps, wallTimes, refs };
    known.set(seriesKey(asked[place]), points);
    return points;
  });
}, SERIES_AT_ONCE);

export function seriesKey({ run, tag }: Media): string {
  return `${run}:${tag}`;
}

/** A list that could not be fetched is asked for again the next time. */
export function pointsOf(source: Media): Promise<Points> {
  const there = lists.get(source);
  if (there) return there;
  const asked = listing.ask(source);
  lists.set(source, asked);
  asked.catch(() => lists.delete(source));
  return asked;
}

/** Asks the server anew, where a reference has turned out to lead nowhere. */
export function forgetPoints(source: Media): void {
  lists.delete(source);
}
