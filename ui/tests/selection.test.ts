import { describe, expect, test } from "vitest";
import { choose, newRuns, shownRuns, textFilter, toggle, toggleAll } from "../src/data/selection";

const runs = (count: number, from = 0) =>
  Array.from({ length: count }, (_, place) => ({
    id: from + place,
    name: `run-${from + place}`,
    firstWall: 1000 + from + place,
  }));

describe("until the user has chosen", () => {
  test.each([1, 20])("%i runs: all", (count) => expect(shownRuns(runs(count), null).size).toBe(count));

  test.each([21, 200, 5000])("%i runs: the newest twenty", (count) => {
    const shown = shownRuns(runs(count), null);
    expect(shown.size).toBe(20);
    expect(Math.min(...shown)).toBe(count - 20);
  });

  test("new runs join", () => {
    expect(shownRuns(runs(3), null).has(3)).toBe(false);
    expect(shownRuns(runs(4), null).has(3)).toBe(true);
    expect(newRuns(runs(4), null)).toEqual([]);
  });
});

describe("after a choice", () => {
  test("several at once: all of them, or none where all were shown", () => {
    const some = toggleAll(new Set([0, 2]), [2, 3], runs(5));
    expect([...shownRuns(runs(5), some)]).toEqual([0, 2, 3]);
    expect([...shownRuns(runs(5), toggleAll(some?.shown ?? new Set(), [2, 3], runs(5)))]).toEqual([0]);
  });

  test("new runs wait", () => {
    const choice = toggle(shownRuns(runs(3), null), 1, runs(3));
    expect([...shownRuns(runs(5), choice)]).toEqual([0, 2]);
    expect(newRuns(runs(5), choice).map(({ id }) => id)).toEqual([3, 4]);
  });

  test("runs that were hidden and not new are not announced", () => {
    expect(newRuns(runs(30), choose([1], runs(30)))).toEqual([]);
  });

  test("the filter narrows what is shown", () => {
    const choice = choose([0, 1, 2], runs(3));
    expect([...shownRuns(runs(2), choice)]).toEqual([0, 1]);
  });
});

test("filters", () => {
  expect(textFilter("LR3 seed")("sweep/lr3e-4-seed7")).toBe(true);
  expect(textFilter("lr3 bs64")("sweep/lr3e-4-seed7")).toBe(false);
  expect(textFilter("/seed\\d$/")("sweep/lr3e-4-seed7")).toBe(true);
  expect(textFilter("/(/")("(")).toBe(false);
  expect(textFilter("  ")("anything")).toBe(true);
});
