/** What a scatter chart shows: two columns, one point a run or one a step, its colour, and what is drawn over it. */
import type { Goal } from "./goal";

export interface Scatter {
  /** Keys of columns; of points a step, names of metrics. Empty: not chosen yet. */
  x: string;
  y: string;
  /** The key of a column, or `run` for the colours of runs. */
  colour: string;
  each: "run" | "step";
  logX: boolean;
  logY: boolean;
  trend: boolean;
  /** Which values of x and of y are good ones; `null` draws no front. */
  front: [Goal, Goal] | null;
}

export const DEFAULT_SCATTER: Scatter = {
  x: "",
  y: "",
  colour: "run",
  each: "run",
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
    colour: text(from.colour, "run"),
    each: from.each === "step" ? "step" : "run",
    logX: from.logX === true,
    logY: from.logY === true,
    trend: from.trend !== false,
    front:
      Array.isArray(from.front) && from.front.length === 2 && from.front.every(isGoal)
        ? (from.front as [Goal, Goal])
        : null,
  };
}
