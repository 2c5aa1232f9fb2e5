/**
 * Metrics of runs by name: a scalar tag, or the line of a child that `add_scalars` made, called `<tag>/<key>` as in
 * `runchart.open`. What its values come to is asked of `summaries`.
 */
import type { Run, RunTable, Series } from "./runs";
import { naturalOrder } from "./sections";

export const STATISTICS = ["last", "min", "max", "mean"] as const;
export type Statistic = (typeof STATISTICS)[number];

/** `last` is of the last point; the others are over finite values, NaN where there is none. */
export interface Summary {
  last: number;
  min: number;
  max: number;
  mean: number;
}

/** What is known of a series, and a wish to know it where it is not. */
export type Summaries = (series: Series) => Summary | null;

export class Metrics {
  constructor(
    private readonly table: RunTable,
    private readonly summaries: Summaries,
  ) {}

  /** The metrics that any of the runs has, in natural order. */
  names(runs: readonly Run[]): string[] {
    const own = new Set<number>();
    const folded = new Set<string>();
    for (const run of runs) {
      for (const tag of run.series.keys()) own.add(tag);
      for (const { tag, key } of run.children) folded.add(`${this.table.tags[tag]}/${key}`);
    }
    const names = new Set([...[...own].map((tag) => this.table.tags[tag] ?? ""), ...folded]);
    return [...names].filter(Boolean).sort(naturalOrder);
  }

  /** The series that a run logged under this name. */
  series(run: Run, name: string): Series | null {
    const tag = this.table.tagOf(name);
    const own = tag === null ? undefined : run.series.get(tag);
    if (own) return own;
    for (const child of run.children) {
      if (`${this.table.tags[child.tag]}/${child.key}` === name) {
        return this.table.get(child.run)?.series.get(child.tag) ?? null;
      }
    }
    return null;
  }

  /** `null` where the run has no such metric, or no finite value of it, or while it is on its way. */
  value(run: Run, name: string, statistic: Statistic): number | null {
    const series = this.series(run, name);
    const value = (series && this.summaries(series)?.[statistic]) ?? null;
    return statistic !== "last" && Number.isNaN(value) ? null : value;
  }
}
