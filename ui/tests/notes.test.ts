import { expect, test } from "vitest";
import { hexColour, NO_NOTE, starredFirst, withChanges } from "../src/data/notes";

test("changes touch the fields that they name and leave the notes before as they are", () => {
  const before = new Map([["a", { ...NO_NOTE, star: true, note: "why" }]]);
  const after = withChanges(before, { a: { star: null }, b: { labels: ["x"] } });
  expect(after.get("a")).toEqual({ ...NO_NOTE, note: "why" });
  expect(after.get("b")).toEqual({ ...NO_NOTE, labels: ["x"] });
  expect(before.get("a")?.star).toBe(true);
  expect(before.has("b")).toBe(false);
});

test("starred runs come first, all in their order", () => {
  expect(starredFirst([3, 1, 4, 2], (run) => run % 2 === 0)).toEqual([4, 2, 3, 1]);
});

test("colours are read as people write them", () => {
  expect(hexColour("#A0b1C2")).toBe("#a0b1c2");
  expect(hexColour(" fa0 ")).toBe("#ffaa00");
  for (const wrong of ["", "#ff", "red", "#12345g", "#1234567"]) expect(hexColour(wrong)).toBeNull();
});
