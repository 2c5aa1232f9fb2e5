/** What one run's column shows at a place. What it showed before stays until the new is known. */
import { ApiError } from "../../api";
import { type Points, type Start, shownAt } from "../../data/points";
import type { Pin } from "../../data/url";

/** A point of a series, without what it holds. */
export interface Point {
  ref: string;
  step: number;
  /** Seconds since 1970. */
  wallTime: number;
  /** It was logged at the place that was asked for, and not before. */
  exact: boolean;
  /** The point before it. */
  before: string | null;
}

export interface HeldPoint<T> extends Point {
  held: T;
}

const GONE = 410;

export class ColumnPoint<T> {
  /** `null` while nothing is known, or where nothing was logged by then. */
  current = $state.raw<HeldPoint<T> | null>(null);
  /** Nothing was logged by then; the first step at which something was. */
  firstLater = $state<number | null>(null);
  failed = $state.raw<{ step: number; error: unknown } | null>(null);
  private wanted = "";
  private gone = "";

  /** `onstale`: a reference leads nowhere any more, and the list that it is of is to be fetched again. */
  constructor(
    private readonly fetch: (ref: string) => Promise<T>,
    private readonly onstale: () => void = () => {},
  ) {}

  want(points: Points, at: Pin | null, start: Start): void {
    const shown = shownAt(points, at, start);
    this.firstLater = shown ? null : (points.steps[0] ?? null);
    if (!shown) {
      this.wanted = "";
      this.current = null;
      this.failed = null;
      return;
    }
    const { place, exact } = shown;
    const [ref, before] = [points.refs[place], points.refs[place - 1] ?? null];
    const point = { ref, before, step: points.steps[place], wallTime: points.wallTimes[place], exact };
    this.wanted = ref;
    if (this.current?.ref === ref) {
      this.current = { ...this.current, ...point };
      this.failed = null;
    } else void this.show(point);
  }

  private async show(point: Point): Promise<void> {
    try {
      const held = await this.fetch(point.ref);
      if (this.wanted !== point.ref) return;
      this.current = { ...point, held };
      this.failed = null;
    } catch (error) {
      if (this.wanted !== point.ref) return;
      this.current = null;
      this.failed = { step: point.step, error };
      this.lookAgain(point.ref, error);
    }
  }

  /** Once for each reference: what a new list still names is not there, whatever the list says. */
  private lookAgain(ref: string, error: unknown): void {
    if (!(error instanceof ApiError) || error.status !== GONE || this.gone === ref) return;
    this.gone = ref;
    this.onstale();
  }
}
