/** All view state as the fragment of the address, so that a link shows what its sender saw. Defaults are left out. */
import type { XAxis } from "../frame";
import { DEFAULT_HPARAMS_VIEW, type HParamsView, parseHParamsView, writeHParamsView } from "./hparamsview";
import { isTab, type Tab } from "./tabs";

/** A stretch of x, or a place in it, is meaningful only on its own axis. */
export interface Zoom {
  axis: XAxis;
  lo: number;
  hi: number;
}

export interface Pin {
  axis: XAxis;
  x: number;
}

export interface View {
  tab: Tab;
  xAxis: "step" | "relative" | "wall";
  /** The smoothing window in the unit of `xAxis`; 0 is off. */
  window: number;
  logY: boolean;
  zoom: Zoom | null;
  pin: Pin | null;
  tagFilter: string;
  runFilter: string;
  /** Names of the runs that are shown, or of those that are not; neither: the default. */
  show: string[] | null;
  hide: string[] | null;
  pinnedTags: string[];
  /** Sections whose state is not the default. */
  opened: string[];
  closed: string[];
  /** Folders of the run list whose state is not the default. */
  expanded: string[];
  collapsed: string[];
  hparams: HParamsView;
}

export const DEFAULT_VIEW: View = {
  tab: "board",
  xAxis: "step",
  window: 0,
  logY: false,
  zoom: null,
  pin: null,
  tagFilter: "",
  runFilter: "",
  show: null,
  hide: null,
  pinnedTags: [],
  opened: [],
  closed: [],
  expanded: [],
  collapsed: [],
  hparams: DEFAULT_HPARAMS_VIEW,
};

const AXES: readonly string[] = ["step", "relative", "wall", "index"];

export function toFragment(view: View): string {
  const parts: string[] = [];
  const put = (name: string, text: string) => parts.push(`${name}=${encode(text)}`);
  if (view.tab !== DEFAULT_VIEW.tab) put("tab", view.tab);
  if (view.xAxis !== DEFAULT_VIEW.xAxis) put("x", view.xAxis);
  if (view.window > 0) put("smooth", String(Number(view.window.toPrecision(6))));
  if (view.logY) put("y", "log");
  if (view.zoom) put("zoom", `${view.zoom.axis},${view.zoom.lo},${view.zoom.hi}`);
  if (view.pin) put("pin", `${view.pin.axis},${view.pin.x}`);
  if (view.tagFilter) put("tags", view.tagFilter);
  if (view.runFilter) put("runs", view.runFilter);
  if (view.show) put("show", joinNames(view.show));
  if (view.hide) put("hide", joinNames(view.hide));
  if (view.pinnedTags.length > 0) put("pinned", joinNames(view.pinnedTags));
  if (view.opened.length > 0) put("open", joinNames(view.opened));
  if (view.closed.length > 0) put("closed", joinNames(view.closed));
  if (view.expanded.length > 0) put("expanded", joinNames(view.expanded));
  if (view.collapsed.length > 0) put("collapsed", joinNames(view.collapsed));
  const hparams = writeHParamsView(view.hparams);
  if (hparams) put("hparams", hparams);
  return parts.join("&");
}

export function fromFragment(fragment: string): View {
  const given = new Map<string, string>();
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const equals = part.indexOf("=");
    if (equals > 0) given.set(part.slice(0, equals), decode(part.slice(equals + 1)));
  }
  const tab = given.get("tab");
  const xAxis = given.get("x");
  const window = Number(given.get("smooth") ?? 0);
  return {
    tab: isTab(tab) ? tab : "board",
    xAxis: xAxis === "relative" || xAxis === "wall" ? xAxis : "step",
    window: window > 0 && Number.isFinite(window) ? window : 0,
    logY: given.get("y") === "log",
    zoom: parseZoom(given.get("zoom")),
    pin: parsePin(given.get("pin")),
    tagFilter: given.get("tags") ?? "",
    runFilter: given.get("runs") ?? "",
    show: splitNames(given.get("show")),
    hide: splitNames(given.get("hide")),
    pinnedTags: splitNames(given.get("pinned")) ?? [],
    opened: splitNames(given.get("open")) ?? [],
    closed: splitNames(given.get("closed")) ?? [],
    expanded: splitNames(given.get("expanded")) ?? [],
    collapsed: splitNames(given.get("collapsed")) ?? [],
    hparams: parseHParamsView(given.get("hparams")),
  };
}

function parseZoom(text: string | undefined): Zoom | null {
  const [axis, lo, hi] = (text ?? "").split(",");
  const zoom = { axis: axis as XAxis, lo: Number(lo), hi: Number(hi) };
  return AXES.includes(axis) && zoom.hi > zoom.lo ? zoom : null;
}

function parsePin(text: string | undefined): Pin | null {
  const [axis, x] = (text ?? "").split(",");
  return AXES.includes(axis) && x !== undefined && Number.isFinite(Number(x))
    ? { axis: axis as XAxis, x: Number(x) }
    : null;
}

/** Names are joined with commas; a comma or backslash within one is escaped. */
function joinNames(names: string[]): string {
  return names.map((name) => name.replace(/[\\,]/g, "\\$&")).join(",");
}

function splitNames(text: string | undefined): string[] | null {
  if (text === undefined) return null;
  if (text === "") return [];
  const names = [""];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\" && i + 1 < text.length) names[names.length - 1] += text[++i];
    else if (text[i] === ",") names.push("");
    else names[names.length - 1] += text[i];
  }
  return names;
}

/** Slashes and commas stay readable. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%2F/g, "/").replace(/%2C/g, ",").replace(/%20/g, "+");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}
