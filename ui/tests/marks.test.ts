import { expect, test } from "vitest";
import { drawRestarts } from "../src/chart/marks";
import { Scale } from "../src/chart/scale";
import { SvgSurface } from "../src/chart/svg";
import { toLine } from "../src/data/line";
import type { Restart } from "../src/frame";

function drawn(...restarts: Restart[]): string {
  const surface = new SvgSurface(120, 60, () => 0);
  const buckets = { run: 0, tag: 0, n: 0, points: 9, superseded: 3, restarts, width: 0 };
  const line = toLine({ run: 0, label: "a", stroke: { colour: "#c02060", dash: [] } }, buckets);
  drawRestarts(surface, line, { left: 10, top: 10, right: 110, bottom: 50 }, new Scale(0, 100, 10, 110));
  return surface.document("loss");
}

test("a restart is a tick of the line's colour on the x axis", () => {
  expect(drawn([40, 4200])).toMatch(/d="M49 42[^"]*" fill="#c02060"/);
});

test("what lies outside the view has no tick", () => {
  expect(drawn([-1, 0], [101, 5])).not.toContain("#c02060");
});
