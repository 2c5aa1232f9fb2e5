import { expect, test } from "vitest";
import { drawReferences } from "../src/chart/references";
import { Scale } from "../src/chart/scale";
import { SvgSurface } from "../src/chart/svg";
import { holding, parseReferences, writeReferences } from "../src/data/references";
import { readSettings, writeSettings } from "../src/data/settings";

test("what a person types, there and back", () => {
  const references = parseReferences(" y=0.35 baseline, X = 4e3,y=-1 best\\, so far ,");
  expect(references).toEqual([
    { axis: "y", at: 0.35, label: "baseline" },
    { axis: "x", at: 4000, label: "" },
    { axis: "y", at: -1, label: "best, so far" },
  ]);
  expect(parseReferences(writeReferences(references ?? []))).toEqual(references);
  for (const wrong of ["0.35", "y=", "z=3", "y=3x", "y=1, nonsense"]) expect(parseReferences(wrong)).toBeNull();
  expect(parseReferences("")).toEqual([]);
});

test("they stand in an address as settings of a card", () => {
  const references = parseReferences("y=0.35 a | b; c: d") ?? [];
  const written = new Map(writeSettings({ references }, {}));
  expect(readSettings(written)).toEqual({ references });
  expect(readSettings(new Map([["refs", "nonsense"]]))).toEqual({});
});

test("the range of values grows to hold them, but not where its ends are given", () => {
  const references = parseReferences("y=5, y=-2, x=900") ?? [];
  const grown = holding({ lo: 0, hi: 1 }, references, false, [null, null]);
  expect([grown.lo, grown.hi]).toEqual([expect.closeTo(-2.28), expect.closeTo(5.28)]);
  expect(holding({ lo: 0, hi: 1 }, references, false, [0, 1])).toEqual({ lo: 0, hi: 1 });
  expect(holding({ lo: 0.1, hi: 1 }, references, true, [null, null])).toEqual({ lo: 0.1, hi: expect.closeTo(5.5) });
});

test("a figure has them too, and none outside the plot", () => {
  const surface = new SvgSurface(400, 200, (text) => text.length * 6);
  const ink = { text: "#111", strong: "#222", grid: "#333", axis: "#444", surface: "#fff", font: "10px sans-serif" };
  const area = { left: 60, top: 10, right: 386, bottom: 176 };
  const plot = { area, x: new Scale(0, 100, 60, 386), y: new Scale(0, 1, 176, 10), ratio: 1 };
  drawReferences(surface, parseReferences("y=0.5 half, x=25, y=7 far") ?? [], plot, ink);
  const svg = surface.document("t");
  expect(svg.match(/stroke-dasharray="5 4"/g)).toHaveLength(2);
  expect(svg).toContain(">half</text>");
  expect(svg).not.toContain("far");
});
