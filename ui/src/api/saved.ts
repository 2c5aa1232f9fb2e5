/** What stands in a page that was saved as a file. */

export interface Saved {
  /** Seconds since 1970. */
  saved: number;
  /** The view that was saved, as the fragment of an address. */
  fragment: string;
  /** JSON answers by address, most without parameters. */
  answers: Record<string, unknown>;
  /** What `/api/statistics` says of all series. */
  statistics: { series: [run: number, tag: number][]; boot: string } & Record<Statistic, unknown[]>;
}

export const STATISTICS = ["points", "last", "min", "max", "mean"] as const;
export type Statistic = (typeof STATISTICS)[number];

/** `null` where the page came from a server. */
export function savedHere(): Saved | null {
  if (typeof document === "undefined") return null;
  const text = document.getElementById("runchart-answers")?.textContent;
  return text ? JSON.parse(text) : null;
}
