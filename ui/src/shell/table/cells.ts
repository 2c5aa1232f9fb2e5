/** How cells and heads of the run table are written, and how wide they are. */
import type { Column, Value } from "../../data/columns";
import { formatCount, formatLogged, formatValue } from "../../data/numbers";
import type { RunColumn } from "../../data/runcolumns";
import type { RunState } from "../../data/state";
import { duration } from "../../data/ticks";
import type { Dictionary } from "../../i18n";

export const ROW_HEIGHT = 28;
export const NAME_WIDTH = 280;
export const LEAST_WIDTH = 56;

const WIDTHS: Partial<Record<string, number>> = {
  "run.note": 240,
  "run.path": 240,
  "run.labels": 160,
  "run.state": 136,
  "run.star": 56,
};

export function widthOf(column: Column, chosen: Readonly<Record<string, number>>): number {
  return chosen[column.key] ?? WIDTHS[column.key] ?? (column.type === "number" ? 112 : 144);
}

export function headOf(column: Column, words: Dictionary): string {
  return column.kind === "run" ? words.table.runColumns[column.name as RunColumn] : column.name;
}

/** What stands above a column's name, to tell metrics apart from each other and from hyperparameters. */
export function underHead(column: Column, words: Dictionary): string {
  if (column.kind === "metric") return words.table.statistics[column.statistic ?? "last"];
  return column.kind === "run" ? "" : column.kind;
}

export function cellText(column: Column, value: Value, words: Dictionary): string {
  if (value === null) return "";
  if (column.key === "run.state") return words.table.states[value as RunState];
  if (column.key === "run.age" || column.key === "run.duration") return duration(Number(value));
  if (column.key === "run.star") return value ? "★" : "";
  if (column.key === "run.damage") return value === 0 ? "" : formatCount(Number(value));
  if (column.key === "run.steps" || column.key === "run.tags") return formatCount(Number(value));
  if (typeof value === "number") return column.kind === "metric" ? formatValue(value) : shortest(value);
  return String(value);
}

/** As it was logged, as far as a cell holds it. */
function shortest(value: number): string {
  const text = formatLogged(value);
  return text.length > 12 ? formatValue(value) : text.replace("-", "−");
}
