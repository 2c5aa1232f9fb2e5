import { describe, expect, test } from "vitest";
import { parseWindow, pointWeight, positionOf, smooth, windowAt, windowOfWeight } from "../src/data/smoothing";

const POINTS = 200_000;
const BUCKET = 512;

function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A falling loss with noise, which is what smoothing is for. */
function series(): Float64Array {
  const random = noise(7);
  return Float64Array.from({ length: POINTS }, (_, i) => {
    const gauss = Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
    return 0.4 + 4 * Math.exp((-8 * i) / POINTS) + 0.25 * gauss;
  });
}

function buckets(values: Float64Array, size: number, from = 0, to = values.length) {
  const mean: number[] = [];
  const count: number[] = [];
  for (let start = from; start < to; start += size) {
    const part = values.subarray(start, Math.min(start + size, to));
    mean.push(part.reduce((sum, value) => sum + value, 0) / part.length);
    count.push(part.length);
  }
  return { mean, count, n: mean.length };
}

/** The debiased exponential mean of every point, by its definition. */
function fullResolution(values: Float64Array, weight: number): Float64Array {
  let sum = 0;
  let mass = 0;
  return values.map((value) => {
    sum = weight * sum + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return sum / mass;
  });
}

/** Root mean square of the difference at the ends of the buckets, as a share of the range. */
function relativeError(smoothed: Float64Array, truth: Float64Array, size: number, offset = 0): number {
  let squares = 0;
  smoothed.forEach((value, place) => {
    const end = Math.min(offset + (place + 1) * size, truth.length) - 1;
    squares += (value - truth[end]) ** 2;
  });
  const range = Math.max(...smoothed) - Math.min(...smoothed);
  return Math.sqrt(squares / smoothed.length) / range;
}

describe("smoothing from mean and count", () => {
  const values = series();

  test.each([BUCKET, 2_000, 10_000, 50_000])("window of %i points: within 1 percent of full resolution", (window) => {
    const weight = pointWeight(window, 1);
    const { mean, count } = buckets(values, BUCKET);
    const error = relativeError(smooth(mean, count, weight), fullResolution(values, weight), BUCKET);
    expect(error).toBeLessThan(0.01);
  });

  test("is exact where each bucket is one point", () => {
    const part = values.subarray(0, 500);
    const smoothed = smooth(part, new Uint32Array(500).fill(1), 0.9);
    fullResolution(part, 0.9).forEach((value, place) => {
      expect(smoothed[place]).toBeCloseTo(value, 10);
    });
  });

  test("a zoomed view with five windows of warm-up says what the full view says", () => {
    const window = 4_096;
    const weight = pointWeight(window, 1);
    const start = 100_352;
    const truth = fullResolution(values, weight);
    const warmUp = buckets(values, 128, start - 5 * window, start);
    const view = buckets(values, 16, start, start + 8_192);
    const smoothed = smooth(view.mean, view.count, weight, warmUp);
    const cold = smooth(view.mean, view.count, weight);
    const away = (found: Float64Array) =>
      Math.max(...found.map((value, place) => Math.abs(value - truth[start + (place + 1) * 16 - 1])));
    expect(away(smoothed)).toBeLessThan(0.01);
    expect(away(cold)).toBeGreaterThan(0.02);
  });

  test("the first value is not pulled towards nought", () => {
    expect(smooth([5, 5, 5], [1, 1, 1], 0.99)).toEqual(Float64Array.of(5, 5, 5));
  });

  test("a constant series comes back bit for bit, with its gaps", () => {
    const count = Uint32Array.from({ length: 1_000 }, (_, i) => (i === 500 ? 0 : 1 + (i % 3)));
    const mean = Float64Array.from(count, (points) => (points > 0 ? 0.1 : Number.NaN));
    expect(smooth(mean, count, 0.99)).toEqual(mean);
  });

  test("a constant stretch after other values is smoothed", () => {
    const warmUp = { mean: [1], count: [1], n: 1 };
    expect(smooth([0, 0], [1, 1], 0.5, warmUp)[1]).toBeCloseTo(1 / 7, 10);
  });

  test("a bucket without values is a gap and changes nothing", () => {
    const smoothed = smooth([1, Number.NaN, 1], [1, 0, 1], 0.5);
    expect([...smoothed]).toEqual([1, Number.NaN, 1]);
  });
});

describe("the window", () => {
  test("TensorBoard's weights are converted, and back", () => {
    expect(parseWindow("0.99", 1)).toBeCloseTo(100);
    expect(parseWindow("0.6", 10)).toBeCloseTo(25);
    expect(pointWeight(windowOfWeight(0.99, 10), 10)).toBeCloseTo(0.99);
  });

  test("typed as steps or time", () => {
    expect(parseWindow("500", 1)).toBe(500);
    expect(parseWindow("2k", 1)).toBe(2_000);
    expect(parseWindow("5m", 1)).toBe(300);
    expect(parseWindow("", 1)).toBe(0);
    expect(parseWindow("0", 1)).toBe(0);
    expect(parseWindow("lots", 1)).toBeNull();
  });

  test("a window no longer than the spacing of points smooths nothing", () => {
    expect(pointWeight(10, 10)).toBe(0);
    expect(pointWeight(0, 1)).toBe(0);
  });

  test("the slider goes there and back", () => {
    for (const position of [0.1, 0.5, 1]) {
      expect(positionOf(windowAt(position, 10, 50_000), 10, 50_000)).toBeCloseTo(position, 2);
    }
    expect(windowAt(0, 10, 50_000)).toBe(0);
  });
});
