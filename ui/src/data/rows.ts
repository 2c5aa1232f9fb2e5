/** The rows of the run table: runs in order, or groups of those that agree in a column, with what a group amounts to. */
import { type Column, compareValues, type Value } from "./columns";
import type { Group } from "./groups";
import type { Run } from "./runs";

export interface Order {
  key: string;
  descending: boolean;
}

export type Row = { group: Group; run: null } | { group: null; run: Run };

/** Runs by several columns, the first that tells two apart decides; what has no value comes last in either direction. */
export function sortRuns(runs: readonly Run[], orders: readonly Order[], columns: ReadonlyMap<string, Column>): Run[] {
  const keys = orders.flatMap(({ key, descending }) => {
    const column = columns.get(key);
    return column ? [{ values: runs.map(column.value), descending }] : [];
  });
  if (keys.length === 0) return [...runs];
  const places = runs.map((_, place) => place);
  places.sort((a, b) => {
    for (const { values, descending } of keys) {
      const order = compareValues(values[a], values[b], descending);
      if (order !== 0) return order;
    }
    return a - b;
  });
  return places.map((place) => runs[place]);
}

/** Groups with their runs below them, but for those that are folded away. */
export function rowsOfGroups(groups: readonly Group[], collapsed: (value: Value) => boolean): Row[] {
  return groups.flatMap((group): Row[] => {
    const head: Row = { group, run: null };
    return collapsed(group.value) ? [head] : [head, ...group.runs.map((run): Row => ({ group: null, run }))];
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
