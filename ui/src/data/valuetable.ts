/** Tables of what a chart shows: at a step, over a stretch, or all of it. */
import type { Stroke } from "./colours";
import type { Line, XAxis } from "./line";
import { formatCount, formatValue, formatX } from "./numbers";
import type { Place, Summary } from "./stretch";
import { isTime } from "./xaxis";

export type ValueKind = "x" | "value" | "percent" | "count";

export interface ValueColumn {
  key: string;
  kind: ValueKind;
}

export interface ValueRow {
  key: string;
  label: string;
  stroke: Stroke | null;
  /** `null`: there is none. */
  cells: (number | null)[];
}

export interface ValueTable {
  columns: ValueColumn[];
  rows: ValueRow[];
}

/** By a column, or by the names of rows; what is not there comes last, NaN before it. */
export interface Order {
  key: string | null;
  descending: boolean;
}

export interface Labelled {
  key: string;
  label: string;
  stroke: Stroke;
}

const AT: ValueColumn[] = [
  { key: "value", kind: "value" },
  { key: "at", kind: "x" },
];

/** The last value of each series at or before a place, and where that stands. */
export function atTable(series: readonly Labelled[], found: readonly (Place | null)[]): ValueTable {
  const rows = series.map((one, i) => ({ ...one, cells: [found[i]?.value ?? null, found[i]?.x ?? null] }));
  return { columns: AT, rows };
}

const STRETCH: ValueColumn[] = [
  { key: "start", kind: "value" },
  { key: "end", kind: "value" },
  { key: "change", kind: "value" },
  { key: "changePercent", kind: "percent" },
  { key: "min", kind: "value" },
  { key: "max", kind: "value" },
  { key: "mean", kind: "value" },
  { key: "slope", kind: "value" },
  { key: "points", kind: "count" },
];

export function stretchTable(series: readonly Labelled[], summaries: readonly (Summary | null)[]): ValueTable {
  const rows = series.map((one, i) => {
    const summary = summaries[i];
    return { ...one, cells: summary ? stretchCells(summary) : STRETCH.map(({ key }) => (key === "points" ? 0 : null)) };
  });
  return { columns: STRETCH, rows };
}

function stretchCells({ start, end, min, max, mean, slope, points }: Summary): (number | null)[] {
  const change = end.value - start.value;
  const percent = start.value === 0 ? null : (100 * change) / Math.abs(start.value);
  const inclined = Number.isFinite(slope) ? slope : null;
  return [start.value, end.value, change, percent, min.value, max.value, mean, inclined, points];
}

/** A row for each bucket or point that is drawn; of one line all that is known, of several what each is drawn through. */
export function drawnTable(lines: readonly Line[], axis: XAxis): ValueTable {
  return lines.length === 1 ? tableOfLine(lines[0], axis) : tableOfLines(lines, axis);
}

function tableOfLine(line: Line, axis: XAxis): ValueTable {
  const names = ["value", ...(line.smoothed ? ["smoothed"] : []), ...(line.ranged ? ["min", "max"] : [])];
  const columns: ValueColumn[] = [
    ...names.map((key) => ({ key, kind: "value" as const })),
    { key: "points", kind: "count" },
  ];
  const rows = Array.from({ length: line.n }, (_, i): ValueRow => {
    const smoothed = line.smoothed ? [line.smoothed[i]] : [];
    const range = line.ranged ? [line.min[i], line.max[i]] : [];
    const points = line.count[i] + line.nan[i] + line.positiveInfinity[i] + line.negativeInfinity[i];
    const label = extentLabel(line.xFirst[i], line.xLast[i], axis);
    return { key: String(i), label, stroke: null, cells: [drawn(line, i), ...smoothed, ...range, points] };
  });
  return { columns, rows };
}

/** Lines share buckets, so what begins in the same one stands in one row. */
function tableOfLines(lines: readonly Line[], axis: XAxis): ValueTable {
  const width = Math.max(...lines.map((line) => line.width), 0);
  const rows = new Map<number, { lo: number; hi: number; cells: (number | null)[] }>();
  lines.forEach((line, place) => {
    for (let i = 0; i < line.n; i++) {
      const key = width > 0 && line.width === width ? Math.floor(line.xFirst[i] / width) * width : line.xFirst[i];
      const row = rows.get(key) ?? { lo: line.xFirst[i], hi: line.xLast[i], cells: lines.map(() => null) };
      row.lo = Math.min(row.lo, line.xFirst[i]);
      row.hi = Math.max(row.hi, line.xLast[i]);
      row.cells[place] = drawn(line, i);
      rows.set(key, row);
    }
  });
  const sorted = [...rows].sort(([a], [b]) => a - b);
  return {
    columns: lines.map((line, place) => ({ key: `${place}:${line.label}`, kind: "value" })),
    rows: sorted.map(([key, { lo, hi, cells }]) => ({
      key: String(key),
      label: extentLabel(lo, hi, axis),
      stroke: null,
      cells,
    })),
  };
}

function drawn(line: Line, i: number): number {
  if (line.count[i] > 0) return line.value[i];
  if (line.positiveInfinity[i] > 0) return Number.POSITIVE_INFINITY;
  return line.negativeInfinity[i] > 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
}

function extentLabel(lo: number, hi: number, axis: XAxis): string {
  return lo === hi ? formatX(lo, axis) : `${formatX(lo, axis)} – ${formatX(hi, axis)}`;
}

export function sortRows({ columns, rows }: ValueTable, { key, descending }: Order): ValueRow[] {
  const sign = descending ? -1 : 1;
  if (key === null) return descending ? [...rows].reverse() : rows;
  if (key === "label")
    return [...rows].sort((a, b) => sign * a.label.localeCompare(b.label, undefined, { numeric: true }));
  const place = columns.findIndex((column) => column.key === key);
  const absent = (value: number | null) => (value === null ? 2 : Number.isNaN(value) ? 1 : 0);
  return [...rows].sort((a, b) => {
    const [left, right] = [a.cells[place], b.cells[place]];
    if (absent(left) + absent(right) > 0) return absent(left) - absent(right);
    return left === right ? 0 : sign * (Number(left) < Number(right) ? -1 : 1);
  });
}

export function cellText(value: number | null, kind: ValueKind, axis: XAxis): string {
  if (value === null) return "–";
  if (kind === "count") return formatCount(value);
  if (kind === "x") return formatX(value, axis);
  if (kind === "percent") return `${value > 0 ? "+" : ""}${formatValue(value, 3)} %`;
  return formatValue(value, 6);
}

/** Tab-separated, with numbers in full, for a spreadsheet. */
export function toTsv(first: string, names: readonly string[], rows: readonly ValueRow[]): string {
  const clean = (text: string) => text.replace(/[\t\r\n]+/g, " ");
  const line = (fields: string[]) => `${fields.map(clean).join("\t")}\n`;
  const text = (value: number | null) => (value === null ? "" : String(value));
  return line([first, ...names]) + rows.map(({ label, cells }) => line([label, ...cells.map(text)])).join("");
}

/** Slopes are per second on axes of time. */
export function slopeUnit(axis: XAxis): "second" | "x" {
  return isTime(axis) ? "second" : "x";
}
