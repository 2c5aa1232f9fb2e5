import { expect, test } from "vitest";
import type { ReadoutRow } from "../src/data/readout";
import { arranged, DEFAULT_TOOLTIP, readTooltip, type TooltipView, writeTooltip } from "../src/data/tooltip";

/** Highest value first, as a readout gives them. */
const rows = ["run 2", "run 10", "run 1", "run 3"].map(
  (label, i) => ({ line: { label }, value: 9 - i }) as unknown as ReadoutRow,
);
const away = [40, Number.NaN, 3, 12];
const labels = (view: Partial<TooltipView>) =>
  arranged(rows, away, { ...DEFAULT_TOOLTIP, ...view }).map(({ line }) => line.label.slice(4));

test("rows are ordered by value, by name with numbers as numbers, or by distance with what has none last", () => {
  expect(labels({})).toEqual(["2", "10", "1", "3"]);
  expect(labels({ order: "name" })).toEqual(["1", "2", "3", "10"]);
  expect(labels({ order: "distance" })).toEqual(["1", "3", "2", "10"]);
});

test("of too many those around the nearest stay, and one is the nearest", () => {
  const many = Array.from({ length: 100 }, (_, i) => ({ line: { label: String(i) } }) as unknown as ReadoutRow);
  const distances = many.map((_, i) => Math.abs(70 - i));
  const shown = arranged(many, distances, { order: "value", rows: "10" }).map(({ line }) => Number(line.label));
  expect(shown).toEqual([65, 66, 67, 68, 69, 70, 71, 72, 73, 74]);
  for (const order of ["value", "name", "distance"] as const) expect(labels({ order, rows: "1" })).toEqual(["1"]);
  expect(arranged([], [], DEFAULT_TOOLTIP)).toEqual([]);
});

test("there and back, and what makes no sense is the default", () => {
  expect(readTooltip(writeTooltip({ order: "distance", rows: "5" }))).toEqual({ order: "distance", rows: "5" });
  expect(readTooltip("size,7")).toEqual(DEFAULT_TOOLTIP);
  expect(readTooltip(undefined)).toEqual(DEFAULT_TOOLTIP);
});
