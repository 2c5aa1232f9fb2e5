/** Runs side by side: which columns tell them apart, in what order they stand, and how a table of them is written. */
import type { Column, Value } from "./columns";
import { goalOf, type Main, mainMetricOf } from "./goal";
import type { Run } from "./runs";

export interface Sort {
  key: string;
  descending: boolean;
}

const MOST_HPARAMS = 8;

/** The hyperparameters that differ between runs, else configuration values that do, and the last value of the main metric. */
export function defaultColumns(columns: readonly Column[], runs: readonly Run[], main: Main | null): Column[] {
  const of = (kind: Column["kind"]) => columns.filter((column) => column.kind === kind);
  const differing = (from: Column[]) => from.filter((column) => differs(column, runs)).slice(0, MOST_HPARAMS);
  const hparams = differing(of("hparam"));
  const chosen = hparams.length > 0 ? hparams : differing(of("config"));
  const metric = mainMetricColumn(columns, runs, main);
  return metric ? [...chosen, metric] : chosen;
}

/** Of the metrics that these runs have themselves, `main` before all others. */
export function mainMetricColumn(columns: readonly Column[], runs: readonly Run[], main: Main | null): Column | null {
  const has = (column: Column) => runs.some((run) => column.value(run) !== null);
  const last = columns.filter((column) => column.statistic === "last" && has(column));
  const names = last.map((column) => column.name);
  const asked = main?.tags.map((pattern) => names.find((name) => pattern.test(name))).find(Boolean);
  const name = asked ?? mainMetricOf(names);
  return last.find((column) => column.name === name) ?? null;
}

function differs(column: Column, runs: readonly Run[]): boolean {
  return runs.some((run) => column.value(run) !== column.value(runs[0]));
}

/** Of metrics the best first, of all else the smallest; the value of `descending`. */
export function firstOrder(column: Column, main: Main | null): boolean {
  const known = main?.tags.some((pattern) => pattern.test(column.name)) ? main.goal : goalOf(column.name);
  return column.kind === "metric" && known === "max";
}

/** Runs without a finite value come last in either order. */
export function sortedRuns(runs: readonly Run[], column: Column | null, descending: boolean): Run[] {
  if (!column) return [...runs];
  const values = new Map(runs.map((run) => [run, column.value(run)]));
  const sign = descending ? -1 : 1;
  return [...runs].sort((a, b) => compare(values.get(a) ?? null, values.get(b) ?? null, sign));
}

const natural = new Intl.Collator("en", { numeric: true });

function compare(a: Value, b: Value, sign: number): number {
  const [without, others] = [isMissing(a), isMissing(b)];
  if (without || others) return Number(without) - Number(others);
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * natural.compare(String(a), String(b));
}

function isMissing(value: Value): boolean {
  return value === null || Number.isNaN(value);
}

/** The place of the best finite value of a metric; -1 for other columns. */
export function bestOf(column: Column, values: readonly Value[]): number {
  if (column.kind !== "metric") return -1;
  const sign = goalOf(column.name) === "min" ? 1 : -1;
  let best = -1;
  values.forEach((value, place) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return;
    if (best < 0 || sign * value < sign * (values[best] as number)) best = place;
  });
  return best;
}

/** What a column is called where last values need no more words: `val/loss`, `val/loss min`. */
export function columnLabel({ name, statistic }: Column): string {
  return statistic === null || statistic === "last" ? name : `${name} ${statistic}`;
}
