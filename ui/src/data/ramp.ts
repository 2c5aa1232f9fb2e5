/**
 * Colours for numbers: from blue over red to yellow in even steps of lightness, so that order is seen without telling hues
 * apart. Lightness rises on dark ground and, where high values should stand out, stays clear of white on light ground.
 */

/** Lightness, chroma and hue in OKLCH, from the lowest value to the highest. */
type Stop = [lightness: number, chroma: number, hue: number];

const ON_LIGHT: Stop[] = [
  [0.33, 0.14, 268],
  [0.46, 0.17, 310],
  [0.59, 0.19, 5],
  [0.71, 0.16, 48],
  [0.83, 0.16, 88],
];
const ON_DARK: Stop[] = [
  [0.48, 0.16, 268],
  [0.59, 0.18, 310],
  [0.7, 0.17, 5],
  [0.81, 0.14, 55],
  [0.92, 0.13, 100],
];

export const RAMP_STEPS = 64;

type Rgb = [red: number, green: number, blue: number];

/** `RAMP_STEPS` colours as `rgb(...)`, for values from 0 to 1. */
export function ramp(dark: boolean): string[] {
  const stops = (dark ? ON_DARK : ON_LIGHT).map(([lightness, chroma, hue]) => {
    const angle = (hue * Math.PI) / 180;
    return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)] as Rgb;
  });
  return Array.from({ length: RAMP_STEPS }, (_, step) => {
    const place = (step / (RAMP_STEPS - 1)) * (stops.length - 1);
    const below = Math.min(stops.length - 2, Math.floor(place));
    const part = place - below;
    const mixed = stops[below].map((from, i) => from + part * (stops[below + 1][i] - from)) as Rgb;
    return `rgb(${toRgb(mixed).join(", ")})`;
  });
}

/** Which step of the ramp shows `part` of the way from the lowest value to the highest. */
export function rampStep(part: number): number {
  return Math.round(Math.min(1, Math.max(0, part)) * (RAMP_STEPS - 1));
}

/** OKLab to sRGB of 8 bits. */
function toRgb([lightness, a, b]: Rgb): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear: Rgb = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return linear.map((value) => {
    const part = Math.min(1, Math.max(0, value));
    return Math.round(255 * (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055));
  }) as Rgb;
}
