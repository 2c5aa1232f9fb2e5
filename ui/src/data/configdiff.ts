/** Configurations of several runs side by side: a row a value, the first run being what the others are compared with. */
import type { Logged } from "./configuration";
import { naturalOrder } from "./sections";

/** What became of a value from the first run to another. */
export type Change = "same" | "changed" | "added" | "removed";

export interface DiffRow {
  path: string;
  /** In the order of the runs; `undefined` where a run has no such value. */
  values: (Logged | undefined)[];
  /** Of each run against the first. */
  changes: Change[];
  differs: boolean;
}

/** Paths in the order of the first run that has them; what later runs have besides stands behind its neighbours. */
export function diffRows(configs: readonly ReadonlyMap<string, Logged>[]): DiffRow[] {
  return orderedPaths(configs).map((path) => {
    const values = configs.map((config) => config.get(path));
    const changes = values.map((value) => changeOf(values[0], value));
    return { path, values, changes, differs: changes.some((change) => change !== "same") };
  });
}

function changeOf(first: Logged | undefined, value: Logged | undefined): Change {
  if (first === undefined) return value === undefined ? "same" : "added";
  if (value === undefined) return "removed";
  return equal(first, value) ? "same" : "changed";
}

/** Deep, whatever the order of keys. */
export function equal(a: Logged, b: Logged): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    const lists = Array.isArray(a) && Array.isArray(b) && a.length === b.length;
    return lists && a.every((item, place) => equal(item, b[place]));
  }
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && equal(a[name], b[name]));
}

function orderedPaths(configs: readonly ReadonlyMap<string, Logged>[]): string[] {
  const paths = [...(configs[0]?.keys() ?? [])];
  const known = new Set(paths);
  const others = new Set(configs.slice(1).flatMap((config) => [...config.keys()].filter((path) => !known.has(path))));
  for (const path of [...others].sort(naturalOrder)) {
    const folder = path.slice(0, path.lastIndexOf(".") + 1);
    const place = folder ? paths.findLastIndex((other) => other.startsWith(folder)) : -1;
    paths.splice(place < 0 ? paths.length : place + 1, 0, path);
  }
  return paths;
}
