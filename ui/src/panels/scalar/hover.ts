/** What a chart tells the page while the pointer is over it. */
import type { Chart } from "../../chart/chart";
import type { Scale } from "../../chart/scale";
import type { CardDefinition } from "../../data/cards";
import type { Spread } from "../../data/groups";
import type { Line, NamedAxis, Restart, XAxis } from "../../data/line";
import { type ReadoutRow, readout } from "../../data/readout";
import type { Form, LineValue, Method, ScaleKind } from "../../data/settings";
import type { TooltipOrder, TooltipRows } from "../../data/tooltip";
import type { ValuesPart, Zoom } from "../../data/url";
import { wholeStep } from "../../data/zoom";
import type { AxisWords } from "../axes";
import type { ValuesWords } from "../values/words";

export interface Hover {
  /** The id of the card. */
  card: string;
  axis: XAxis;
  x: number;
  rows: ReadoutRow[];
  /** How far each row's line is from the pointer, in pixels; NaN where it has no place. */
  away: number[];
  /** The row whose line is nearest to the pointer, or -1. */
  nearest: number;
  /** Restarts under the pointer, with the label of their line. */
  restarts: { label: string; step: number }[];
  /** In the window, in CSS pixels. */
  at: { x: number; y: number };
}

export interface CardActions {
  hover(hover: Hover | null): void;
  pin(hover: Hover | null): void;
  /** Shows a run in the run list. */
  find(run: number): void;
  zoom(zoom: Zoom | null): void;
  /** A stretch of x to look at, beginning with this card; `null`: none. */
  look(card: string, stretch: Zoom | null): void;
  /** A table of a card's values; `null` closes it. */
  showValues(card: string, part: ValuesPart | null): void;
  togglePinned(id: string): void;
  /** The card fills the window. */
  fillScreen(id: string): void;
  /** Keeps a card as it is now said to be. */
  change(definition: CardDefinition): void;
  /** Its tags stand alone again. */
  unmake(id: string): void;
  /** Both become one card, where `onto` stands. */
  join(onto: string, dropped: string): void;
}

/** The words of a card, in the language of the page. */
export interface CardWords {
  runs(count: number): string;
  lastValue(value: string): string;
  superseded(count: string, drawn: boolean): string;
  fitValues: string;
  clipValues: string;
  pinCard: string;
  unpinCard: string;
  loadFailed: string;
  retry: string;
  noPointsInView: string;
  chartKeys: string;
  smoothed: string;
  value: string;
  more(count: number): string;
  points(count: string, lo: string, hi: string): string;
  spike(value: string, axis: string, x: string): string;
  restarted(step: string): string;
  isolate: string;
  details(name: string): string;
  axis: Record<NamedAxis, string>;
  fullScreen: string;
  menu: string;
  title: string;
  tagsInChart: string;
  addTag: string;
  unmakeCard: string;
  /** Of a chart that runs asked for. */
  asLogged: string;
  /** The chart asks for these tags too. */
  missing(tags: string[]): string;
  noneLogged: string;
  dropHere: string;
  dragHint: string;
  export: ExportWords;
  placing: PlacingWords;
  values: ValuesWords;
  tooltip: TooltipWords;
  settings: SettingsWords;
  group: GroupWords;
}

/** The words of where a card stands. */
export interface PlacingWords {
  title: string;
  width: string;
  columns(count: number): string;
  section: string;
  newSection: string;
  earlier: string;
  later: string;
  hide: string;
}

/** The words of the fields that say how a chart is drawn. */
export interface SettingsWords {
  axes: AxisWords;
  xScale: string;
  thisChart: string;
  allCharts: string;
  asBoard: string;
  /** Of the board: nothing is chosen. */
  asAtFirst: string;
  yScale: string;
  scales: Record<ScaleKind, string>;
  yRange: string;
  lo: string;
  hi: string;
  auto: string;
  form: string;
  forms: Record<Form, string>;
  method: string;
  methods: Record<Method, string>;
  window: string;
  references: string;
  referencesHint: string;
  at: string;
  values: Record<LineValue, string>;
  linked: string;
  band: string;
  superseded: string;
  clip: string;
}

export interface TooltipWords {
  title: string;
  order: string;
  orders: Record<TooltipOrder, string>;
  rows: string;
  counts: Record<TooltipRows, string>;
}

/** What is said of a group of runs. */
export interface GroupWords {
  of(n: number, total: number): string;
  band: Record<Exclude<Spread, "none">, (lo: string, hi: string) => string>;
  ended(count: number): string;
  notFinite(count: number): string;
  few: string;
  isolate: string;
  csv: string;
}

/** The words of a card's export menu. */
export interface ExportWords {
  label: string;
  svg: string;
  png: string;
  copyPicture: string;
  everyPoint: string;
  preparing: string;
  noChart: string;
  noClipboard: string;
}

/** A line this near to the pointer is the one that is meant. */
const NEAR_PIXELS = 24;
/** How far from its tick a restart is told. */
const RESTART_PIXELS = 5;
/** How far from the pointer a line may end and still be read. */
const REACH_PIXELS = 8;

export function hoverOn(
  { area, x: xScale, y: yScale }: Chart,
  { card, axis, lines }: { card: string; axis: XAxis; lines: Line[] },
  box: DOMRect,
  x: number,
  y: number,
): Hover {
  const value = xScale.value(Math.min(Math.max(x, area.left), area.right));
  const rows = readout(lines, value, xScale.value(area.left + REACH_PIXELS) - xScale.lo);
  const away = rows.map((row) => Math.abs(yScale.pixel(row.value) - y));
  const closest = away.reduce((best, distance, place) => (distance < (away[best] ?? NEAR_PIXELS) ? place : best), -1);
  const nearest = rows.length === 1 ? 0 : closest;
  const snapped = nearest >= 0 ? rows[nearest].x : nearestX(rows, value);
  const restarts = restartsAt(lines, xScale, x);
  return {
    card,
    axis,
    x: wholeStep(axis, snapped),
    rows,
    away,
    nearest,
    restarts,
    at: { x: box.left + x, y: box.top + y },
  };
}

function restartsAt(lines: Line[], scale: Scale, pixel: number): Hover["restarts"] {
  const isNear = ([x]: Restart) => Math.abs(scale.pixel(x) - pixel) <= RESTART_PIXELS;
  return lines.flatMap(({ label, restarts }) => restarts.filter(isNear).map(([, step]) => ({ label, step })));
}

function nearestX(rows: ReadoutRow[], x: number): number {
  return rows.reduce((best, row) => (Math.abs(row.x - x) < Math.abs(best - x) ? row.x : best), rows[0]?.x ?? x);
}
