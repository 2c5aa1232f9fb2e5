/** Every method against its definition on every point, at every zoom. */
import { describe, expect, test } from "vitest";
import type { Buckets } from "../src/data/line";
import { toLine } from "../src/data/line";
import type { Method } from "../src/data/settings";
import { NO_SMOOTHING } from "../src/data/smoothed";

const POINTS = 100_000;

function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = noise(11);
const values = Float64Array.from({ length: POINTS }, (_, i) => {
  const gauss = Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
  return 0.4 + 4 * Math.exp((-8 * i) / POINTS) + 0.25 * gauss;
});
/** A run that logs ten times as often in its second half. */
const uneven = Float64Array.from({ length: POINTS }, (_, i) => (i < POINTS / 2 ? 10 * i : 4.5 * POINTS + i));

/** Buckets of `size` in x over [lo, hi), as the server makes them. */
function buckets(x: Float64Array, size: number, lo = 0, hi = Number.POSITIVE_INFINITY): Buckets {
  const found: { first: number; last: number; sum: number; count: number }[] = [];
  let number = Number.NaN;
  x.forEach((at, i) => {
    if (at < lo || at >= hi) return;
    if (Math.floor(at / size) !== number) found.push({ first: at, last: at, sum: 0, count: 0 });
    number = Math.floor(at / size);
    const bucket = found[found.length - 1];
    bucket.last = at;
    bucket.sum += values[i];
    bucket.count += 1;
  });
  return {
    ...{ run: 0, tag: 0, n: found.length, points: POINTS, superseded: 0, restarts: [], width: size },
    x_first: Float64Array.from(found, ({ first }) => first),
    x_last: Float64Array.from(found, ({ last }) => last),
    mean: Float64Array.from(found, ({ sum, count }) => sum / count),
    count: Uint32Array.from(found, ({ count }) => count),
  };
}

/** By definition: at `at`, from every point. */
function truth(method: Method, x: Float64Array, at: number, window: number): number {
  let sum = 0;
  let mass = 0;
  for (let i = 0; i < x.length; i++) {
    const away = (x[i] - at) / (method === "time" ? window : window / 2);
    if (method === "time" && away > 0) break;
    const weight = method === "time" ? Math.exp(away) : Math.exp(-(away ** 2) / 2);
    sum += weight * values[i];
    mass += weight;
  }
  return sum / mass;
}

const style = { run: 0, label: "", stroke: { colour: "", dash: [] } };

function smoothedLine(method: Method, main: Buckets, reach: number, before: Buckets | null, after: Buckets | null) {
  return toLine(style, main, { method, weight: 0.9, reach }, { before, after });
}

/** Root mean square of the error, as a share of the range of the values that are shown. */
function error(method: Method, x: Float64Array, line: ReturnType<typeof smoothedLine>, window: number): number {
  const { smoothed } = line;
  if (!smoothed) return Number.NaN;
  let squares = 0;
  smoothed.forEach((value, i) => {
    squares += (value - truth(method, x, method === "time" ? line.xLast[i] : line.x[i], window)) ** 2;
  });
  return Math.sqrt(squares / smoothed.length) / (Math.max(...line.mean) - Math.min(...line.mean));
}

describe.each(["time", "gaussian"] as const)("%s", (method) => {
  test.each([1, 2, 8, 64])("a window of %i buckets: within 1 percent of full resolution", (times) => {
    const main = buckets(uneven, 8_192);
    const line = smoothedLine(method, main, times * 8_192, null, null);
    expect(error(method, uneven, line, times * 8_192)).toBeLessThan(0.01);
  });

  test.each([5_000, 40_000])("zoomed in, a window of %i is what it was in the whole view", (window) => {
    const [lo, hi] = [300_000, 304_096];
    const before = buckets(uneven, 1_024, lo - 5 * window, lo);
    const after = buckets(uneven, 1_024, hi, hi + 2 * window);
    const line = smoothedLine(method, buckets(uneven, 16, lo, hi), window, before, after);
    expect(error(method, uneven, line, window)).toBeLessThan(0.01);
  });

  test("what never changes stays exactly as it is, and a bucket without values is a gap", () => {
    const main = buckets(uneven, 8_192);
    const constant = { ...main, mean: new Float64Array(main.n).fill(0.1) };
    expect(new Set(smoothedLine(method, constant, 50_000, null, null).smoothed)).toEqual(new Set([0.1]));
    const holes = { ...main, count: main.count?.map((count, i) => (i === 5 ? 0 : count)) };
    const { smoothed } = smoothedLine(method, holes, 50_000, null, null);
    expect([...(smoothed ?? [])].flatMap((value, i) => (Number.isNaN(value) ? [i] : []))).toEqual([5]);
  });
});

test("the running median is the server's, and there is none before it has come", () => {
  const main = buckets(uneven, 8_192);
  const median = new Float64Array(main.n).fill(3);
  expect(smoothedLine("median", { ...main, median }, 50_000, null, null).smoothed).toEqual(median);
  expect(smoothedLine("median", main, 50_000, null, null).smoothed).toBeNull();
  expect(toLine(style, { ...main, median }, { ...NO_SMOOTHING, method: "median" }).smoothed).toBeNull();
});
