/**
 * What a filter of runs means: words that must all occur in a name, a `/regular expression/`, or an expression over
 * columns. Which of them the text is follows from it alone, so that nobody has to choose.
 */
import { type Names, parseExpression, type Test } from "./expression";
import type { Run } from "./runs";
import { textFilter } from "./selection";
import { ExpressionError } from "./tokens";

export interface Filter {
  kind: "none" | "text" | "regex" | "expression";
  test: Test;
  error: ExpressionError | null;
  /** What bare names of an expression were taken for. */
  taken: ReadonlyMap<string, string>;
}

const NOTHING: ReadonlyMap<string, string> = new Map();
const EXPRESSION = /[<>=~]|!=|(^|[\s(])(label:|(hparam|config|metric|run)[.[])|^(not\s+)?star$/;

/** `namesOf` are all names that a run goes by. */
/** Whether a text has anything in it that no name of a run is likely to have. */
export function isExpression(text: string): boolean {
  return EXPRESSION.test(text);
}

export function parseFilter(text: string, namesOf: (run: Run) => readonly string[], names: Names): Filter {
  const trimmed = text.trim();
  if (trimmed === "") return { kind: "none", test: () => true, error: null, taken: NOTHING };
  const pattern = /^\/(.+)\/$/.exec(trimmed);
  if (!pattern && isExpression(trimmed)) return ofExpression(text, names);
  const matches = textFilter(trimmed);
  const test = (run: Run) => namesOf(run).some(matches);
  if (!pattern) return { kind: "text", test, error: null, taken: NOTHING };
  return { kind: "regex", test, error: regexError(pattern[1]), taken: NOTHING };
}

/** While an expression is wrong it hides nothing. */
function ofExpression(text: string, names: Names): Filter {
  try {
    const { test, taken } = parseExpression(text, names);
    return { kind: "expression", test, error: null, taken };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { kind: "expression", test: () => true, error, taken: NOTHING };
  }
}

function regexError(pattern: string): ExpressionError | null {
  try {
    new RegExp(pattern, "i");
    return null;
  } catch {
    return new ExpressionError("pattern", 0, pattern);
  }
}
