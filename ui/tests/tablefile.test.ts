import { expect, test } from "vitest";
import type { Column } from "../src/data/columns";
import { sortedRuns } from "../src/data/comparison";
import { goalOf, mainMetricOf } from "../src/data/goal";
import type { Run } from "../src/data/runs";
import { tableFile } from "../src/data/tablefile";

const column = (name: string, kind: Column["kind"], type: Column["type"] = "number"): Column => ({
  key: name,
  name,
  kind,
  statistic: kind === "metric" ? "last" : null,
  type,
  value: () => null,
});
const table = {
  columns: [column("lr", "hparam"), column("opt_name", "hparam", "text"), column("val/acc", "metric")],
  rows: [
    { name: "a_1", values: [0.001, 'say "hi", 50%', 0.5] },
    { name: "b", values: [null, "x", 0.75] },
    { name: "c", values: [1e-5, null, Number.NaN] },
  ],
};

test("CSV quotes what needs it and leaves missing fields empty", () => {
  expect(tableFile(table, "csv")).toBe(
    'run,lr,opt_name,val/acc\r\na_1,0.001,"say ""hi"", 50%",0.5\r\nb,,x,0.75\r\nc,0.00001,,NaN\r\n',
  );
});

test("JSON leaves missing values out and writes NaN as text", () => {
  expect(JSON.parse(tableFile(table, "json"))).toEqual([
    { run: "a_1", lr: 0.001, opt_name: 'say "hi", 50%', "val/acc": 0.5 },
    { run: "b", opt_name: "x", "val/acc": 0.75 },
    { run: "c", lr: 0.00001, "val/acc": "NaN" },
  ]);
});

test("LaTeX is escaped, with the best value bold", () => {
  const lines = tableFile(table, "latex").split("\n");
  expect(lines).toContain("\\begin{tabular}{lrlr}");
  expect(lines).toContain("run & lr & opt\\_name & val/acc \\\\");
  expect(lines).toContain('a\\_1 & 0.001 & say "hi", 50\\% & 0.5 \\\\');
  expect(lines).toContain("b & -- & x & \\textbf{0.75} \\\\");
});

test("names say what is good", () => {
  expect(goalOf("val/accuracy")).toBe("max");
  expect(goalOf("reward_loss")).toBe("min");
  expect(goalOf("test/mIoU")).toBe("max");
  expect(mainMetricOf(["lr", "train/loss", "val/accuracy", "val/loss"])).toBe("val/loss");
  expect(mainMetricOf(["val/loss", "hparam/accuracy", "hparam/steps"])).toBe("hparam/accuracy");
  expect(mainMetricOf([])).toBeNull();
});

test("runs without a value come last in either order", () => {
  const values = new Map([
    [1, 2],
    [2, null],
    [3, 1],
    [4, Number.NaN],
  ]);
  const by: Column = { ...column("lr", "hparam"), value: (run) => values.get(run.id) ?? null };
  const runs = [1, 2, 3, 4].map((id) => ({ id }) as Run);
  expect(sortedRuns(runs, by, false).map(({ id }) => id)).toEqual([3, 1, 2, 4]);
  expect(sortedRuns(runs, by, true).map(({ id }) => id)).toEqual([1, 3, 2, 4]);
});
