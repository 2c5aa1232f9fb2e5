/** What one run's column shows at a place. What it showed before stays until the new is known. Wraps `loader.ts`. */
import type { Held } from "../../api/media";
import { type Points, type Start, shownAt } from "../../data/points";
import type { Pin } from "../../data/url";
import { heldBy } from "./loader";

export interface HeldPoint {
  ref: string;
  step: number;
  /** Seconds since 1970. */
  wallTime: number;
  /** It was logged at the place that was asked for, and not before. */
  exact: boolean;
  held: Held;
}

export class ColumnPoint {
  /** `null` while nothing is known, or where nothing was logged by then. */
  current = $state.raw<HeldPoint | null>(null);
  /** Nothing was logged by then; the first step at which something was. */
  firstLater = $state<number | null>(null);
  error = $state.raw<unknown>(null);
  private wanted = "";

  want(points: Points, at: Pin | null, start: Start): void {
    const shown = shownAt(points, at, start);
    this.firstLater = shown ? null : (points.steps[0] ?? null);
    if (!shown) {
      this.wanted = "";
      this.current = null;
      return;
    }
    const { place, exact } = shown;
    const point = { ref: points.refs[place], step: points.steps[place], wallTime: points.wallTimes[place], exact };
    this.wanted = point.ref;
    if (this.current?.ref === point.ref) this.current = { ...this.current, ...point };
    else void this.fetch(point);
  }

  private async fetch(point: Omit<HeldPoint, "held">): Promise<void> {
    try {
      const held = await heldBy(point.ref);
      if (this.wanted !== point.ref) return;
      this.current = { ...point, held };
      this.error = null;
    } catch (error) {
      if (this.wanted === point.ref) this.error = error;
    }
  }
}
