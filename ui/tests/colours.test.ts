import { expect, test } from "vitest";
import { Dealer, PALETTE, strokeAt } from "../src/data/colours";

test("the lowest free place is dealt, and kept", () => {
  const dealer = new Dealer();
  expect(dealer.deal(["a", "b", "c"])).toBe(true);
  expect(dealer.deal(["c", "a"])).toBe(false);
  dealer.keepOnly(new Set(["a", "c"]));
  dealer.deal(["d", "e"]);
  expect(dealer.toJSON()).toEqual({ a: 0, c: 2, d: 1, e: 3 });
});

test("what was dealt before is dealt again", () => {
  const dealer = new Dealer({ old: 1 });
  dealer.deal(["new", "newer", "old"]);
  expect(dealer.stroke("old")).toEqual(strokeAt(1));
  expect(dealer.stroke("new")).toEqual(strokeAt(0));
  expect(dealer.stroke("newer")).toEqual(strokeAt(2));
  expect(dealer.stroke("never shown")).toBeNull();
});

test("twenty colours, then the same with dashes", () => {
  expect(new Set(PALETTE).size).toBe(20);
  expect(strokeAt(0).dash).toEqual([]);
  expect(strokeAt(20).colour).toBe(strokeAt(0).colour);
  expect(strokeAt(20).dash).not.toEqual([]);
  const strokes = new Set(Array.from({ length: 120 }, (_, place) => JSON.stringify(strokeAt(place))));
  expect(strokes.size).toBe(120);
});
