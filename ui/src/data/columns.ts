/**
 * Columns over runs: what a run was started with, what it measured, and what is known of it, each under one name and
 * with one type. The run table, filters, groups, colours and the HParams views all take their values from here.
 */
import { type Metrics, STATISTICS, type Statistic } from "./metrics";
import type { Run } from "./runs";
import { naturalOrder } from "./sections";

export type Value = number | string | boolean | null;
export type ColumnType = "number" | "text" | "bool";

export interface Column {
  /** As filters and addresses name it: `hparam.lr`, `config.model.layers`, `metric["val/loss"].min`, `run.state`. */
  key: string;
  /** For people: `lr`, `model.layers`, `val/loss`. */
  name: string;
  kind: "run" | "hparam" | "config" | "metric";
  /** Of metrics, which number of the series it is. */
  statistic: Statistic | null;
  type: ColumnType;
  /** `null` where the run has none, and while it is not known yet. */
  value(run: Run): Value;
}

/** What a run was started with, as it was logged. */
export interface HParams {
  hparams: ReadonlyMap<string, Value>;
  config: ReadonlyMap<string, Value>;
  session: { status: string; group: string; start: number | null; end: number | null } | null;
}

/** By run id. */
export type HParamsOfRuns = ReadonlyMap<number, HParams>;

/** A column for each name that any of the runs has, in natural order. */
export function hparamColumns(runs: readonly Run[], known: HParamsOfRuns, kind: "hparam" | "config"): Column[] {
  const types = new Map<string, ColumnType | null>();
  const of = (run: Run) => (kind === "hparam" ? known.get(run.id)?.hparams : known.get(run.id)?.config);
  for (const run of runs) {
    for (const [name, value] of of(run) ?? []) types.set(name, common(types.get(name) ?? null, typeOf(value)));
  }
  return [...types.keys()].sort(naturalOrder).map((name) => ({
    key: keyOf(kind, name),
    name,
    kind,
    statistic: null,
    type: types.get(name) ?? "text",
    value: (run) => of(run)?.get(name) ?? null,
  }));
}

/** One number of one metric. */
export function metricColumn(name: string, statistic: Statistic, metrics: Metrics): Column {
  return {
    key: keyOf("metric", name, statistic),
    name,
    kind: "metric",
    statistic,
    type: "number",
    value: (run) => metrics.value(run, name, statistic),
  };
}

/** Every metric of the runs, each with every statistic. */
export function metricColumns(names: readonly string[], metrics: Metrics): Column[] {
  return names.flatMap((name) => STATISTICS.map((statistic) => metricColumn(name, statistic, metrics)));
}

/** As expressions name a column: with a dot where it is a plain name, else in brackets. */
export function keyOf(kind: Column["kind"], name: string, statistic: Statistic = "last"): string {
  if (kind === "metric") return `metric[${JSON.stringify(name)}].${statistic}`;
  return /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(name) ? `${kind}.${name}` : `${kind}[${JSON.stringify(name)}]`;
}

function typeOf(value: Value): ColumnType | null {
  if (value === null) return null;
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "bool" : "text";
}

/** Where runs logged values of several types under one name, they are compared as text. */
function common(a: ColumnType | null, b: ColumnType | null): ColumnType | null {
  if (a === null || b === null) return a ?? b;
  return a === b ? a : "text";
}

/** Text in natural order; what has no value comes last in either direction. */
export function compareValues(a: Value, b: Value, descending = false): number {
  const [lacksA, lacksB] = [lacks(a), lacks(b)];
  if (lacksA || lacksB) return Number(lacksA) - Number(lacksB);
  const order =
    typeof a === "string" || typeof b === "string" ? naturalOrder(String(a), String(b)) : Number(a) - Number(b);
  return descending ? -order : order;
}

function lacks(value: Value): boolean {
  return value === null || (typeof value === "number" && Number.isNaN(value));
}
