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

/** Relative luminance and contrast as in WCAG 2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test.each(["#ffffff", "#16191d"])("a spike in any colour has a contrast of 3:1 on %s", (surface) => {
  for (const colour of PALETTE) {
    const [dark, light] = [luminance(colour), luminance(surface)].sort((a, b) => a - b);
    expect((light + 0.05) / (dark + 0.05), colour).toBeGreaterThanOrEqual(3);
  }
});

test("twenty colours, then the same with dashes", () => {
  expect(new Set(PALETTE).size).toBe(20);
  expect(strokeAt(0).dash).toEqual([]);
  expect(strokeAt(20).colour).toBe(strokeAt(0).colour);
  expect(strokeAt(20).dash).not.toEqual([]);
  const strokes = new Set(Array.from({ length: 120 }, (_, place) => JSON.stringify(strokeAt(place))));
  expect(strokes.size).toBe(120);
});
