import { expect, test } from "vitest";
import { xTicks } from "../src/chart/axes";
import { Scale } from "../src/chart/scale";
import { type Line, toLine, type XAxis } from "../src/data/line";
import { DEFAULT_SETTINGS } from "../src/data/settings";
import { axisEnds, extentOfX, hasWholeX, isXAxis, spacingOn, tagOfAxis, xScaleOf } from "../src/data/xaxis";
import { widened, zoomTo } from "../src/data/zoom";

function line(...x: number[]): Line {
  const one = { run: 0, tag: 0, n: x.length, points: x.length, superseded: 0, restarts: [], width: 0 };
  return toLine({ run: 0, label: "", stroke: { colour: "", dash: [] } }, { ...one, x_first: Float64Array.of(...x) });
}

test("an axis is one that has a name, or a tag", () => {
  expect(["step", "relative_step", "tag:a/b, c", "tag:step"].every(isXAxis)).toBe(true);
  expect(["", "steps", "tag:", undefined].some(isXAxis)).toBe(false);
  expect(tagOfAxis("tag:a:b")).toBe("a:b");
  expect(tagOfAxis("wall")).toBeNull();
});

test("the extent on a logarithmic axis begins above nought", () => {
  expect(extentOfX([line(-3, 0, 2, 9), line(4)])).toEqual([-3, 9]);
  expect(extentOfX([line(-3, 0, 2, 9), line(4)], "log")).toEqual([2, 9]);
  expect(extentOfX([line(-3, 0)], "log")).toBeNull();
});

test("an axis has always two ends, above nought among logarithms", () => {
  expect(axisEnds("step", null, [line(5)], "linear")).toEqual([4.5, 5.5]);
  expect(axisEnds("tag:lr", null, [line(2e-5)], "linear")).toEqual([2e-5 - 2e-6, 2e-5 + 2e-6]);
  expect(axisEnds("step", null, [line(8)], "log")).toEqual([4, 16]);
  expect(axisEnds("step", [-10, 100], [line(0, 3, 200)], "log")).toEqual([3, 100]);
  expect(axisEnds("step", null, [], "log")).toEqual([1, 10]);
});

test("only moments have no logarithm", () => {
  expect(xScaleOf("wall", "log", 1).kind).toBe("linear");
  expect(xScaleOf("relative", "symlog", 1e-4)).toEqual({ kind: "symlog", threshold: 1 });
  expect(xScaleOf("tag:lr", "symlog", 1e-4)).toEqual({ kind: "symlog", threshold: 1e-4 });
});

test("epochs are whole, learning rates are not", () => {
  expect(hasWholeX("tag:epoch", [line(0, 1, 2)])).toBe(true);
  expect(hasWholeX("tag:epoch", [line(0, 1, 2), line(0.5)])).toBe(false);
  expect(hasWholeX("relative_step", [line(0.5)])).toBe(true);
});

test.each(["step", "relative_step", "index", "tag:epoch"] as XAxis[])(
  "%s has no ticks between whole numbers",
  (axis) => {
    for (const kind of ["linear", "log", "symlog"] as const) {
      for (const [lo, hi] of [
        [1, 2],
        [0.5, 3.5],
        [1, 9],
        [2.5, 4.5],
      ]) {
        const ticks = xTicks(new Scale(lo, hi, 0, 600, kind), axis, true);
        expect(ticks.length, `${kind} ${lo}`).toBeGreaterThan(0);
        expect(
          ticks.every(({ value }) => Number.isInteger(value)),
          `${kind} ${lo}`,
        ).toBe(true);
      }
    }
  },
);

test("windows are in seconds, in points, or in steps", () => {
  const series = { stepSpacing: 10, timeSpacing: 0.5 };
  expect((["relative", "wall", "index", "step", "tag:x"] as XAxis[]).map((axis) => spacingOn(axis, series))).toEqual([
    0.5, 0.5, 1, 10, 10,
  ]);
});

test("zooming among logarithms keeps early steps apart, and the place that is zoomed at", () => {
  const scale = { kind: "log", threshold: 1 } as const;
  expect(zoomTo("step", [1.234567, 98_765.4], [1, 1e6], scale)).toEqual({ axis: "step", lo: 1.2346, hi: 98_765 });
  const [lo, hi] = widened([1, 10_000], 0.5, 100, [1, 1e6], scale);
  expect([lo, hi]).toEqual([expect.closeTo(10), expect.closeTo(1_000)]);
  expect(widened([lo, hi], 100, 100, [0, 1e6], scale)[1]).toBeCloseTo(1e6);
});

test("a tag's zoom may be as small as its values", () => {
  expect(zoomTo("tag:lr", [1e-9, 2e-9], [0, 1])).toEqual({ axis: "tag:lr", lo: 1e-9, hi: 2e-9 });
  expect(DEFAULT_SETTINGS.x).toBe("step");
});
