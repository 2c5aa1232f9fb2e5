import { describe, expect, test } from "vitest";
import { type HParams, hparamColumns, metricColumn } from "../src/data/columns";
import { Metrics } from "../src/data/metrics";
import { RunTable, type Series } from "../src/data/runs";

function logged(hparams: Record<string, number | string | boolean | null>, config = {}): HParams {
  return { hparams: new Map(Object.entries(hparams)), config: new Map(Object.entries(config)), session: null };
}

function table(): RunTable {
  const made = new RunTable();
  made.extendTags(0, ["val/loss", "both"]);
  const run = { first_wall: 0, last_wall: 1, damage: 0, superseded: null, fold: null };
  made.put([
    { ...run, id: 0, name: "a", series: [[0, 10, 0, 9, 0]] },
    { ...run, id: 1, name: "b", series: [[0, 10, 0, 9, 0]] },
    { ...run, id: 2, name: "a/both/x", series: [[1, 10, 0, 9, 0]], fold: { parent: 0, line: { tag: 1, key: "x" } } },
  ]);
  return made;
}

describe("columns of what was logged", () => {
  const runs = table().list();
  const known = new Map([
    [0, logged({ lr10: 1, lr9: 0.1, amp: true, mixed: 1, none: null }, { "model.width": 64 })],
    [1, logged({ lr9: 0.2, amp: false, mixed: "auto" })],
  ]);

  test("each has one type and natural order", () => {
    const columns = hparamColumns(runs, known, "hparam");
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ["amp", "bool"],
      ["lr9", "number"],
      ["lr10", "number"],
      ["mixed", "text"],
      ["none", "text"],
    ]);
  });

  test("values are as logged, null where a run has none", () => {
    const columns = new Map(hparamColumns(runs, known, "hparam").map((column) => [column.key, column]));
    expect(runs.map((run) => columns.get("hparam.amp")?.value(run))).toEqual([true, false]);
    expect(runs.map((run) => columns.get("hparam.lr10")?.value(run))).toEqual([1, null]);
    expect(hparamColumns(runs, known, "config").map(({ key }) => key)).toEqual(["config.model.width"]);
  });
});

describe("metrics", () => {
  test("are asked for, and known when they are told", () => {
    const made = table();
    const asked: Series[] = [];
    const unknown = new Metrics(made, (series) => {
      asked.push(series);
      return null;
    });
    const [a] = made.list();
    expect(metricColumn("val/loss", "min", unknown).value(a)).toBe(null);
    expect(asked.map(({ run, tag }) => [run, tag])).toEqual([[0, 0]]);
    const known = new Metrics(made, () => ({ last: Number.NaN, min: 0.25, max: 2, mean: Number.NaN }));
    expect(metricColumn("val/loss", "last", known).value(a)).toBeNaN();
    expect(metricColumn("val/loss", "min", known).value(a)).toBe(0.25);
    expect(metricColumn("val/loss", "mean", known).value(a)).toBe(null);
    expect(metricColumn("val/loss", "min", known).key).toBe('metric["val/loss"].min');
  });

  test("a folded child is a metric of its parent", () => {
    const made = table();
    const metrics = new Metrics(made, ({ run }) => ({ last: 5 + run, min: 0, max: 0, mean: 0 }));
    expect(metrics.names(made.list())).toEqual(["both/x", "val/loss"]);
    expect(metrics.value(made.list()[0], "both/x", "last")).toBe(7);
    expect(metrics.value(made.list()[1], "both/x", "last")).toBe(null);
  });
});
