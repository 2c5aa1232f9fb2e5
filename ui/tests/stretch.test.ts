import { expect, test } from "vitest";
import { type Buckets, toLine } from "../src/data/line";
import { lastUpTo, slice, summarise } from "../src/data/stretch";
import { atTable, cellText, drawnTable, sortRows, stretchTable, toTsv } from "../src/data/valuetable";

/** Points as buckets of one each; null is a NaN. */
function points(x: number[], values: (number | null)[]): Buckets {
  const column = Float64Array.from(values, (value) => value ?? Number.NaN);
  const at = Float64Array.from(x);
  const count = Uint32Array.from(values, (value) => (value === null ? 0 : 1));
  const nan = Uint32Array.from(values, (value) => (value === null ? 1 : 0));
  const xs = { x_first: at, x_last: at, x_min: at, x_max: at };
  const ys = { first: column, last: column, min: column, max: column, mean: column };
  const none = new Uint32Array(x.length);
  return {
    ...{ run: 0, tag: 0, n: x.length, points: x.length, superseded: 0, restarts: [], width: 0 },
    ...{ ...xs, ...ys, count, nan, pos_inf: none, neg_inf: none },
  };
}

const STROKE = { colour: "#123456", dash: [] };

test("a stretch comes to its ends, extremes, mean and slope, in whatever order its parts come", () => {
  const late = points([6, 8], [20, 14]);
  const early = points([0, 2, 4], [2, null, 10]);
  expect(summarise([late, early])).toEqual({
    points: 4,
    start: { x: 0, value: 2 },
    end: { x: 8, value: 14 },
    min: { x: 0, value: 2 },
    max: { x: 6, value: 20 },
    mean: 11.5,
    slope: expect.closeTo(65 / 35),
  });
  expect(summarise([points([1], [null])])).toBeNull();
  expect(summarise([])).toBeNull();
});

test("the slope of moments since 1970 loses no digits", () => {
  const x = Array.from({ length: 50 }, (_, i) => 1.79e9 + i * 1e-3);
  const summary = summarise([
    points(
      x,
      x.map((_, i) => 5 - 2 * i * 1e-3),
    ),
  ]);
  expect(summary?.slope).toBeCloseTo(-2, 4);
});

test("the last value up to a place, whatever it is", () => {
  const some = points([1, 5, 9], [3, null, 4]);
  expect(lastUpTo(some, 4)).toEqual({ x: 1, value: 3 });
  expect(lastUpTo(some, 5)).toEqual({ x: 5, value: Number.NaN });
  expect(lastUpTo(some, 0)).toBeNull();
  expect(slice(some, 1, 2).x_first).toEqual(Float64Array.of(5));
});

test("a change is told in values and percent, and what is not there as nothing", () => {
  const series = [
    { key: "a", label: "run 10", stroke: STROKE },
    { key: "b", label: "run 9", stroke: STROKE },
  ];
  const table = stretchTable(series, [summarise([points([0, 1], [-4, 1])]), null]);
  const cells = Object.fromEntries(table.columns.map(({ key }, i) => [key, table.rows[0].cells[i]]));
  expect(cells).toMatchObject({ start: -4, end: 1, change: 5, changePercent: 125, points: 2, slope: 5 });
  expect(table.rows[1].cells.slice(0, -1).every((cell) => cell === null)).toBe(true);
  expect(cellText(125, "percent", "step")).toBe("+125 %");
  const byName = sortRows(table, { key: "label", descending: false });
  expect(byName.map(({ label }) => label)).toEqual(["run 9", "run 10"]);
  for (const descending of [false, true]) {
    expect(sortRows(table, { key: "end", descending }).map(({ key }) => key)).toEqual(["a", "b"]);
  }
});

test("values at a place sort with NaN after numbers and nothing last", () => {
  const series = ["a", "b", "c", "d"].map((key) => ({ key, label: key, stroke: STROKE }));
  const places = [null, { x: 1, value: Number.NaN }, { x: 1, value: 2 }, { x: 1, value: 7 }];
  const sorted = (descending: boolean) =>
    sortRows(atTable(series, places), { key: "value", descending })
      .map(({ key }) => key)
      .join("");
  expect([sorted(false), sorted(true)]).toEqual(["cdba", "dcba"]);
});

test("all that is drawn: every point of one line, and a row of several lines for each x", () => {
  const one = toLine({ run: 0, label: "a", stroke: STROKE }, points([0, 1], [5, null]));
  expect(drawnTable([one], "step").rows.map(({ label, cells }) => [label, ...cells])).toEqual([
    ["0", 5, 5, 5, 1],
    ["1", Number.NaN, Number.NaN, Number.NaN, 1],
  ]);
  const other = toLine({ run: 1, label: "b", stroke: STROKE }, points([1, 3], [8, 9]));
  expect(drawnTable([one, other], "step").rows.map(({ label, cells }) => [label, ...cells])).toEqual([
    ["0", 5, null],
    ["1", Number.NaN, 8],
    ["3", null, 9],
  ]);
});

test("a copy has numbers in full and no tab in a name", () => {
  const rows = [{ key: "a", label: "a\tb", stroke: null, cells: [0.1 + 0.2, null] }];
  expect(toTsv("Run", ["Value", "At"], rows)).toBe("Run\tValue\tAt\na b\t0.30000000000000004\t\n");
});
