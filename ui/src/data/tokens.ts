/** The words of a filter expression and where they stand. */
import { type Column, keyOf, type Value } from "./columns";
import type { Statistic } from "./metrics";

export type Problem = "character" | "quote" | "end" | "operand" | "closing" | "name" | "pattern" | "rest";

/** Where in the text something is wrong, and what stands there. */
export class ExpressionError extends Error {
  constructor(
    readonly problem: Problem,
    readonly at: number,
    readonly given: string,
  ) {
    super(`${problem} at ${at}: ${given}`);
  }
}

export interface Token {
  kind: "word" | "sign" | "value" | "name" | "label";
  text: string;
  at: number;
  /** Of a value. */
  value: Value;
  /** Of a name that says what it is, such as `hparam.lr`: the key of its column. */
  key: string | null;
}

type Made = Pick<Token, "kind"> & Partial<Token>;

const WORDS = new Set(["and", "or", "not"]);
const CONSTANTS = new Map<string, Value>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** The first pattern that fits where the text goes on, and what it makes of that. */
const RULES: [RegExp, (matched: RegExpExecArray) => Made | null][] = [
  [/\s+/y, () => null],
  [/<=|>=|==|!=|[<>=~]/y, () => ({ kind: "sign" })],
  [/[()]/y, () => ({ kind: "word" })],
  [/[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?(?![\w/])/iy, ([text]) => ({ kind: "value", value: Number(text) })],
  [/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/y, ([text]) => ({ kind: "value", value: unquoted(text) })],
  [/label:(?:"([^"]*)"|([^\s()]+))/y, ([, quoted, bare]) => ({ kind: "label", text: quoted ?? bare })],
  [
    /(hparam|config|metric|run)\[\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')\s*\](?:\.(last|min|max|mean)(?![\w/]))?/y,
    ([, kind, quoted, statistic]) => ({ kind: "name", key: path(kind, unquoted(quoted), statistic) }),
  ],
  [
    /(hparam|config|metric|run)\.([A-Za-z_][\w./-]*)/y,
    ([, kind, dotted]) => {
      const split = kind === "metric" ? /^(.+)\.(last|min|max|mean)$/.exec(dotted) : null;
      return { kind: "name", key: path(kind, split?.[1] ?? dotted, split?.[2]) };
    },
  ],
  [/[A-Za-z_][\w./-]*/y, ([text]) => nameOrWord(text)],
];

/** Throws an `ExpressionError` at what is no word. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const from = at;
    for (const [pattern, make] of RULES) {
      pattern.lastIndex = from;
      const matched = pattern.exec(text);
      if (!matched) continue;
      const made = make(matched);
      if (made) found.push({ text: matched[0], at: from, value: null, key: null, ...made });
      at = pattern.lastIndex;
      break;
    }
    if (at === from) throw new ExpressionError(/["']/.test(text[at]) ? "quote" : "character", at, text[at]);
  }
  return found;
}

function nameOrWord(text: string): Made {
  const constant = CONSTANTS.get(text);
  if (constant !== undefined) return { kind: "value", value: constant };
  return { kind: WORDS.has(text) ? "word" : "name" };
}

function path(kind: string, name: string, statistic: string | undefined): string {
  return keyOf(kind as Column["kind"], name, statistic as Statistic | undefined);
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, "$1");
}
