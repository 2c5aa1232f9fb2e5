/** A table of runs as a file: CSV, JSON or LaTeX, with values as they were logged. */
import type { Column, Value } from "./columns";
import { bestOf, columnLabel } from "./comparison";

export const FORMS = ["csv", "json", "latex"] as const;
export type Form = (typeof FORMS)[number];

export interface Table {
  columns: Column[];
  rows: { name: string; values: Value[] }[];
}

export function tableFile(table: Table, form: Form): string {
  if (form === "json") return json(table);
  return form === "csv" ? csv(table) : latex(table);
}

/** As in RFC 4180; a missing value is an empty field. */
function csv({ columns, rows }: Table): string {
  const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (fields: string[]) => `${fields.map(field).join(",")}\r\n`;
  const text = (value: Value) => (value === null ? "" : String(value));
  return (
    line(["run", ...columns.map(columnLabel)]) +
    rows.map(({ name, values }) => line([name, ...values.map(text)])).join("")
  );
}

/** A missing value is left out; NaN and infinities, which JSON has no numbers for, are text. */
function json({ columns, rows }: Table): string {
  const plain = (value: Value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value);
  const objects = rows.map(({ name, values }) => {
    const present = columns.flatMap((column, i) =>
      values[i] === null ? [] : [[columnLabel(column), plain(values[i])] as const],
    );
    return { run: name, ...Object.fromEntries(present) };
  });
  return `${JSON.stringify(objects, null, 2)}\n`;
}

const ESCAPED: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** For the package booktabs; the best value of a metric is bold. */
function latex({ columns, rows }: Table): string {
  const escaped = (text: string) => text.replace(/[\\~^&%$#_{}]/g, (char) => ESCAPED[char] ?? `\\${char}`);
  const best = columns.map((column, i) =>
    bestOf(
      column,
      rows.map(({ values }) => values[i]),
    ),
  );
  const cell = (value: Value, bold: boolean) => {
    const text = value === null ? "--" : escaped(typeof value === "number" ? number(value) : String(value));
    return bold ? `\\textbf{${text}}` : text;
  };
  const line = (cells: string[]) => `${cells.join(" & ")} \\\\\n`;
  const align = columns.map(({ type }) => (type === "number" ? "r" : "l")).join("");
  const body = rows.map(({ name, values }, row) =>
    line([escaped(name), ...values.map((value, i) => cell(value, best[i] === row))]),
  );
  const head = line(["run", ...columns.map((column) => escaped(columnLabel(column)))]);
  return `% \\usepackage{booktabs}\n\\begin{tabular}{l${align}}\n\\toprule\n${head}\\midrule\n${body.join("")}\\bottomrule\n\\end{tabular}\n`;
}

/** Six significant digits, enough for float32 to be told apart in print. */
function number(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}
