/** What the HParams tab shows, as it stands in the address: axes, brushes, colour, the order of the table, the scatter chart. */
import { type AxisScale, SCALES } from "./axis";
import type { Brush } from "./brush";
import { DEFAULT_SCATTER, parseScatter, type Scatter } from "./scatter";

export interface AxisChoice {
  key: string;
  /** `null`: as the values suggest. */
  scale: AxisScale | null;
}

export const PARTS = ["table", "scatter", "matrix"] as const;
export type Part = (typeof PARTS)[number];

export interface HParamsView {
  /** `null` until the user has chosen: what differs from run to run, and the main metric. */
  axes: AxisChoice[] | null;
  brushes: Brush[];
  /** The key of a column, `run` for the colours of runs, empty for the main metric. */
  colour: string;
  /** What stands below the parallel coordinates. */
  part: Part;
  /** The column that the table is sorted by; `null`: the main metric, best first. */
  sort: { key: string; descending: boolean } | null;
  scatter: Scatter;
}

export const DEFAULT_HPARAMS_VIEW: HParamsView = {
  axes: null,
  brushes: [],
  colour: "",
  part: "table",
  sort: null,
  scatter: DEFAULT_SCATTER,
};

/** Without what is the default; `null` where all is. */
export function writeHParamsView(view: HParamsView): string | null {
  const changed = Object.entries(view).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(DEFAULT_HPARAMS_VIEW[name as keyof HParamsView]),
  );
  return changed.length === 0 ? null : JSON.stringify(Object.fromEntries(changed));
}

export function parseHParamsView(text: string | undefined): HParamsView {
  const given = parseJson(text ?? "{}");
  const { axes, brushes, colour, part, sort, scatter } = given;
  return {
    axes: Array.isArray(axes) ? axes.filter((axis) => isText(axis?.key)).map(toAxisChoice) : null,
    brushes: Array.isArray(brushes) ? brushes.filter(isBrush) : [],
    colour: isText(colour) ? colour : "",
    part: PARTS.find((known) => known === part) ?? "table",
    sort: isText(sort?.key) ? { key: sort.key, descending: sort.descending === true } : null,
    scatter: parseScatter(scatter ?? {}),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: what an address holds may be anything; the callers look at every part of it
function parseJson(text: string): any {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

const isText = (value: unknown): value is string => typeof value === "string";

function toAxisChoice({ key, scale }: { key: string; scale: unknown }): AxisChoice {
  return { key, scale: SCALES.find((known) => known === scale) ?? null };
}

function isBrush(given: unknown): given is Brush {
  const brush = given as Partial<Record<"key" | "kind" | "lo" | "hi" | "names", unknown>> | null;
  if (!isText(brush?.key)) return false;
  if (brush.kind === "range") return Number.isFinite(brush.lo) && Number.isFinite(brush.hi);
  return brush.kind === "none" || (brush.kind === "names" && Array.isArray(brush.names) && brush.names.every(isText));
}
