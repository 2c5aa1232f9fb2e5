import { describe, expect, test } from "vitest";
import { strokeAt } from "../src/data/colours";
import { type Line, nearestBucket, toLine } from "../src/data/line";
import { valueRange } from "../src/data/range";
import { readout } from "../src/data/readout";
import { findSpikes, SPIKE_ABOVE } from "../src/data/spikes";
import type { Buckets } from "../src/frame";

function points(values: number[], spacing = 1): Buckets {
  const x = Float64Array.from(values, (_, place) => place * spacing);
  const finite = Float64Array.from(values, (value) => (Number.isFinite(value) ? value : Number.NaN));
  return {
    ...{ run: 0, tag: 0, n: values.length, points: values.length, superseded: 0, width: 0 },
    ...{ x_first: x, x_last: x, min: finite, max: finite, mean: finite },
    count: Uint32Array.from(values, (value) => Number(Number.isFinite(value))),
    nan: Uint32Array.from(values, (value) => Number(Number.isNaN(value))),
  };
}

function line(values: number[], run = 0): Line {
  return toLine({ run, label: `run ${run}`, stroke: strokeAt(run) }, points(values), 0, null);
}

const shape = { log: false, clip: true, bands: true };

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
    const range = valueRange([line([-1, 0, 1, 100])], 0, 3, { ...shape, log: true });
    expect(range && range.lo > 0.5 && range.hi > 100).toBe(true);
  });
});

describe("spikes", () => {
  const buckets = 300;
  const flat = (value: number) => new Float64Array(buckets).fill(value);

  test("one step among thousands is found", () => {
    const max = flat(0.2);
    max[200] = 5;
    const spikes = findSpikes(flat(0), flat(-0.2), max, new Uint32Array(buckets).fill(4096));
    expect(spikes[200]).toBe(SPIKE_ABOVE);
    expect(spikes.reduce((sum, spike) => sum + Number(spike > 0), 0)).toBe(1);
  });

  test("two steps on either side of a boundary are found", () => {
    const max = flat(0.2);
    max[200] = 5;
    max[201] = 5;
    const spikes = findSpikes(flat(0), flat(-0.2), max, new Uint32Array(buckets).fill(4096));
    expect([spikes[200], spikes[201]]).toEqual([SPIKE_ABOVE, SPIKE_ABOVE]);
  });

  test("a steep stretch is none", () => {
    const mean = Float64Array.from({ length: buckets }, (_, i) => Math.min(i, 20));
    const reach = (sign: number) => mean.map((value, i) => value + (i < 20 ? sign * 0.5 : 0));
    expect(findSpikes(mean, reach(-1), reach(1), new Uint32Array(buckets).fill(32)).some(Boolean)).toBe(false);
  });
});

test("a spike in the newest bucket is found, a ramp at the start is none", () => {
  const mean = Float64Array.from({ length: 100 }, (_, i) => Math.min(i, 4));
  const min = mean.map((value, i) => value - (i < 4 ? 0.5 : 0.01));
  const max = mean.map((value, i) => value + (i < 4 ? 0.5 : 0.01));
  mean[99] += 1;
  max[99] = 36;
  const spikes = findSpikes(mean, min, max, new Uint32Array(100).fill(32));
  expect([...spikes].flatMap((spike, place) => (spike ? [place] : []))).toEqual([99]);
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
