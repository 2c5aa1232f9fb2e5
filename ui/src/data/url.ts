/** All view state as the fragment of the address, so that a link shows what its sender saw. Defaults are left out. */

import type { XAxis } from "../frame";
import { type Arrangement, AS_IT_COMES, readArrangement, writeArrangement } from "./arrangement";
import { type CardDefinition, readCards, writeCards } from "./cards";
import { DEFAULT_GROUPS, type GroupView, readGroups, writeGroups } from "./groups";
import { DEFAULT_HPARAMS_VIEW, type HParamsView, parseHParamsView, writeHParamsView } from "./hparamsview";
import { DEFAULT_LIST, type ListView, readList, writeList } from "./listview";
import { DEFAULT_MEDIA_VIEW, type MediaView, readMediaView, writeMediaView } from "./mediaview";
import { joinNames, splitNames } from "./names";
import { CLOSED_PANEL, type PanelView, readPanel, writePanel } from "./panelview";
import { readScatterCards, type ScatterCard, writeScatterCards } from "./scattercards";
import { type ChartSettings, DEFAULT_SETTINGS, readSettings, writeSettings } from "./settings";
import { readTable, type TableView, writeTable } from "./tableview";
import { isTab, type Tab } from "./tabs";
import { DEFAULT_TOOLTIP, readTooltip, type TooltipView, writeTooltip } from "./tooltip";
import { isXAxis } from "./xaxis";
import { readZoom, writeZoom } from "./zoom";

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

/** Which table of values is shown. */
export const VALUES_PARTS = ["at", "stretch", "drawn"] as const;
export type ValuesPart = (typeof VALUES_PARTS)[number];

export interface View {
  tab: Tab;
  settings: ChartSettings;
  /** Cards that people made or changed; all others follow from the tags. */
  cards: CardDefinition[];
  arrangement: Arrangement;
  zoom: Zoom | null;
  /** What is looked at without zooming to it. */
  stretch: Zoom | null;
  tooltip: TooltipView;
  /** The card whose values are shown as a table. */
  values: { card: string; part: ValuesPart } | null;
  pin: Pin | null;
  tagFilter: string;
  runFilter: string;
  /** Names of the runs that are shown, or of those that are not; neither: the default. */
  show: string[] | null;
  hide: string[] | null;
  /** Runs with a star come first. */
  starredFirst: boolean;
  /** Runs that somebody took out of the list are in it all the same. */
  hiddenToo: boolean;
  /** Ids of cards. */
  pinnedCards: string[];
  /** The id of the card that fills the window. */
  fullScreen: string | null;
  /** Sections whose state is not the default. */
  opened: string[];
  closed: string[];
  table: TableView;
  groups: GroupView;
  scatters: ScatterCard[];
  /** Folders of the run list whose state is not the default. */
  expanded: string[];
  collapsed: string[];
  hparams: HParamsView;
  panel: PanelView;
  list: ListView;
  media: MediaView;
}

export const DEFAULT_VIEW: View = {
  tab: "board",
  settings: { ...DEFAULT_SETTINGS },
  cards: [],
  arrangement: AS_IT_COMES,
  zoom: null,
  stretch: null,
  tooltip: DEFAULT_TOOLTIP,
  values: null,
  pin: null,
  tagFilter: "",
  runFilter: "",
  show: null,
  hide: null,
  starredFirst: false,
  hiddenToo: false,
  pinnedCards: [],
  fullScreen: null,
  opened: [],
  closed: [],
  table: { open: false, columns: null, orders: [], tree: false },
  groups: DEFAULT_GROUPS,
  scatters: [],
  expanded: [],
  collapsed: [],
  hparams: DEFAULT_HPARAMS_VIEW,
  panel: CLOSED_PANEL,
  list: DEFAULT_LIST,
  media: DEFAULT_MEDIA_VIEW,
};

export function toFragment(view: View): string {
  const parts: string[] = [];
  const put = (name: string, text: string) => parts.push(`${name}=${encode(text)}`);
  if (view.tab !== DEFAULT_VIEW.tab) put("tab", view.tab);
  for (const [name, text] of writeSettings(view.settings, DEFAULT_SETTINGS)) put(name, text);
  if (view.cards.length > 0) put("cards", writeCards(view.cards));
  for (const [name, text] of writeArrangement(view.arrangement)) put(name, text);
  if (view.zoom) put("zoom", writeZoom(view.zoom));
  if (view.stretch) put("stretch", writeZoom(view.stretch));
  const tooltip = writeTooltip(view.tooltip);
  if (tooltip !== writeTooltip(DEFAULT_TOOLTIP)) put("tooltip", tooltip);
  if (view.values) put("values", `${view.values.part}:${view.values.card}`);
  if (view.pin) put("pin", `${view.pin.axis},${view.pin.x}`);
  if (view.tagFilter) put("tags", view.tagFilter);
  if (view.runFilter) put("runs", view.runFilter);
  if (view.show) put("show", joinNames(view.show));
  if (view.hide) put("hide", joinNames(view.hide));
  if (view.starredFirst) put("stars", "first");
  if (view.hiddenToo) put("hidden", "too");
  if (view.pinnedCards.length > 0) put("pinned", joinNames(view.pinnedCards));
  if (view.fullScreen !== null) put("full", view.fullScreen);
  if (view.opened.length > 0) put("open", joinNames(view.opened));
  if (view.closed.length > 0) put("closed", joinNames(view.closed));
  for (const [name, text] of writeTable(view.table)) put(name, text);
  for (const [name, text] of writeGroups(view.groups)) put(name, text);
  if (view.scatters.length > 0) put("scatter", writeScatterCards(view.scatters));
  if (view.expanded.length > 0) put("expanded", joinNames(view.expanded));
  if (view.collapsed.length > 0) put("collapsed", joinNames(view.collapsed));
  const hparams = writeHParamsView(view.hparams);
  if (hparams) put("hparams", hparams);
  for (const [name, text] of [...writePanel(view.panel), ...writeList(view.list)]) put(name, text);
  const media = writeMediaView(view.media);
  if (media) put("media", media);
  return parts.join("&");
}

export function fromFragment(fragment: string): View {
  const given = new Map<string, string>();
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const equals = part.indexOf("=");
    if (equals > 0) given.set(part.slice(0, equals), decode(part.slice(equals + 1)));
  }
  const tab = given.get("tab");
  return {
    tab: isTab(tab) ? tab : "board",
    settings: { ...DEFAULT_SETTINGS, ...readSettings(given) },
    cards: readCards(given.get("cards") ?? ""),
    arrangement: readArrangement(given),
    zoom: readZoom(given.get("zoom")),
    stretch: readZoom(given.get("stretch")),
    tooltip: readTooltip(given.get("tooltip")),
    values: parseValues(given.get("values")),
    pin: parsePin(given.get("pin")),
    tagFilter: given.get("tags") ?? "",
    runFilter: given.get("runs") ?? "",
    show: namesOrNull(given.get("show")),
    hide: namesOrNull(given.get("hide")),
    starredFirst: given.get("stars") === "first",
    hiddenToo: given.get("hidden") === "too",
    pinnedCards: splitNames(given.get("pinned") ?? ""),
    fullScreen: given.get("full") ?? null,
    opened: splitNames(given.get("open") ?? ""),
    closed: splitNames(given.get("closed") ?? ""),
    table: readTable(given),
    groups: readGroups(given),
    scatters: readScatterCards(given.get("scatter") ?? ""),
    expanded: splitNames(given.get("expanded") ?? ""),
    collapsed: splitNames(given.get("collapsed") ?? ""),
    hparams: parseHParamsView(given.get("hparams")),
    panel: readPanel(given),
    list: readList(given),
    media: readMediaView(given.get("media")),
  };
}

function namesOrNull(text: string | undefined): string[] | null {
  return text === undefined ? null : splitNames(text);
}

function parseValues(text: string | undefined): View["values"] {
  const part = VALUES_PARTS.find((one) => text?.startsWith(`${one}:`));
  return part && text ? { card: text.slice(part.length + 1), part } : null;
}

function parsePin(text: string | undefined): Pin | null {
  const [, axis, x] = /^(.+),([^,]+)$/s.exec(text ?? "") ?? [];
  return isXAxis(axis) && Number.isFinite(Number(x)) ? { axis, x: Number(x) } : null;
}

/** What an address may hold as it is stays readable. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/%(2F|2C|3A|3B)/g, (code) => decodeURIComponent(code))
    .replace(/%20/g, "+");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}
