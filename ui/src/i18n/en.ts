/** The words of the page in English; the shape of this dictionary is the shape of all. */

import { en as arrange } from "./arrange";
import { en as charts } from "./charts";
import { en as edits } from "./edits";
import { en as exportWords } from "./export";
import { en as groups } from "./groups";
import { en as list } from "./list";
import { en as media } from "./media";
import { en as scatters } from "./scatters";
import { en as table } from "./table";
import { en as tabs } from "./tabs";
import { en as values } from "./values";

const grouped = new Intl.NumberFormat("en");

export const formatCount = (count: number) => grouped.format(count);

const plural = (count: number, one: string, many: string) => `${formatCount(count)} ${count === 1 ? one : many}`;

const openRun = (name: string) => `Details of ${name}`;

export const en = {
  arrange,
  views: {
    title: "Views",
    changed: (name: string) => `${name}, changed`,
    more: () => import("./views").then(({ en }) => en),
  },
  tabs,
  edits,
  table,
  list,
  /** Loaded with the tab. */
  hparams: () => import("./hparams").then(({ en }) => en),
  media,
  groups,
  scatters,
  openRun,
  noCopy: "This browser lets nothing be copied here.",
  board: "Board",
  runs: "Runs",
  filterRuns: "Filter runs",
  filterTags: "Filter tags",
  clearFilter: "Clear the filter",
  shownOf: (shown: number, total: number) =>
    shown === total ? plural(total, "run", "runs") : `${formatCount(shown)} of ${formatCount(total)}`,
  showAll: "Show all",
  showNewest: (count: number) => `Show newest ${count}`,
  hideAll: "Hide all",
  showRun: (name: string) => `Show ${name}`,
  hideRun: (name: string) => `Hide ${name}`,
  showFolder: (name: string) => `Show all runs in ${name}`,
  hideFolder: (name: string) => `Hide all runs in ${name}`,
  onlyRun: "Only",
  onlyRunHint: (name: string) => `Show only ${name}`,
  newRuns: (count: number) => plural(count, "new run", "new runs"),
  show: "Show",
  noRunMatches: "No run matches this filter.",
  noTagMatches: "No tag matches this filter.",
  noRunShown: "No run is shown.",
  openRuns: "Open the run list",
  closeRuns: "Close the run list",
  runDamaged: (count: number) => plural(count, "damaged record", "damaged records"),
  x: "x",
  step: "Step",
  relative: "Relative",
  wall: "Wall",
  smoothing: "Smoothing",
  smoothingHint: "A window in steps or seconds, or a weight such as 0.6",
  off: "off",
  logY: "Log y",
  resetZoom: "Reset the zoom",
  unpin: "Unpin",
  pinned: "Pinned",
  general: "General",
  showAllCards: (count: number) => `Show all ${formatCount(count)}`,
  showFewer: "Show fewer",
  live: "Live",
  connecting: "Connecting",
  reconnecting: "Reconnecting",
  disconnectedHint: "The server does not answer. Is runchart still running? This page goes on trying.",
  filesOf: (files: number, total: number) => `${formatCount(files)} of ${formatCount(total)} files`,
  damaged: (count: number) => plural(count, "damaged record", "damaged records"),
  damageTitle: "Damaged and replaced",
  damageText: "These bytes could not be read. Everything else in their files is shown.",
  damageAt: (offset: number, length: number) => `byte ${formatCount(offset)}, ${formatCount(length)} long`,
  superseded: (count: number) => `${formatCount(count)} replaced`,
  supersededTitle: "Replaced after a restart",
  supersededText:
    "Values of an earlier session, from the step on where a later one went on. They are kept: a chart's menu draws them.",
  supersededValues: (points: number, media: number) =>
    [points && plural(points, "point", "points"), media && plural(media, "other value", "other values")]
      .filter(Boolean)
      .join(", "),
  noDamage: "Nothing is damaged.",
  emptyTitle: "No runs yet",
  emptyText: "Waiting for the first event in",
  emptyHow: "Log something there:",
  emptyNearby: "Or open a folder that holds event files:",
  copy: "Copy",
  copied: "Copied",
  failedTitle: "The board cannot be loaded",
  retry: "Try again",
  themeAuto: "Theme: as the system",
  themeLight: "Theme: light",
  themeDark: "Theme: dark",
  switchLanguage: "切换到中文",
  keysButton: "Keys and gestures",
  /** Loaded with what says them. */
  keys: () => import("./keys").then(({ en }) => en),
  palette: () => import("./palette").then(({ en }) => en),
  pause: charts.pause,
  close: "Close",
  chartOfFilter: charts.chartOfFilter,
  fullScreen: charts.fullScreen,
  card: {
    export: exportWords,
    placing: arrange.card,
    values,
    runs: (count: number) => plural(count, "run", "runs"),
    lastValue: (value: string) => `last value ${value}`,
    superseded: (count: string, drawn: boolean) =>
      `${count} points were replaced after a restart. ${drawn ? "Hide them" : "Draw them"}`,
    fitValues: "Show all values",
    clipValues: "Show the middle 98 % of values",
    pinCard: "Pin to the top",
    unpinCard: "Unpin from the top",
    loadFailed: "These points could not be loaded.",
    retry: "Try again",
    noPointsInView: "No points here",
    chartKeys: "Arrow keys move the crosshair, Enter pins, plus and minus zoom.",
    smoothed: "smoothed",
    value: "value",
    more: (count: number) => `and ${formatCount(count)} more`,
    points: (count: string, lo: string, hi: string) => `mean of ${count} points, ${lo} to ${hi}`,
    spike: (value: string, axis: string, x: string) => `stands out: ${value} at ${axis.toLowerCase()} ${x}`,
    restarted: (step: string) => `restarted at step ${step}`,
    isolate: "Show only this run",
    details: openRun,
    ...charts.card,
    group: groups.readout,
    axis: { step: "Step", relative_step: "Relative step", relative: "Time", wall: "Time", index: "Point" },
  },
};

export type Dictionary = typeof en;
