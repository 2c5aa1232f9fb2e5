/** What a scatter chart shows: two columns, one point a run, and what is drawn over it. */
import type { Goal } from "./goal";

export interface Scatter {
  /** Keys of columns; empty: not chosen yet. */
  x: string;
  y: string;
  logX: boolean;
  logY: boolean;
  trend: boolean;
  /** Which values of x and of y are good ones; `null` draws no front. */
  front: [Goal, Goal] | null;
}

export const DEFAULT_SCATTER: Scatter = {
  x: "",
  y: "",
  logX: false,
  logY: false,
  trend: true,
  front: null,
};

/** Anything an address may hold becomes a scatter chart; what is not understood takes its default. */
export function parseScatter(given: unknown): Scatter {
  const from = (typeof given === "object" && given !== null ? given : {}) as Partial<Record<keyof Scatter, unknown>>;
  const text = (value: unknown, fallback: string) => (typeof value === "string" ? value : fallback);
  const isGoal = (value: unknown) => value === "min" || value === "max";
  return {
    x: text(from.x, ""),
    y: text(from.y, ""),
    logX: from.logX === true,
    logY: from.logY === true,
    trend: from.trend !== false,
    front:
      Array.isArray(from.front) && from.front.length === 2 && from.front.every(isGoal)
        ? (from.front as [Goal, Goal])
        : null,
  };
}
