/** The points of a scatter chart: a value of each of its columns, a point a run or a point a step. */
import type { Column, Value } from "../../data/columns";
import { formatCount } from "../../data/numbers";
import type { Run } from "../../data/runs";
import type { RunSteps } from "./steps.svelte";
import type { PlotPoint } from "./words";

export interface Points {
  points: PlotPoint[];
  /** Of each point; `null` for a point a run. */
  steps: number[] | null;
  /** Of each column, a value a point. */
  values: Value[][];
  /** Steps that each point is the mean of. */
  width: number;
}

export function pointsOfRuns(runs: readonly Run[], nameOf: (run: Run) => string, columns: readonly Column[]): Points {
  return {
    points: runs.map((run) => ({ run: run.id, name: nameOf(run) })),
    steps: null,
    values: columns.map((column) => runs.map((run) => column.value(run))),
    width: 1,
  };
}

/** Of metrics the values at the step; all else is the same at each step of a run. */
export function pointsOfSteps(
  runs: readonly RunSteps[],
  nameAt: (run: Run, step: string) => string,
  columns: readonly Column[],
): Points {
  const all: Points = { points: [], steps: [], values: columns.map(() => []), width: 1 };
  for (const { run, steps, values, width } of runs) {
    all.width = Math.max(all.width, width);
    for (let i = 0; i < steps.length; i++) {
      all.points.push({ run: run.id, name: nameAt(run, formatCount(steps[i])) });
      all.steps?.push(steps[i]);
      let metric = 0;
      columns.forEach((column, place) => {
        const value = column.kind === "metric" ? (values[metric++]?.[i] ?? null) : column.value(run);
        all.values[place].push(value);
      });
    }
  }
  return all;
}

/** As in RFC 4180. */
export function pointsCsv(
  { points, steps, values }: Points,
  names: readonly string[],
  runNameOf: (id: number) => string,
): string {
  const field = (value: Value) => {
    const text = value === null ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = points.map(({ run }, place) => [
    runNameOf(run),
    ...(steps ? [steps[place]] : []),
    ...values.map((of) => of[place]),
  ]);
  const head = ["run", ...(steps ? ["step"] : []), ...names];
  return [head, ...rows].map((fields) => `${fields.map(field).join(",")}\r\n`).join("");
}
