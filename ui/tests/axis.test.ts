import { expect, test } from "vitest";
import { suggestedScale, toAxis } from "../src/data/axis";
import { brushBetween, extentOf, passes, selectedRuns } from "../src/data/brush";
import type { Column } from "../src/data/columns";

const column = (type: Column["type"], key = "hparam.x"): Column => ({
  key,
  name: "x",
  kind: "hparam",
  statistic: null,
  type,
  value: () => null,
});

test("linear and logarithmic places, and back", () => {
  const linear = toAxis(column("number"), [0, 5, 10, null, Number.NaN], "linear");
  expect([...linear.places]).toEqual([0, 0.5, 1, Number.NaN, Number.NaN]);
  expect(linear.valueAt(0.25)).toBe(2.5);
  const log = toAxis(column("number"), [0.001, 0.1, 10, -1], "log");
  expect(log.places[1]).toBeCloseTo(0.5, 12);
  expect(log.places[3]).toBeNaN();
  expect(log.valueAt(0.75)).toBeCloseTo(1, 12);
});

test("by rank, equal values share the mean of their ranks, and places in between lead back", () => {
  const axis = toAxis(column("number"), [1, 2, 2, 1000, null], "quantile");
  expect([...axis.places]).toEqual([0, 0.5, 0.5, 1, Number.NaN]);
  expect(axis.valueAt(0.5)).toBe(2);
  expect(axis.valueAt(0.75)).toBe(501);
  expect(axis.placeOf(501)).toBe(0.75);
});

test("text and truth values are categories in natural order", () => {
  const axis = toAxis(column("text"), ["b10", "b9", null, "b9"], "linear");
  expect(axis.scale).toBe("category");
  expect(axis.categories).toEqual(["b9", "b10"]);
  expect([...axis.places]).toEqual([0.75, 0.25, Number.NaN, 0.25]);
});

test("one value stands in the middle", () => {
  expect([...toAxis(column("number"), [3, 3], "log").places]).toEqual([0.5, 0.5]);
});

test("a logarithmic axis is suggested where values span decades", () => {
  expect(suggestedScale([1e-4, 1e-2])).toBe("log");
  expect(suggestedScale([16, 128])).toBe("linear");
  expect(suggestedScale([0, 1000])).toBe("linear");
});

test("a brush holds numbers, names, or what is missing", () => {
  const number = toAxis(column("number"), [0, 5, 10, null], "linear");
  const range = brushBetween(number, 0.9, 0.4);
  expect(range).toEqual({ key: "hparam.x", kind: "range", lo: 4, hi: 9 });
  expect(range && extentOf(number, range)).toEqual([0.4, 0.9]);
  const names = toAxis(column("text", "hparam.o"), ["adam", "sgd", "sgd", null], "linear");
  const chosen = brushBetween(names, 0.6, 0.9);
  expect(chosen).toEqual({ key: "hparam.o", kind: "names", names: ["sgd"] });
  expect(chosen && extentOf(names, chosen)).toEqual([0.5, 1]);
  expect(passes({ key: "", kind: "none" }, Number.NaN)).toBe(true);
  if (!range || !chosen) throw new Error("no brush");
  expect([...selectedRuns([number, names], [range, chosen], 4)]).toEqual([0, 1, 0, 0]);
  expect([...selectedRuns([number], [{ key: "hparam.x", kind: "none" }], 4)]).toEqual([0, 0, 0, 1]);
  expect([...selectedRuns([number], [{ ...range, key: "gone" }], 4)]).toEqual([1, 1, 1, 1]);
});
