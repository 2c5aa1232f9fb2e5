/**
 * Groups: runs that agree in something, such as those that differ by their seed alone. What they agree in is a column, every
 * hyperparameter but some, or a part of their names. The run table, the run list and the charts all take their groups from here.
 */
import { type Column, compareValues, type HParamsOfRuns, type Value } from "./columns";
import { joinNames, splitNames } from "./names";
import type { Run } from "./runs";
import { naturalOrder } from "./sections";

export const CENTRES = ["mean", "median"] as const;
export const SPREADS = ["range", "sd", "se", "ci", "none"] as const;
export type Centre = (typeof CENTRES)[number];
/** Least to greatest value, standard deviation, standard error, bootstrap 95 % interval of the mean, nothing. */
export type Spread = (typeof SPREADS)[number];

export interface Group {
  value: Value;
  /** What people read: `lr=0.001`. */
  label: string;
  runs: Run[];
}

/** How runs are grouped. */
export interface Grouping {
  value(run: Run): Value;
  label(value: Value): string;
  compare(a: Value, b: Value): number;
}

/** Groups as the address has them. */
export interface GroupView {
  /** The key of a column, `all but NAMES` or `name REGEX`; `null` is no groups. */
  by: string | null;
  centre: Centre;
  spread: Spread;
  /** Thin lines of the runs behind. */
  members: boolean;
}

export const DEFAULT_GROUPS: Readonly<GroupView> = { by: null, centre: "mean", spread: "range", members: false };

const ALL_BUT = "all but ";
const NAME = "name ";
const NOTHING = "–";

/** Every hyperparameter but these. */
export function allBut(names: readonly string[]): string {
  return ALL_BUT + joinNames(names);
}

/** What a regular expression captures of the name, or all that it matches where it captures nothing. */
export function partOfName(pattern: string): string {
  return NAME + pattern;
}

export function exceptOf(by: string | null): string[] | null {
  return by?.startsWith(ALL_BUT) ? splitNames(by.slice(ALL_BUT.length)) : null;
}

export function patternOf(by: string | null): string | null {
  return by?.startsWith(NAME) ? by.slice(NAME.length) : null;
}

/** `null` where nothing is grouped: no column is called so, or the expression cannot be read. */
export function groupingOf(
  by: string | null,
  columns: ReadonlyMap<string, Column>,
  runs: readonly Run[],
  hparams: HParamsOfRuns,
): Grouping | null {
  const [except, pattern] = [exceptOf(by), patternOf(by)];
  if (except) return byAllBut(except, runs, hparams);
  if (pattern !== null) return byName(pattern);
  const column = columns.get(by ?? "");
  if (!column) return null;
  const named = column.kind === "run" ? "" : `${column.name}=`;
  return { value: column.value, label: (value) => named + textOf(value), compare: compareValues };
}

function textOf(value: Value): string {
  if (typeof value === "number") return String(Number(value.toPrecision(6)));
  return value === null || value === "" ? NOTHING : String(value);
}

function byName(pattern: string): Grouping | null {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, "i");
  } catch {
    return null;
  }
  const valueIn = ({ name }: Run) => {
    const match = expression.exec(name);
    if (!match) return null;
    return match.length > 1 ? match.slice(1).filter(Boolean).join(" ") || null : match[0] || null;
  };
  return { value: valueIn, label: textOf, compare: compareValues };
}

/** The value names all that the runs agree in; label and order go by what differs from group to group. */
function byAllBut(except: readonly string[], runs: readonly Run[], hparams: HParamsOfRuns): Grouping | null {
  const known = runs.filter((run) => hparams.has(run.id));
  if (known.length === 0) return null;
  const others = [...new Set(known.flatMap((run) => [...(hparams.get(run.id)?.hparams.keys() ?? [])]))]
    .filter((name) => !except.includes(name))
    .sort(naturalOrder);
  const of = (run: Run, name: string) => hparams.get(run.id)?.hparams.get(name) ?? null;
  const differing = others.filter((name) => known.some((run) => !Object.is(of(run, name), of(known[0], name))));
  const said = (run: Run, names: string[]) => names.map((name) => `${name}=${textOf(of(run, name))}`).join(", ");
  const valueIn = (run: Run) => (hparams.has(run.id) ? said(run, others) : null);
  const examples = new Map(known.map((run) => [valueIn(run) as Value, run]));
  const compare = (a: Value, b: Value) => {
    const [one, other] = [examples.get(a), examples.get(b)];
    if (!one || !other) return compareValues(a, b);
    return differing.map((name) => compareValues(of(one, name), of(other, name))).find(Boolean) ?? 0;
  };
  const label = (value: Value) => {
    const run = examples.get(value);
    return run ? said(run, differing.length > 0 ? differing : others) : textOf(value);
  };
  return { value: valueIn, label, compare };
}

/** In order of their values; those without one last. Runs keep their order. */
export function groupRuns(runs: readonly Run[], grouping: Grouping): Group[] {
  const groups = new Map<Value, Group>();
  for (const run of runs) {
    const value = grouping.value(run);
    const group = groups.get(value);
    if (group) group.runs.push(run);
    else groups.set(value, { value, label: grouping.label(value), runs: [run] });
  }
  return [...groups.values()].sort((a, b) => grouping.compare(a.value, b.value));
}

export function writeGroups({ by, centre, spread, members }: GroupView): [string, string][] {
  const written: [string, string][] = [];
  if (by !== null) written.push(["by", by]);
  if (centre !== DEFAULT_GROUPS.centre) written.push(["centre", centre]);
  if (spread !== DEFAULT_GROUPS.spread) written.push(["spread", spread]);
  if (members) written.push(["members", "on"]);
  return written;
}

export function readGroups(given: ReadonlyMap<string, string>): GroupView {
  const [centre, spread] = [given.get("centre") as Centre, given.get("spread") as Spread];
  return {
    by: given.get("by") || null,
    centre: CENTRES.includes(centre) ? centre : DEFAULT_GROUPS.centre,
    spread: SPREADS.includes(spread) ? spread : DEFAULT_GROUPS.spread,
    members: given.get("members") === "on",
  };
}
