import { expect, test } from "vitest";
import { paretoFront } from "../src/data/pareto";

const X = [1, 2, 3, 4, 2, Number.NaN];
const Y = [5, 3, 4, 1, 3, 0];

test("the front of costs; equal points stay together, NaN takes no part", () => {
  expect(paretoFront(X, Y, "min", "min")).toEqual([0, 1, 4, 3]);
});

test("directions turn the front", () => {
  expect(paretoFront(X, Y, "max", "max")).toEqual([3, 2, 0]);
  expect(paretoFront(X, Y, "min", "max")).toEqual([0]);
});

test("as the definition says, on random points", () => {
  let seed = 7;
  const next = () => {
    seed = (seed * 16807) % 2147483647;
    return seed % 20;
  };
  const x = Array.from({ length: 200 }, next);
  const y = Array.from({ length: 200 }, next);
  const beaten = (i: number) => x.some((_, j) => x[j] <= x[i] && y[j] >= y[i] && (x[j] < x[i] || y[j] > y[i]));
  const expected = x.map((_, i) => i).filter((i) => !beaten(i));
  expect(paretoFront(x, y, "min", "max").sort((a, b) => a - b)).toEqual(expected);
});

test("nothing has no front", () => {
  expect(paretoFront([], [], "min", "min")).toEqual([]);
});
