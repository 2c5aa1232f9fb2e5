/** Where the slider of a card stands, for a place that may be of another axis than the slider's. */
import type { MediaColumn } from "../../data/media";
import { type Points, shownAt } from "../../data/points";
import type { Pin } from "../../data/url";

interface Lists {
  readonly lists: ReadonlyMap<number, Points>;
  readonly stops: readonly number[];
  readonly byIndex: boolean;
}

/** The last stop that some run shows at this place; the first where none does. */
export function placeInStops(
  columns: readonly MediaColumn[],
  { lists, stops, byIndex }: Lists,
  at: Pin | null,
): number {
  if (at?.axis === (byIndex ? "index" : "step"))
    return Math.max(
      0,
      stops.findLastIndex((stop) => stop <= at.x),
    );
  const shown = columns.flatMap(({ run, start }) => {
    const points = lists.get(run);
    const found = points && shownAt(points, at, start);
    return found ? [byIndex ? found.place : points.steps[found.place]] : [];
  });
  const last = Math.max(...shown);
  return Math.max(
    0,
    stops.findLastIndex((stop) => stop <= last),
  );
}
