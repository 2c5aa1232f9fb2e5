/** Columns of what is known of every run, whatever it logged. */
import type { Column, ColumnType, Value } from "./columns";
import type { Note } from "./notes";
import type { Run } from "./runs";
import { type RunState, runDuration } from "./state";

export const RUN_COLUMNS = [
  "name",
  "state",
  "age",
  "duration",
  "steps",
  "tags",
  "damage",
  "star",
  "labels",
  "note",
  "path",
  "folder",
] as const;
export type RunColumn = (typeof RUN_COLUMNS)[number];

/** What the page knows of a run beside its entry. */
export interface Known {
  name(run: Run): string;
  state(run: Run): RunState;
  note(run: Run): Note;
  /** Seconds since 1970. */
  now(): number;
}

export function runColumns(known: Known): Column[] {
  const values: Record<RunColumn, [ColumnType, (run: Run) => Value]> = {
    name: ["text", (run) => known.name(run)],
    state: ["text", (run) => known.state(run)],
    age: ["number", (run) => (run.firstWall === null ? null : Math.max(0, known.now() - run.firstWall))],
    duration: ["number", runDuration],
    steps: ["number", lastStep],
    tags: ["number", (run) => run.series.size],
    damage: ["number", (run) => run.damage],
    star: ["bool", (run) => known.note(run).star ?? false],
    labels: ["text", (run) => known.note(run).labels?.join(", ") || null],
    note: ["text", (run) => known.note(run).note],
    path: ["text", (run) => run.name],
    folder: ["text", (run) => run.name.slice(0, Math.max(0, run.name.lastIndexOf("/"))) || null],
  };
  return RUN_COLUMNS.map((name) => ({
    key: `run.${name}`,
    name,
    kind: "run",
    statistic: null,
    type: values[name][0],
    value: values[name][1],
  }));
}

function lastStep(run: Run): number | null {
  let last: number | null = null;
  for (const series of run.series.values()) last = Math.max(last ?? series.lastStep, series.lastStep);
  return last;
}
