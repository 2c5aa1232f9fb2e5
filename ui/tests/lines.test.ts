import { describe, expect, test } from "vitest";
import { Scale } from "../src/chart/scale";
import { strokeAt } from "../src/data/colours";
import { type Line, nearestBucket, toLine } from "../src/data/line";
import { symlogThreshold } from "../src/data/placing";
import { valueRange } from "../src/data/range";
import { readout } from "../src/data/readout";
import { SPIKE_ABOVE, SPIKE_BELOW } from "../src/data/spikes";
import type { Buckets } from "../src/frame";

function points(values: number[], spacing = 1): Buckets {
  const x = Float64Array.from(values, (_, place) => place * spacing);
  const finite = Float64Array.from(values, (value) => (Number.isFinite(value) ? value : Number.NaN));
  return {
    ...{ run: 0, tag: 0, n: values.length, points: values.length, superseded: 0, restarts: [], width: 0 },
    ...{ x_first: x, x_last: x, min: finite, max: finite, mean: finite },
    count: Uint32Array.from(values, (value) => Number(Number.isFinite(value))),
    nan: Uint32Array.from(values, (value) => Number(Number.isNaN(value))),
  };
}

function line(values: number[], run = 0): Line {
  return toLine({ run, label: `run ${run}`, stroke: strokeAt(run) }, points(values));
}

const shape = { scale: "linear", fixed: [null, null], clip: true, bands: true } as const;

describe("the shown range of values", () => {
  test("is that of the middle 98 percent where outliers would flatten the rest", () => {
    const values = Array.from({ length: 300 }, (_, i) => Math.sin(i));
    values[0] = 1e6;
    const range = valueRange([line(values)], 0, 299, shape);
    expect(range?.clipped).toBe(true);
    expect(range?.hi).toBeLessThan(2);
    expect(valueRange([line(values)], 0, 299, { ...shape, clip: false })?.hi).toBeGreaterThan(1e6);
  });

  test("is all of it where nothing is gained, or where points are few", () => {
    const even = Array.from({ length: 300 }, (_, i) => i);
    expect(valueRange([line(even)], 0, 299, shape)?.clipped).toBe(false);
    expect(valueRange([line([1, 2, 900])], 0, 2, shape)?.clipped).toBe(false);
  });

  test("is of what is in view", () => {
    const range = valueRange([line([1000, 1, 2, 3])], 1, 3, shape);
    expect(range?.hi).toBeLessThan(4);
  });

  test("gives a constant room, and nothing for nothing", () => {
    const range = valueRange([line([3, 3, 3])], 0, 2, shape);
    expect(range && range.lo < 3 && range.hi > 3).toBe(true);
    expect(valueRange([line([Number.NaN])], 0, 0, shape)).toBeNull();
  });

  test("logarithmic leaves out what has no logarithm", () => {
    const range = valueRange([line([-1, 0, 1, 100])], 0, 3, { ...shape, scale: "log" });
    expect(range && range.lo > 0.5 && range.hi > 100).toBe(true);
  });
});

test("ends that are given hold, and what lies beyond them counts as clipped", () => {
  expect(valueRange([line([1, 2, 3])], 0, 2, { ...shape, fixed: [0, null] })).toMatchObject({ lo: 0, clipped: false });
  expect(valueRange([line([1, 2, 3])], 0, 2, { ...shape, fixed: [1.5, 2.5] })).toMatchObject({
    lo: 1.5,
    hi: 2.5,
    clipped: true,
  });
  expect(valueRange([line([1, 2, 3])], 0, 2, { ...shape, scale: "log", fixed: [-1, 9] })).toMatchObject({ hi: 9 });
});

test("a symlog axis holds both signs and is linear below what most values exceed", () => {
  const values = [-1000, -10, -1, 0, 1, 10, 1000];
  const range = valueRange([line(values)], 0, 6, { ...shape, scale: "symlog" });
  expect(range?.threshold).toBe(1);
  const scale = new Scale(range?.lo ?? 0, range?.hi ?? 0, 200, 0, "symlog", range?.threshold);
  for (const value of values) expect(scale.value(scale.pixel(value))).toBeCloseTo(value, 6);
  const gap = (a: number, b: number) => scale.pixel(a) - scale.pixel(b);
  expect(gap(-10, -1)).toBeCloseTo(gap(1, 10), 6);
  expect(symlogThreshold(Float64Array.of(1e-12, 5, 50))).toBe(1e-4);
  expect(symlogThreshold(Float64Array.of(0, 0))).toBe(1);
});

test("a line goes through the value that is asked for", () => {
  const buckets = {
    ...points([1, 2]),
    min: Float64Array.of(0, 1),
    max: Float64Array.of(3, 4),
    last: Float64Array.of(2, 3),
  };
  const through = (at: "mean" | "last" | "min" | "max") => [
    ...toLine({ run: 0, label: "", stroke: strokeAt(0) }, buckets, undefined, undefined, at).value,
  ];
  expect([through("mean"), through("last"), through("min"), through("max")]).toEqual([
    [1, 2],
    [2, 3],
    [0, 1],
    [3, 4],
  ]);
});

describe("a line without a band", () => {
  const mean = Float32Array.of(1, 1, 1, 1);
  const none = new Float32Array(4).fill(Number.NaN);
  const above = Float32Array.of(Number.NaN, 9, Number.NaN, Number.NaN);
  const below = Float32Array.of(Number.NaN, Number.NaN, -9, Number.NaN);
  const buckets = { ...points([1, 1, 1, 1]), width: 4, min: undefined, max: undefined, mean };
  const made = (spike_min: Float32Array, spike_max: Float32Array) =>
    toLine({ run: 0, label: "", stroke: strokeAt(0) }, { ...buckets, spike_min, spike_max });

  test("has the extremes that are spikes, and means for the others", () => {
    const { min, max, spikes } = made(below, above);
    expect([...max]).toEqual([1, 9, 1, 1]);
    expect([...min]).toEqual([1, 1, -9, 1]);
    expect([...spikes]).toEqual([0, SPIKE_ABOVE, SPIKE_BELOW, 0]);
    expect([...mean]).toEqual([1, 1, 1, 1]);
  });

  test("copies nothing where there are no spikes", () => {
    expect(made(none, none).max).toBe(mean);
  });
});

describe("the readout", () => {
  test("is sorted by value, not-a-number last", () => {
    const rows = readout([line([1, 1], 0), line([Number.NaN, Number.NaN], 1), line([2, 2], 2)], 0, 1);
    expect(rows.map(({ line: { run } }) => run)).toEqual([2, 0, 1]);
    expect(rows[2].value).toBeNaN();
  });

  test("leaves out lines that end elsewhere", () => {
    expect(readout([line([1, 2, 3])], 50, 1)).toEqual([]);
  });

  test("takes the nearest bucket", () => {
    expect(nearestBucket(line([1, 2, 3]), 1.4)).toBe(1);
    expect(nearestBucket(line([1, 2, 3]), 99)).toBe(2);
    expect(nearestBucket(line([]), 1)).toBe(-1);
  });
});
