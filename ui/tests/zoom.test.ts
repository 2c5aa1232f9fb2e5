import { expect, test } from "vitest";
import { wholeStep, widened, zoomTo } from "../src/data/zoom";

const EXTENT = [0, 10_000] as const;

test("a stretch is kept, rounded to what can be seen", () => {
  expect(zoomTo("step", [1234.5678, 5678.9123], EXTENT)).toEqual({ axis: "step", lo: 1234.6, hi: 5678.9 });
});

test("all there is, is no zoom", () => {
  expect(zoomTo("step", [-5, 10_001], EXTENT)).toBeNull();
  expect(zoomTo("step", [0, 9_999], EXTENT)).not.toBeNull();
});

test("not closer than one step", () => {
  const zoom = zoomTo("step", [500.2, 500.3], EXTENT);
  expect(zoom && zoom.hi - zoom.lo).toBeCloseTo(1);
});

test("zooming in and out again around a place keeps the place", () => {
  const closer = widened([2_000, 4_000], 0.5, 3_500, EXTENT);
  expect(closer).toEqual([2_750, 3_750]);
  expect(widened(closer, 2, 3_500, EXTENT)).toEqual([2_000, 4_000]);
});

test("zooming out ends at the extent", () => {
  expect(widened([2_000, 4_000], 100, 3_000, EXTENT)).toEqual([0, 10_000]);
});

test("steps are whole, times are not", () => {
  expect(wholeStep("step", 12.5)).toBe(12);
  expect(wholeStep("wall", 12.5)).toBe(12.5);
});
