/** Lines that people draw into a chart to compare with: a value of y, or a place on x, with a label. */
import { joinNames, splitNames } from "./names";

export interface Reference {
  axis: "x" | "y";
  at: number;
  label: string;
}

const ONE = /^\s*([xy])\s*=\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(?:\s+(.*?))?\s*$/i;

/** What a person types: `y=0.35 baseline, x=4000`; `null` where a part makes no sense. A comma in a label follows a backslash. */
export function parseReferences(text: string): Reference[] | null {
  const parts = splitNames(text).filter((part) => part.trim() !== "");
  const matches = parts.map((part) => ONE.exec(part));
  if (matches.some((match) => match === null)) return null;
  return matches.flatMap((match): Reference[] => {
    if (!match) return [];
    const [, axis, at, label] = match;
    return [{ axis: axis.toLowerCase() as "x" | "y", at: Number(at), label: label ?? "" }];
  });
}

export function writeReferences(references: readonly Reference[]): string {
  return joinNames(
    references.map(({ axis, at, label }) => `${axis}=${at}${label ? ` ${label}` : ""}`),
    ",",
  );
}

/** A stretch of y, made to hold the values that are to be compared with, and a little room beyond them. */
export function holding<T extends { lo: number; hi: number }>(
  range: T,
  references: readonly Reference[],
  log: boolean,
  fixed: readonly [lo: number | null, hi: number | null],
): T {
  const values = references.filter(({ axis, at }) => axis === "y" && (!log || at > 0)).map(({ at }) => at);
  const [least, most] = [Math.min(range.lo, ...values), Math.max(range.hi, ...values)];
  const room = log ? 0 : (most - least) * 0.04;
  return {
    ...range,
    lo: least < range.lo && fixed[0] === null ? (log ? least / 1.1 : least - room) : range.lo,
    hi: most > range.hi && fixed[1] === null ? (log ? most * 1.1 : most + room) : range.hi,
  };
}
