/**
 * What can stand where somebody types a filter: columns, labels, comparisons and words. While the text may still be
 * meant as part of a name, only names that begin with it are offered.
 */
import { type Column, keyOf } from "./columns";
import { isExpression } from "./filter";

export interface Option {
  /** What is put in. */
  text: string;
  /** The key of the column that it means; of all else `null`. */
  key: string | null;
  kind: Column["kind"] | "label" | "sign" | "word";
}

export interface Completion {
  /** The part of the text that an option takes the place of. */
  from: number;
  to: number;
  options: Option[];
}

export interface Known {
  columns: readonly Column[];
  labels: readonly string[];
}

const MOST = 50;
const SIGNS = ["<", "<=", ">", ">=", "=", "!=", "~"];
const KINDS: Column["kind"][] = ["hparam", "metric", "config", "run"];
const WORD = /(?:(?:hparam|config|metric|run)\["[^"]*(?:"\]?(?:\.\w*)?)?|label:\S*|[A-Za-z_][\w./-]*)$/;
/** What an operand ends with: a name, a number, a text, a bracket. */
const AFTER_OPERAND = /[\w\])"']\s+$/;
const AFTER_WORD = /(^|[\s(])(and|or|not)\s+$/;
const AFTER_SIGN = /[<>=~]\s*$/;

/** `null` where nothing is to be offered. `asked`: by a key, not just by typing. */
export function complete(text: string, caret: number, known: Known, asked = false): Completion | null {
  const before = text.slice(0, caret);
  const word = WORD.exec(before)?.[0] ?? "";
  const from = caret - word.length;
  const options = optionsAt(before.slice(0, from), word, known, asked || isExpression(text)).slice(0, MOST);
  const nothingNew = options.length === 0 || (options.length === 1 && options[0].text === word);
  return nothingNew ? null : { from, to: caret, options };
}

function optionsAt(before: string, word: string, known: Known, sure: boolean): Option[] {
  if (AFTER_SIGN.test(before)) return word ? columnOptions(word, known.columns, sure) : [];
  if (AFTER_OPERAND.test(before) && !AFTER_WORD.test(before)) return sure || isName(before, known) ? joints(word) : [];
  if (word === "" && !(sure && (before.trim() === "" || AFTER_WORD.test(before) || before.endsWith("(")))) return [];
  if (before.trim() !== "" && !sure) return [];
  if (word.startsWith("label:")) return labelOptions(word, known.labels);
  const negation: Option[] = sure && "not".startsWith(word) ? [{ text: "not", key: null, kind: "word" }] : [];
  const labels = word !== "" && "label:".startsWith(word) ? labelOptions("label:", known.labels) : [];
  return [...columnOptions(word, known.columns, sure), ...labels, ...negation];
}

/** Whether what stands before is one name that means a column. */
function isName(before: string, { columns }: Known): boolean {
  const name = before.trim();
  return columns.some((column) => column.name === name || column.key === name);
}

/** What goes on after an operand. */
function joints(word: string): Option[] {
  const words = ["and", "or"].filter((one) => one.startsWith(word));
  return [
    ...(word === "" ? SIGNS.map((text): Option => ({ text, key: null, kind: "sign" })) : []),
    ...words.map((text): Option => ({ text, key: null, kind: "word" })),
  ];
}

function labelOptions(word: string, labels: readonly string[]): Option[] {
  const typed = word.slice("label:".length).replace(/^"/, "").toLowerCase();
  return labels
    .filter((label) => label.toLowerCase().includes(typed))
    .map((label) => ({ text: /[\s()]/.test(label) ? `label:"${label}"` : `label:${label}`, key: null, kind: "label" }));
}

/** Columns whose name begins with the word, then those that have it in them; of metrics the last value before the others. */
function columnOptions(word: string, columns: readonly Column[], sure: boolean): Option[] {
  const [, kind, typed, statistic] =
    /^(?:(hparam|config|metric|run)(?:\.|\["))?([^"]*)(?:"\]?\.?(\w*))?$/.exec(word) ?? [];
  const wanted = (typed ?? word).toLowerCase();
  const ranked: [rank: number, column: Column][] = [];
  for (const column of columns) {
    if (kind && column.kind !== kind) continue;
    const place = column.name.toLowerCase().indexOf(wanted);
    if (place < 0 || (!sure && !kind && place > 0)) continue;
    const other = column.statistic !== null && column.statistic !== "last";
    if (other && !kind) continue;
    if (statistic && !column.statistic?.startsWith(statistic)) continue;
    ranked.push([(place === 0 ? 0 : 10) + KINDS.indexOf(column.kind) + (other ? 5 : 0), column]);
  }
  const bare = kind ? null : barely(columns);
  return ranked
    .sort(([a], [b]) => a - b)
    .map(([, column]) => ({ text: bare?.get(column.key) ?? column.key, key: column.key, kind: column.kind }));
}

/** The names that mean a column without saying which kind it is, by its key. */
function barely(columns: readonly Column[]): Map<string, string> {
  const keys = new Set(columns.map(({ key }) => key));
  const names = new Map<string, string>();
  for (const { key, name } of columns) {
    if (!/^[A-Za-z_][\w./-]*$/.test(name) || /^(and|or|not|true|false|null)$/.test(name)) continue;
    if (KINDS.map((kind) => keyOf(kind, name)).find((one) => keys.has(one)) === key) names.set(key, name);
  }
  return names;
}
