import { describe, expect, test } from "vitest";
import { type Run, shortNames } from "../src/data/runs";
import { type Folder, isFolder, rowsOf, type TreeNode, toTree } from "../src/data/tree";

const runsNamed = (...names: string[]): Run[] =>
  names.map((name, id) => ({
    id,
    name,
    firstStep: 0,
    firstWall: null,
    lastWall: null,
    damage: 0,
    superseded: 0,
    fold: null,
    series: new Map(),
    own: new Map(),
    media: new Map(),
    ownMedia: new Map(),
    children: [],
  }));

const treeOf = (...names: string[]) => toTree(runsNamed(...names), shortNames(runsNamed(...names), "/home/ada/logs"));

/** Folders as `name: [what is in them]`, runs as their names. */
const drawn = (nodes: TreeNode[]): unknown[] =>
  nodes.map((node) => (isFolder(node) ? { [node.name]: drawn(node.nodes) } : node.name));

const all = () => true;

describe("the tree", () => {
  test("shared directories become folders, in the order of the runs", () => {
    expect(drawn(treeOf("sweep/b/run2", "base", "sweep/a/run1", "sweep/b/run1", "sweep/a/run2"))).toEqual([
      { sweep: [{ b: ["run2", "run1"] }, { a: ["run1", "run2"] }] },
      "base",
    ]);
  });

  test("what all paths share is in no name, but in the path of a folder", () => {
    const nodes = treeOf("x/sweep/a/1", "x/sweep/a/2", "x/sweep/b/1", "x/sweep/b/2");
    expect(drawn(nodes)).toEqual([{ a: ["1", "2"] }, { b: ["1", "2"] }]);
    expect((nodes as Folder[]).map((folder) => folder.path)).toEqual(["x/sweep/a", "x/sweep/b"]);
  });

  test("flat where no directory is shared beyond the common path", () => {
    expect(drawn(treeOf("sweep/run0", "sweep/run1", "sweep/run2"))).toEqual(["run0", "run1", "run2"]);
    expect(drawn(treeOf("a/version_0", "b/version_0", "."))).toEqual(["a/version_0", "b/version_0", "logs"]);
  });

  test("folders with nothing else between are one", () => {
    const nodes = treeOf("a/b/c/1", "a/b/c/2", "z");
    expect(drawn(nodes)).toEqual([{ "a/b/c": ["1", "2"] }, "z"]);
    expect((nodes[0] as Folder).path).toBe("a/b/c");
  });

  test("a run may itself be a folder of runs", () => {
    expect(drawn(treeOf("a", "a/1", "a/2", "ab"))).toEqual(["a", { a: ["1", "2"] }, "ab"]);
  });

  test("a folder knows all runs below it", () => {
    expect((treeOf("a/b/1", "c", "a/2", "a/b/3")[0] as Folder).runs).toEqual([0, 2, 3]);
  });

  test("a run called as the logdir is stays beside the root run", () => {
    expect(drawn(treeOf(".", "logs", "a"))).toEqual(["logs", "logs", "a"]);
  });

  test("names that only begin alike share nothing", () => {
    expect(drawn(treeOf("run1/a", "run10/a", "run1/b"))).toEqual([{ run1: ["a", "b"] }, "run10/a"]);
  });
});

describe("the rows", () => {
  const nodes = treeOf("a/b/1", "a/b/2", "a/3", "c");

  test("say where they stand", () => {
    const rows = rowsOf(nodes, all);
    expect(rows.map(({ node, level, parent }) => [node.name, level, parent])).toEqual([
      ["a", 1, -1],
      ["b", 2, 0],
      ["1", 3, 1],
      ["2", 3, 1],
      ["3", 2, 0],
      ["c", 1, -1],
    ]);
    expect(rows.map(({ place, siblings }) => `${place}/${siblings}`)).toEqual([
      "1/2",
      "1/2",
      "1/2",
      "2/2",
      "2/2",
      "2/2",
    ]);
  });

  test("end at a folder that is folded", () => {
    const rows = rowsOf(nodes, (folder) => folder.path !== "a/b");
    expect(rows.map(({ node, expanded }) => [node.name, expanded])).toEqual([
      ["a", true],
      ["b", false],
      ["3", false],
      ["c", false],
    ]);
    expect(rowsOf(nodes, () => false)).toHaveLength(2);
  });

  test("of ten thousand runs", () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `sweep${i % 100}/lr${i % 10}/run${i}`);
    expect(rowsOf(treeOf(...names), all)).toHaveLength(10_000 + 100);
  });
});
