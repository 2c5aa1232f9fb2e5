import { expect, test } from "vitest";
import { NONE_SELECTED, type Selected, select } from "../src/data/selected";

const order = [10, 20, 30, 40, 50];
const ids = (selected: Selected) => [...selected.ids];

test("one alone, and none when it is asked for again", () => {
  const one = select(NONE_SELECTED, 20, "alone", order);
  expect(ids(one)).toEqual([20]);
  expect(ids(select(one, 30, "alone", order))).toEqual([30]);
  expect(select(one, 20, "alone", order)).toEqual(NONE_SELECTED);
});

test("others too, and no longer", () => {
  const two = select(select(NONE_SELECTED, 20, "alone", order), 50, "too", order);
  expect(ids(two)).toEqual([20, 50]);
  expect(ids(select(two, 20, "too", order))).toEqual([50]);
});

test("a range goes from the anchor in either direction and can be drawn anew", () => {
  const one = select(NONE_SELECTED, 30, "alone", order);
  const down = select(one, 50, "range", order);
  expect(ids(down)).toEqual([30, 40, 50]);
  expect(ids(select(down, 10, "range", order))).toEqual([10, 20, 30]);
});

test("without an anchor in sight a range is one run", () => {
  expect(ids(select(NONE_SELECTED, 40, "range", order))).toEqual([40]);
  expect(ids(select({ ids: new Set([7]), anchor: 7 }, 40, "range", order))).toEqual([40]);
});
