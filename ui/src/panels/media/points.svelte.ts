/** The lists of the points of one card's runs, kept fresh while the card is on the screen. Wraps `loader.ts`. */
import type { MediaColumn } from "../../data/media";
import { needsIndex, type Points, stopsOf } from "../../data/points";
import { forgetPoints, pointsOf } from "./loader";

/** Least time between two lists of a series that grows. */
const PAUSE_MS = 1_000;

export class CardPoints {
  /** By run. */
  lists = $state.raw<ReadonlyMap<number, Points>>(new Map());
  error = $state.raw<unknown>(null);
  readonly byIndex = $derived([...this.lists.values()].some(needsIndex));
  readonly stops: number[] = $derived(stopsOf([...this.lists.values()], this.byIndex));

  private wanted: readonly MediaColumn[] = [];
  private asking = false;
  private again = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** What was listed before stays until there is news. */
  want(columns: readonly MediaColumn[]): void {
    this.wanted = columns;
    this.again = true;
    if (!this.asking && this.timer === undefined) void this.ask();
  }

  retry(): void {
    for (const { source } of this.wanted) forgetPoints(source);
    this.want(this.wanted);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.wanted = [];
  }

  private async ask(): Promise<void> {
    this.timer = undefined;
    if (!this.again) return;
    this.asking = true;
    this.again = false;
    const columns = this.wanted;
    try {
      const lists = await Promise.all(columns.map(({ source }) => pointsOf(source)));
      this.lists = new Map(columns.map(({ run }, place) => [run, lists[place]]));
      this.error = null;
    } catch (error) {
      this.error = error;
    } finally {
      this.asking = false;
      this.timer = setTimeout(() => this.ask(), PAUSE_MS);
    }
  }
}
