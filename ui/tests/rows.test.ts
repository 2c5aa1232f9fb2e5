import { describe, expect, test } from "vitest";
import { type Column, compareValues, type Value } from "../src/data/columns";
import { groupRuns } from "../src/data/groups";
import { meanOf, moved, nextOrders, rowsOfGroups, rowsOfTree, sortRuns } from "../src/data/rows";
import type { Run } from "../src/data/runs";
import { naturalKey, naturalOrder } from "../src/data/sections";
import { runState } from "../src/data/state";
import { rowsOf, toTree } from "../src/data/tree";

function column(key: string, values: Record<string, Value>): Column {
  return { key, name: key, kind: "hparam", statistic: null, type: "number", value: (run) => values[run.name] ?? null };
}

const runs = ["a", "b", "c", "d", "e"].map((name, id) => ({ id, name }) as Run);
const loss = column("loss", { a: 3, b: Number.NaN, c: 1, d: 3 });
const name = column("name", { a: "run10", b: "run9", c: "x", d: "run1", e: "X" });
const columns = new Map([loss, name].map((one) => [one.key, one]));
const names = (list: readonly Run[]) => list.map((run) => run.name).join("");

describe("rows", () => {
  test("missing values are last in both directions, and equal ones keep their order", () => {
    expect(names(sortRuns(runs, [{ key: "loss", descending: false }], columns))).toBe("cadbe");
    expect(names(sortRuns(runs, [{ key: "loss", descending: true }], columns))).toBe("adcbe");
    expect(names(sortRuns(runs, [{ key: "gone", descending: true }], columns))).toBe("abcde");
  });

  test("several columns, text in natural order", () => {
    const orders = [
      { key: "loss", descending: true },
      { key: "name", descending: false },
    ];
    expect(names(sortRuns(runs, orders, columns))).toBe("dacbe");
  });

  test("groups have a mean and fold", () => {
    const groups = groupRuns(runs, {
      ...column("g", { a: "x", b: "y", c: "x", d: "y" }),
      label: String,
      compare: compareValues,
    });
    expect(groups.map(({ value, runs: those }) => [value, names(those)])).toEqual([
      ["x", "ac"],
      ["y", "bd"],
      [null, "e"],
    ]);
    expect(groups.map((group) => meanOf(group.runs, loss))).toEqual([2, 3, null]);
    const rows = rowsOfGroups(groups, (value) => value === "x");
    expect(rows.map((row) => row.run?.name ?? row.group?.value)).toEqual(["x", "y", "b", "d", null, "e"]);
  });

  test("directories are groups of all runs below; runs are called by their names there", () => {
    const paths = ["sweep/a/1", "sweep/a/2", "sweep/b", "alone"].map((name, id) => ({ id, name }) as Run);
    const leaves = new Map(paths.map((run) => [run.id, run.name]));
    const said = (isExpanded: (path: string) => boolean) =>
      rowsOfTree(
        rowsOf(toTree(paths, leaves), (folder) => isExpanded(folder.path)),
        (id) => paths[id],
      ).map((row) => [row.level, row.group ? `${row.group.value} (${row.group.runs.length})` : row.name]);
    expect(said(() => true)).toEqual([
      [1, "sweep (3)"],
      [2, "sweep/a (2)"],
      [3, "1"],
      [3, "2"],
      [2, "b"],
      [1, "alone"],
    ]);
    expect(said((path) => path !== "sweep/a")).toHaveLength(4);
    expect(said(() => false)).toEqual([
      [1, "sweep (3)"],
      [1, "alone"],
    ]);
  });

  test("thousands of names are sorted by keys in the order that single ones are compared in", () => {
    const some = ["run10", "run9", "Run1", "a/2", "a/10", "a", "b007", "b8", "x", ""];
    const byKey = [...some].sort((a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1));
    expect(byKey).toEqual([...some].sort(naturalOrder));
  });

  test("columns move before others and to the end", () => {
    expect(moved(["a", "b", "c"], "c", "a")).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b", "c"], "a", null)).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b"], "a", "a")).toEqual(["a", "b"]);
  });

  test("a click sorts up, down, not; shift keeps the others", () => {
    const up = nextOrders([], "a", false);
    const down = nextOrders(up, "a", false);
    expect([up, down, nextOrders(down, "a", false)]).toEqual([
      [{ key: "a", descending: false }],
      [{ key: "a", descending: true }],
      [],
    ]);
    expect(nextOrders(up, "b", true).map(({ key }) => key)).toEqual(["a", "b"]);
    expect(nextOrders(up, "b", false).map(({ key }) => key)).toEqual(["b"]);
  });

  test("a quiet run is never called crashed", () => {
    const session = (status: string) => ({ status, group: "", start: null, end: null });
    expect(runState(false, null)).toBe("quiet");
    expect(runState(false, session("running"))).toBe("quiet");
    expect(runState(true, session("success"))).toBe("running");
    expect([session("success"), session("failure")].map((one) => runState(false, one))).toEqual(["finished", "failed"]);
  });
});
