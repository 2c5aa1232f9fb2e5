/** How media are shown, as it stands in the address: which kinds, how bright, and what the comparison compares. */
import { joinNames, splitNames } from "./names";

export const COMPARISONS = ["side", "slider", "blink", "difference"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** What the words of a text are compared with. */
export const TEXT_CHANGES = ["none", "step", "run"] as const;
export type TextChanges = (typeof TEXT_CHANGES)[number];

export interface MediaView {
  /** The only kind of cards on the board; `null`: all. */
  kind: string | null;
  /** Factors; 1 is as it was logged. */
  brightness: number;
  contrast: number;
  /** One pixel of a picture is one of the page. */
  actual: boolean;
  comparison: Comparison;
  /** Text as it was logged, not as the markdown that it is. */
  raw: boolean;
  textChanges: TextChanges;
  /** Names of the runs that are compared; `null`: the first two. */
  compared: [string, string] | null;
}

export const DEFAULT_MEDIA_VIEW: MediaView = {
  kind: null,
  brightness: 1,
  contrast: 1,
  actual: false,
  comparison: "side",
  raw: false,
  textChanges: "none",
  compared: null,
};

/** Without what is the default; `null` where all is. */
export function writeMediaView(view: MediaView): string | null {
  const fields: string[] = [];
  if (view.kind) fields.push(`kind:${view.kind}`);
  if (view.brightness !== 1) fields.push(`bright:${view.brightness}`);
  if (view.contrast !== 1) fields.push(`contrast:${view.contrast}`);
  if (view.actual) fields.push("size:actual");
  if (view.comparison !== "side") fields.push(`compare:${view.comparison}`);
  if (view.raw) fields.push("text:raw");
  if (view.textChanges !== "none") fields.push(`changes:${view.textChanges}`);
  if (view.compared) fields.push(`runs:${joinNames(view.compared)}`);
  return fields.length > 0 ? joinNames(fields, ";") : null;
}

/** Anything that makes no sense is left out. */
export function readMediaView(text: string | undefined): MediaView {
  const given = new Map(splitNames(text ?? "", ";").map((field) => splitOnce(field)));
  const compared = splitNames(given.get("runs") ?? "");
  const comparison = given.get("compare");
  return {
    kind: given.get("kind") || null,
    brightness: readFactor(given.get("bright"), 4),
    contrast: readFactor(given.get("contrast"), 4),
    actual: given.get("size") === "actual",
    comparison: COMPARISONS.find((known) => known === comparison) ?? "side",
    raw: given.get("text") === "raw",
    textChanges: TEXT_CHANGES.find((known) => known === given.get("changes")) ?? "none",
    compared: compared.length === 2 ? [compared[0], compared[1]] : null,
  };
}

function splitOnce(field: string): [string, string] {
  const colon = field.indexOf(":");
  return [field.slice(0, colon), field.slice(colon + 1)];
}

function readFactor(text: string | undefined, most: number): number {
  const factor = Number(text ?? 1);
  return factor >= 0 && factor <= most ? factor : 1;
}
