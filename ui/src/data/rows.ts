/** The rows of the run table: runs in order, or groups of those that agree in a column, with what a group amounts to. */
import { type Column, compareValues, type Value } from "./columns";
import type { Group } from "./groups";
import type { Run } from "./runs";
import { naturalKey } from "./sections";
import { isFolder, type TreeRow } from "./tree";

export interface Order {
  key: string;
  descending: boolean;
}

/** `level` begins at 1. What a run is called there; `null` is as everywhere. */
export type Row = { level: number } & ({ group: Group; run: null } | { group: null; run: Run; name: string | null });

/** Runs by several columns, the first that tells two apart decides; what has no value comes last in either direction. */
export function sortRuns(runs: readonly Run[], orders: readonly Order[], columns: ReadonlyMap<string, Column>): Run[] {
  const keys = orders.flatMap(({ key, descending }) => {
    const column = columns.get(key);
    return column ? [{ ...sortable(column, runs), descending }] : [];
  });
  if (keys.length === 0) return [...runs];
  const places = runs.map((_, place) => place);
  places.sort((a, b) => {
    for (const { values, compare, descending } of keys) {
      const order = compare(values[a], values[b], descending);
      if (order !== 0) return order;
    }
    return a - b;
  });
  return places.map((place) => runs[place]);
}

/** Texts as what their natural order is told by. */
function sortable(column: Column, runs: readonly Run[]): { values: Value[]; compare: typeof compareValues } {
  const values = runs.map(column.value);
  if (column.type !== "text") return { values, compare: compareValues };
  return { values: values.map((value) => (value === null ? null : naturalKey(String(value)))), compare: compareKeys };
}

function compareKeys(a: Value, b: Value, descending = false): number {
  if (a === null || b === null) return compareValues(a, b);
  return a === b ? 0 : a < b === descending ? 1 : -1;
}

/** Runs that stand for themselves. */
export function rowsOfRuns(runs: readonly Run[], level = 1): Row[] {
  return runs.map((run) => ({ level, group: null, run, name: null }));
}

/** Directories as groups of the runs in them, at any depth; runs by their names there. */
export function rowsOfTree(tree: readonly TreeRow[], runOf: (id: number) => Run | undefined): Row[] {
  return tree.map(({ node, level }): Row => {
    if (!isFolder(node)) return { level, group: null, run: node.run, name: node.name };
    const runs = node.runs.flatMap((id) => runOf(id) ?? []);
    return { level, group: { value: node.path, label: node.name, runs }, run: null };
  });
}

/** Groups with their runs below them, but for those that are folded away. */
export function rowsOfGroups(groups: readonly Group[], collapsed: (value: Value) => boolean): Row[] {
  return groups.flatMap((group): Row[] => {
    const head: Row = { level: 1, group, run: null };
    return collapsed(group.value) ? [head] : [head, ...rowsOfRuns(group.runs, 2)];
  });
}

/** Of the runs of a group that have a finite value; `null` where none has. */
export function meanOf(runs: readonly Run[], column: Column): number | null {
  let [sum, count] = [0, 0];
  for (const run of runs) {
    const value = column.value(run);
    if (typeof value !== "number" || !Number.isFinite(value)) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? null : sum / count;
}

/** Moves one of the keys before another; to the end where that is `null`. */
export function moved(keys: readonly string[], key: string, before: string | null): string[] {
  if (key === before) return [...keys];
  const others = keys.filter((other) => other !== key);
  const place = before === null ? others.length : others.indexOf(before);
  return [...others.slice(0, place), key, ...others.slice(place)];
}

/** A click sorts by a column alone, up, then down, then not; with shift the other columns stay. */
export function nextOrders(orders: readonly Order[], key: string, among: boolean): Order[] {
  const now = orders.find((order) => order.key === key);
  const next: Order[] = !now ? [{ key, descending: false }] : now.descending ? [] : [{ key, descending: true }];
  if (!among) return next;
  return now ? orders.flatMap((order) => (order.key === key ? next : [order])) : [...orders, ...next];
}
