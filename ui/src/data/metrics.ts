/**
 * Metrics of runs by name: a scalar tag, or the line of a child that `add_scalars` made, called `<tag>/<key>` as in
 * `runchart.open`. The last value is known from the run list; the other numbers are asked of `summaries`.
 */
import type { Run, RunTable, Series } from "./runs";
import { naturalOrder } from "./sections";

export const STATISTICS = ["last", "min", "max", "mean"] as const;
export type Statistic = (typeof STATISTICS)[number];

/** Over the finite values of a series; NaN where there is none. */
export interface Summary {
  min: number;
  max: number;
  mean: number;
}

/** What is known of a series, and a wish to know it where it is not. */
export type Summaries = (series: Series) => Summary | null;

/** The columns of a series' buckets that a summary is made of. */
export interface SummaryBuckets {
  n: number;
  min?: ArrayLike<number>;
  max?: ArrayLike<number>;
  mean?: ArrayLike<number>;
  count?: ArrayLike<number>;
}

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
    if (!series) return null;
    if (statistic === "last") return series.last;
    const value = this.summaries(series)?.[statistic] ?? null;
    return value === null || Number.isNaN(value) ? null : value;
  }
}

export function summaryOf({ n, min, max, mean, count }: SummaryBuckets): Summary {
  let [lowest, highest, sum, points] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < n; i++) {
    const finite = count?.[i] ?? 0;
    if (finite === 0 || !min || !max || !mean) continue;
    lowest = Math.min(lowest, min[i]);
    highest = Math.max(highest, max[i]);
    sum += mean[i] * finite;
    points += finite;
  }
  if (points === 0) return { min: Number.NaN, max: Number.NaN, mean: Number.NaN };
  return { min: lowest, max: highest, mean: sum / points };
}
