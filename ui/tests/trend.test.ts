import { expect, test } from "vitest";
import { leastSquares, ranks, spearman } from "../src/data/trend";

/** Anscombe's first quartet: slope 0.5001, intercept 3.0001, r 0.8164 are published. */
const X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
const Y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];

test("the line of least squares of Anscombe's first quartet", () => {
  const trend = leastSquares(X, Y);
  expect(trend?.slope).toBeCloseTo(0.500091, 6);
  expect(trend?.intercept).toBeCloseTo(3.000091, 6);
  expect(trend?.r).toBeCloseTo(0.816421, 6);
  expect(trend?.n).toBe(11);
});

test("pairs that are not finite take no part", () => {
  expect(leastSquares([0, 1, Number.NaN, 3], [1, 3, 5, Number.POSITIVE_INFINITY])).toEqual({
    slope: 2,
    intercept: 1,
    r: 1,
    n: 2,
  });
});

test("no line where x does not vary, no r where y does not", () => {
  expect(leastSquares([2, 2, 2], [1, 2, 3])).toBeNull();
  expect(leastSquares([1], [1])).toBeNull();
  expect(leastSquares([1, 2], [3, 3])?.r).toBeNaN();
});

test("equal values share the mean of their ranks", () => {
  expect([...ranks([10, 20, 10, 30])]).toEqual([1.5, 3, 1.5, 4]);
});

test("Spearman's rho sees any rising curve, and ties", () => {
  expect(spearman([1, 2, 3, 4], [1, 10, 100, 1e6])).toBeCloseTo(1, 12);
  expect(spearman(X, Y)).toBeCloseTo(0.818182, 6);
  expect(spearman([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(0.948683, 6);
  expect(spearman([1, 1], [1, 2])).toBeNaN();
});
