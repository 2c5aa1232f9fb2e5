/** The run list as a tree of the directories that runs share, and those of its rows that are not folded away. */
import type { Run } from "./runs";

export const EXPANDED_UNTIL_RUNS = 200;

export interface Folder {
  /** Below the logdir: what the address knows it by. */
  path: string;
  /** Below the folder around it; several parts where nothing else is between. */
  name: string;
  /** All runs in it, at any depth. */
  runs: number[];
  nodes: TreeNode[];
  /** Of a folder that is a group: its id. */
  group?: number;
}

export interface Leaf {
  run: Run;
  name: string;
}

export type TreeNode = Folder | Leaf;

/** A node as the list shows it: where it stands, and whether what is in it follows. */
export interface TreeRow {
  node: TreeNode;
  level: number;
  /** The row of the folder around it, or -1. */
  parent: number;
  place: number;
  siblings: number;
  expanded: boolean;
}

export function isFolder(node: TreeNode): node is Folder {
  return "nodes" in node;
}

/** In the order of the runs: a folder stands where its first run does. A run alone in its folder is written with it. */
export function toTree(runs: readonly Run[], names: ReadonlyMap<number, string>): TreeNode[] {
  return nodesOf(toLeaves(runs, names), 0);
}

export function toLeaves(runs: readonly Run[], names: ReadonlyMap<number, string>): Leaf[] {
  return runs.map((run) => ({ run, name: names.get(run.id) ?? run.name }));
}

/** Groups as folders; their paths are no run's. */
export function toGroupFolders(
  groups: readonly { id: number; label: string; runs: Run[] }[],
  names: ReadonlyMap<number, string>,
): TreeNode[] {
  return groups.map(({ id, label, runs }) => ({
    path: `//${label}`,
    name: label,
    runs: runs.map((run) => run.id),
    nodes: toLeaves(runs, names),
    group: id,
  }));
}

export function rowsOf(nodes: readonly TreeNode[], isExpanded: (folder: Folder) => boolean): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (siblings: readonly TreeNode[], level: number, parent: number) => {
    siblings.forEach((node, before) => {
      const expanded = isFolder(node) && isExpanded(node);
      rows.push({ node, level, parent, place: before + 1, siblings: siblings.length, expanded });
      if (isFolder(node) && expanded) add(node.nodes, level + 1, rows.length - 1);
    });
  };
  add(nodes, 1, -1);
  return rows;
}

/** `from` is where in their names the folder around these runs ends. */
function nodesOf(leaves: Leaf[], from: number): TreeNode[] {
  const groups: Leaf[][] = [];
  const byDirectory = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const slash = leaf.name.indexOf("/", from);
    const directory = slash < 0 ? null : leaf.name.slice(from, slash);
    const group = directory === null ? undefined : byDirectory.get(directory);
    if (group) {
      group.push(leaf);
      continue;
    }
    groups.push([leaf]);
    if (directory !== null) byDirectory.set(directory, groups[groups.length - 1]);
  }
  return groups.map((group) =>
    group.length > 1 ? toFolder(group, from) : { ...group[0], name: group[0].name.slice(from) },
  );
}

function toFolder(leaves: Leaf[], from: number): Folder {
  const end =
    leaves
      .map((leaf) => leaf.name)
      .reduce(sharedPart)
      .lastIndexOf("/") + 1;
  const [{ run, name }] = leaves;
  return {
    path: run.name.slice(0, run.name.length - name.length + end - 1),
    name: name.slice(from, end - 1),
    runs: leaves.map((leaf) => leaf.run.id),
    nodes: nodesOf(leaves, end),
  };
}

function sharedPart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}
