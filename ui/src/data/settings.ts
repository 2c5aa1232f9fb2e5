/** How a chart is drawn. The board has one whole set; a card may differ from it in some. */
import type { XAxis } from "../frame";
import { parseReferences, type Reference, writeReferences } from "./references";
import type { Zoom } from "./url";
import { isXAxis } from "./xaxis";
import { readZoom, writeZoom } from "./zoom";

export const SCALES = ["linear", "log", "symlog"] as const;
export const FORMS = ["line", "points", "area", "steps"] as const;
export const METHODS = ["exponential", "time", "gaussian", "median"] as const;
export const LINE_VALUES = ["mean", "last", "min", "max"] as const;

export type ScaleKind = (typeof SCALES)[number];
export type Form = (typeof FORMS)[number];
export type Method = (typeof METHODS)[number];
export type LineValue = (typeof LINE_VALUES)[number];

export interface ChartSettings {
  x: XAxis;
  xScale: ScaleKind;
  /** Whether zooming one chart zooms all. */
  linked: boolean;
  /** What a chart that is not linked shows of x. */
  zoom: Zoom | null;
  yScale: ScaleKind;
  /** Fixed ends of y; `null` is as the values ask. */
  yRange: [lo: number | null, hi: number | null];
  /** Lines to compare with. */
  references: readonly Reference[];
  /** Leave the outermost percent of values out of the picture where that gains much. */
  clip: boolean;
  /** The smoothing window in the unit of x; 0 is off. */
  window: number;
  /** How it smooths. */
  method: Method;
  form: Form;
  /** Which value of a bucket the line goes through. */
  at: LineValue;
  /** Draw the range of each bucket behind the line. */
  band: boolean;
  /** Draw the points that a restart replaced too. */
  superseded: boolean;
}

export const DEFAULT_SETTINGS: Readonly<ChartSettings> = {
  x: "step",
  xScale: "linear",
  linked: true,
  zoom: null,
  yScale: "linear",
  yRange: [null, null],
  references: [],
  clip: true,
  window: 0,
  method: "exponential",
  form: "line",
  at: "mean",
  band: true,
  superseded: false,
};

type Setting = keyof ChartSettings;
type Written = { name: string; write(value: never): string; read(text: string): unknown };

const oneOf = (name: string, choices: readonly string[]): Written => ({
  name,
  write: (value) => value,
  read: (text) => (choices.includes(text) ? text : undefined),
});

const flag = (name: string): Written => ({
  name,
  write: (value) => (value ? "on" : "off"),
  read: (text) => (text === "on" ? true : text === "off" ? false : undefined),
});

/** How each setting stands in an address. */
const WRITTEN: { [name in Setting]: Written } = {
  x: { name: "x", write: (axis) => axis, read: (text) => (isXAxis(text) ? text : undefined) },
  xScale: oneOf("xscale", SCALES),
  linked: flag("linked"),
  zoom: { name: "zoomed", write: writeZoom, read: (text) => readZoom(text) ?? undefined },
  yScale: oneOf("y", SCALES),
  yRange: { name: "range", write: writeRange, read: readRange },
  references: { name: "refs", write: writeReferences, read: (text) => parseReferences(text) ?? undefined },
  clip: flag("clip"),
  window: { name: "smooth", write: (window) => String(Number((window as number).toPrecision(6))), read: readWindow },
  method: oneOf("method", METHODS),
  form: oneOf("draw", FORMS),
  at: oneOf("at", LINE_VALUES),
  band: flag("band"),
  superseded: flag("replaced"),
};

/** The settings that differ from `base`, as pairs of name and text. */
export function writeSettings(settings: Partial<ChartSettings>, base: Partial<ChartSettings>): [string, string][] {
  const pairs: [string, string][] = [];
  for (const setting of Object.keys(WRITTEN) as Setting[]) {
    const value = settings[setting];
    if (value === undefined || String(value) === String(base[setting])) continue;
    pairs.push([WRITTEN[setting].name, WRITTEN[setting].write(value as never)]);
  }
  return pairs;
}

/** What of these pairs is a setting; anything that makes no sense is left out. */
export function readSettings(given: ReadonlyMap<string, string>): Partial<ChartSettings> {
  const settings: Record<string, unknown> = {};
  for (const setting of Object.keys(WRITTEN) as Setting[]) {
    const text = given.get(WRITTEN[setting].name);
    const value = text === undefined ? undefined : WRITTEN[setting].read(text);
    if (value !== undefined) settings[setting] = value;
  }
  return settings as Partial<ChartSettings>;
}

function writeRange([lo, hi]: [number | null, number | null]): string {
  return `${lo ?? ""}..${hi ?? ""}`;
}

function readRange(text: string): [number | null, number | null] | undefined {
  const ends = text.split("..");
  if (ends.length !== 2) return undefined;
  const [lo, hi] = ends.map((end) => (end === "" ? null : Number(end)));
  if ([lo, hi].some((end) => end !== null && !Number.isFinite(end))) return undefined;
  return lo !== null && hi !== null && lo >= hi ? undefined : [lo, hi];
}

function readWindow(text: string): number | undefined {
  const window = Number(text);
  return window >= 0 && Number.isFinite(window) && text !== "" ? window : undefined;
}
