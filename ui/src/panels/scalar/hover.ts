/** What a chart tells the page while the pointer is over it. */
import type { ReadoutRow } from "../../data/readout";
import type { XAxis } from "../../frame";

export interface Hover {
  tag: number;
  axis: XAxis;
  x: number;
  rows: ReadoutRow[];
  /** The row whose line is nearest to the pointer, or -1. */
  nearest: number;
  /** In the window, in CSS pixels. */
  at: { x: number; y: number };
}

export interface CardActions {
  hover(hover: Hover | null): void;
  pin(hover: Hover | null): void;
  zoom(zoom: { axis: XAxis; lo: number; hi: number } | null): void;
  togglePinned(tag: number): void;
}

/** The words of a card, in the language of the page. */
export interface CardWords {
  runs(count: number): string;
  lastValue(value: string): string;
  superseded(count: string): string;
  fitValues: string;
  clipValues: string;
  pinCard: string;
  unpinCard: string;
  loadFailed: string;
  retry: string;
  noPointsInView: string;
  chartKeys: string;
  smoothed: string;
  value: string;
  more(count: number): string;
  points(count: string, lo: string, hi: string): string;
  isolate: string;
  axis: Record<XAxis, string>;
}
