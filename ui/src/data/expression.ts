/**
 * Expressions over the columns of runs: `hparam.lr < 1e-3 and metric["val/loss"].min < 0.4 and not label:debug`.
 * Parsed once, to a function that says of a run whether it fits. A bare name is an hparam, else a metric's last value, else
 * configuration, else what is known of the run; which it was is told.
 *
 *     or:      and ("or" and)*            and:    not ("and" not)*          not:  "not" not | "(" or ")" | compared
 *     compared: operand (("<" | "<=" | ">" | ">=" | "==" | "=" | "!=" | "~") operand)*     operand: name, number, "text", true, null
 */
import { type Column, keyOf, type Value } from "./columns";
import type { Run } from "./runs";
import { ExpressionError, type Problem, type Token, tokens } from "./tokens";

export type Test = (run: Run) => boolean;
export interface Expression {
  test: Test;
  /** What each bare name was taken for, by its name: the key of a column. */
  taken: Map<string, string>;
}

/** What names mean. */
export interface Names {
  column(key: string): Column | null;
  labels(run: Run): readonly string[];
}

type Operand = (run: Run) => Value;

const BARE = ["hparam", "metric", "config", "run"] as const;

/** Throws an `ExpressionError` that says where. */
export function parseExpression(text: string, names: Names): Expression {
  const parser = new Parser(tokens(text), text.length, names);
  const test = parser.or();
  parser.expectEnd();
  return { test, taken: parser.taken };
}

class Parser {
  readonly taken = new Map<string, string>();
  private place = 0;

  constructor(
    private readonly list: Token[],
    private readonly end: number,
    private readonly names: Names,
  ) {}

  or(): Test {
    const parts = [this.and()];
    while (this.takes("or")) parts.push(this.and());
    return parts.length === 1 ? parts[0] : (run) => parts.some((part) => part(run));
  }

  expectEnd(): void {
    const rest = this.list[this.place];
    if (rest) throw new ExpressionError(rest.text === ")" ? "closing" : "rest", rest.at, rest.text);
  }

  private and(): Test {
    const parts = [this.not()];
    while (this.takes("and")) parts.push(this.not());
    return parts.length === 1 ? parts[0] : (run) => parts.every((part) => part(run));
  }

  private not(): Test {
    if (this.takes("not")) {
      const inner = this.not();
      return (run) => !inner(run);
    }
    if (!this.takes("(")) return this.compared();
    const inner = this.or();
    if (!this.takes(")")) throw this.unexpected("closing");
    return inner;
  }

  /** `0.1 < lr < 1` compares neighbours; an operand alone is true where it is neither null, false, 0 nor empty. */
  private compared(): Test {
    const label = this.list[this.place];
    if (label?.kind === "label") {
      this.place += 1;
      return (run) => this.names.labels(run).includes(label.text);
    }
    let left = this.operand();
    const parts: Test[] = [];
    for (let sign = this.list[this.place]; sign?.kind === "sign"; sign = this.list[this.place]) {
      this.place += 1;
      const right = this.operand();
      parts.push(comparison(sign, left, right));
      left = right;
    }
    if (parts.length === 0) return (run) => Boolean(left(run));
    return parts.length === 1 ? parts[0] : (run) => parts.every((part) => part(run));
  }

  private operand(): Operand {
    const token = this.list[this.place];
    if (!token || token.kind === "word" || token.kind === "sign" || token.kind === "label")
      throw this.unexpected("operand");
    this.place += 1;
    if (token.kind === "value") {
      const { value } = token;
      return () => value;
    }
    return this.named(token);
  }

  private named({ text, at, key: given }: Token): Operand {
    const key = given ?? this.bare(text);
    const column = key === null ? null : this.names.column(key);
    if (!column) throw new ExpressionError("name", at, text);
    return column.value;
  }

  private bare(name: string): string | null {
    for (const kind of BARE) {
      const key = keyOf(kind, name);
      if (!this.names.column(key)) continue;
      this.taken.set(name, key);
      return key;
    }
    return null;
  }

  private takes(word: string): boolean {
    const token = this.list[this.place];
    if (token?.kind !== "word" || token.text !== word) return false;
    this.place += 1;
    return true;
  }

  private unexpected(problem: Problem): ExpressionError {
    const token = this.list[this.place];
    return token ? new ExpressionError(problem, token.at, token.text) : new ExpressionError("end", this.end, "");
  }
}

const ORDERS: Record<string, (order: number) => boolean> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** What is missing is neither less nor greater nor equal to anything but `null`. */
function comparison(sign: Token, left: Operand, right: Operand): Test {
  if (sign.text === "~") return matching(sign, right, left);
  const holds = ORDERS[sign.text];
  if (holds) {
    return (run) => {
      const [a, b] = [left(run), right(run)];
      return a !== null && b !== null && holds(order(a, b));
    };
  }
  const wanted = sign.text !== "!=";
  return (run) => {
    const [a, b] = [left(run), right(run)];
    return equal(a, b) === wanted;
  };
}

function matching(sign: Token, pattern: Operand, left: Operand): Test {
  try {
    const expression = new RegExp(String(pattern({} as Run)), "i");
    return (run) => {
      const value = left(run);
      return value !== null && expression.test(String(value));
    };
  } catch {
    throw new ExpressionError("pattern", sign.at, sign.text);
  }
}

function order(a: NonNullable<Value>, b: NonNullable<Value>): number {
  const [x, y] = [Number(a), Number(b)];
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.NaN;
}

/** A number equals text that is written like it: values of several types under one name are text. */
function equal(a: Value, b: Value): boolean {
  if (a === null || b === null) return a === b;
  return a === b || (typeof a !== typeof b && String(a) === String(b));
}
