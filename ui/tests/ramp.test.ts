import { expect, test } from "vitest";
import { RAMP_STEPS, ramp, rampStep } from "../src/data/ramp";

/** CIE L* of a colour as it is, or as somebody without red cones or green cones sees it (Viénot 1999, in linear light). */
const SEEN = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopia: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
  protanopia: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
};

function lightness(colour: string, matrix: number[][]): number {
  const linear = (colour.match(/\d+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const seen = matrix.map((row) => row.reduce((sum, weight, i) => sum + weight * linear[i], 0));
  const luminance = 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2];
  return 116 * Math.cbrt(Math.max(0, luminance)) - 16;
}

test.each([false, true])("lightness rises with the value for every eye (dark: %s)", (dark) => {
  const colours = ramp(dark);
  expect(colours).toHaveLength(RAMP_STEPS);
  for (const matrix of Object.values(SEEN)) {
    const light = colours.map((colour) => lightness(colour, matrix));
    for (let i = 1; i < RAMP_STEPS; i++) expect(light[i] - light[i - 1]).toBeGreaterThan(-0.35);
    expect(light[RAMP_STEPS - 1] - light[0]).toBeGreaterThan(35);
    for (let i = 8; i < RAMP_STEPS; i += 8) expect(light[i] - light[i - 8]).toBeGreaterThan(1.5);
  }
});

test("a part of the way is a step, also beyond the ends", () => {
  expect([0, 0.5, 1, -1, 2].map(rampStep)).toEqual([0, 32, 63, 0, 63]);
});
