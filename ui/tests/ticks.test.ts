import { describe, expect, test } from "vitest";
import { formatValue } from "../src/data/numbers";
import { duration, durationTicks, linearTicks, logTicks, symlogTicks, wallTicks } from "../src/data/ticks";

const labels = (ticks: { label: string }[]) => ticks.map(({ label }) => label);

describe("linear", () => {
  test("round numbers inside the range", () => {
    expect(labels(linearTicks(-0.03, 1.02, 6))).toEqual(["0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    expect(labels(linearTicks(0, 4999, 5))).toEqual(["0", "1000", "2000", "3000", "4000"]);
  });

  test("no binary remainders, and a real minus", () => {
    expect(labels(linearTicks(-0.3, 0.3, 6))).toEqual(["−0.3", "−0.2", "−0.1", "0", "0.1", "0.2", "0.3"]);
  });

  test("neighbours differ", () => {
    for (const [lo, hi] of [
      [0, 1e-7],
      [1e9, 2e9],
      [123456, 123460],
      [10_000, 14_000],
      [0.99991, 0.99999],
    ]) {
      const found = labels(linearTicks(lo, hi, 5));
      expect(found.length).toBeGreaterThan(1);
      expect(new Set(found).size).toBe(found.length);
    }
  });

  test("steps are whole", () => {
    expect(labels(linearTicks(0, 2, 6, true))).toEqual(["0", "1", "2"]);
  });

  test("an empty range has none", () => expect(linearTicks(1, 1, 5)).toEqual([]));

  test("large numbers are shortened", () => {
    expect(labels(linearTicks(0, 19_999, 4))).toEqual(["0", "5k", "10k", "15k"]);
    expect(labels(linearTicks(12_000, 13_100, 3))).toEqual(["12.0k", "12.5k", "13.0k"]);
    expect(labels(linearTicks(637_115, 637_131, 4))).toEqual(["637,115", "637,120", "637,125", "637,130"]);
    expect(labels(linearTicks(0, 1e6, 5))).toEqual(["0", "0.2M", "0.4M", "0.6M", "0.8M", "1.0M"]);
  });

  test("small numbers keep one notation", () => {
    expect(labels(linearTicks(0, 1e-3, 5))).toEqual(["0", "0.0002", "0.0004", "0.0006", "0.0008", "0.0010"]);
    expect(labels(linearTicks(0, 3e-5, 3))).toEqual(["0", "1e−5", "2e−5", "3e−5"]);
  });
});

describe("the labels of one axis", () => {
  test("share their exponent", () => {
    expect(labels(linearTicks(0, 1.6e-4, 4))).toEqual(["0", "0.5e−4", "1.0e−4", "1.5e−4"]);
    expect(labels(linearTicks(-2e-6, 2e-6, 4))).toEqual(["−2e−6", "−1e−6", "0", "1e−6", "2e−6"]);
    expect(labels(linearTicks(0, 2e16, 2))).toEqual(["0", "1e16", "2e16"]);
  });

  test("share their decimals", () => {
    expect(labels(linearTicks(20_000, 20_001, 2))).toEqual(["20,000.0", "20,000.5", "20,001.0"]);
    expect(labels(linearTicks(0, 0.0011, 3))).toEqual(["0", "0.0005", "0.0010"]);
  });

  test("are all plain or all with an exponent where the axis is logarithmic", () => {
    expect(labels(logTicks(4e-4, 3e-3, 8))).toEqual(["0.0005", "0.001", "0.002"]);
    expect(labels(logTicks(1e-6, 10, 8))).toEqual(["1e−6", "1e−5", "1e−4", "1e−3", "1e−2", "1e−1", "1e0", "1e1"]);
    expect(labels(logTicks(1, 1e6, 8))).toEqual(["1", "10", "100", "1k", "10k", "100k", "1M"]);
    expect(labels(logTicks(1e-4, 1e-3, 6))).toEqual(["0.0001", "0.0002", "0.0005", "0.001"]);
  });
});

test("logarithmic: powers of ten, with 2 and 5 where few fit", () => {
  expect(labels(logTicks(0.001, 1000, 6))).toEqual(["0.001", "0.01", "0.1", "1", "10", "100", "1000"]);
  expect(labels(logTicks(0.09, 11, 6))).toEqual(["0.1", "0.2", "0.5", "1", "2", "5", "10"]);
  expect(logTicks(-1, 10, 5)).toEqual([]);
  expect(logTicks(1e-300, 1e300, 5).length).toBeLessThanOrEqual(6);
});

test("durations", () => {
  expect(duration(90)).toBe("1m 30s");
  expect(duration(3600)).toBe("1h");
  expect(duration(90_000)).toBe("1d 1h");
  expect(duration(-5)).toBe("−5s");
  expect(labels(durationTicks(0, 600, 5))).toEqual(["0", "2m", "4m", "6m", "8m", "10m"]);
});

test("moments lie on local round times", () => {
  const start = new Date(2026, 10, 23, 22, 10).getTime() / 1000;
  const found = labels(wallTicks(start, start + 3 * 3600, 3));
  expect(found).toEqual(["23:00", "11-24", "01:00"]);
});

test("values", () => {
  expect(formatValue(0.031249)).toBe("0.03125");
  expect(formatValue(-12.5)).toBe("−12.50");
  expect(formatValue(Number.NaN)).toBe("NaN");
  expect(formatValue(1234567)).toBe("1,234,567");
  expect(formatValue(3e-7)).toBe("3.000e−7");
});

test("symlog ticks: nought, and powers of ten on either side", () => {
  expect(symlogTicks(-1000, 1000, 1, 9).map(({ label }) => label)).toEqual([
    "−1000",
    "−100",
    "−10",
    "−1",
    "0",
    "1",
    "10",
    "100",
    "1000",
  ]);
  expect(symlogTicks(-1000, 1000, 1, 5).length).toBeLessThanOrEqual(6);
  expect(symlogTicks(-0.2, 0.5, 1, 4)[0].label).toBe("−0.2");
});
