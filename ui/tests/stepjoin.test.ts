import { describe, expect, test } from "vitest";
import { readScatterCards, withScatterCard, writeScatterCards } from "../src/data/scattercards";
import { joinSteps } from "../src/data/stepjoin";
import type { Buckets } from "../src/frame";

function series(steps: number[], values: number[], width = 0, counts = values.map((v) => Number(Number.isFinite(v)))) {
  const x = Float64Array.from(steps);
  const buckets: Buckets = {
    run: 0,
    tag: 0,
    n: x.length,
    points: x.length,
    superseded: 0,
    restarts: [],
    width,
    x_first: x,
  };
  return { ...buckets, mean: Float64Array.from(values), count: Uint32Array.from(counts) };
}

describe("series joined by step", () => {
  test("have the steps that all of them have, whatever the others logged between", () => {
    const joined = joinSteps([series([0, 1, 2, 3, 4], [5, 4, 3, 2, 1]), series([0, 2, 4, 5], [10, 20, 30, 40])]);
    expect([...joined.steps]).toEqual([0, 2, 4]);
    expect(joined.values.map((values) => [...values])).toEqual([
      [5, 3, 1],
      [10, 20, 30],
    ]);
    expect(joined.width).toBe(1);
  });

  test("leave out what is not finite, and take the last value of a step", () => {
    const joined = joinSteps([series([0, 1, 1, 2], [1, 2, 3, Number.NaN]), series([0, 1, 2], [7, 8, 9])]);
    expect([...joined.steps]).toEqual([0, 1]);
    expect([...joined.values[0]]).toEqual([1, 3]);
  });

  test("meet in buckets where one of them is bucketed: means weighted by their points", () => {
    const joined = joinSteps([series([0, 4], [1, 2], 4, [4, 4]), series([1, 3, 5], [10, 20, 60])]);
    expect([...joined.steps]).toEqual([0, 4]);
    expect(joined.values.map((values) => [...values])).toEqual([
      [1, 2],
      [15, 60],
    ]);
    expect(joined.width).toBe(4);
  });

  test("of nothing are nothing", () => {
    expect(joinSteps([]).steps).toHaveLength(0);
    expect(joinSteps([series([0], [1]), series([], [])]).steps).toHaveLength(0);
  });
});

describe("scatter cards", () => {
  test("come first and are called so that none is called alike", () => {
    const cards = withScatterCard(withScatterCard([]));
    expect(cards.map(({ id }) => id)).toEqual(["scatter2", "scatter1"]);
    expect(readScatterCards(writeScatterCards(cards))).toEqual(cards);
  });

  test("of an address that makes no sense are none", () => {
    for (const text of ["", "{", "7", "[1]", '[{"x":"a"}]', "null"]) expect(readScatterCards(text)).toEqual([]);
    expect(readScatterCards('[{"id":"a","colour":3,"x":1},{"id":"a"}]')).toHaveLength(1);
  });
});
