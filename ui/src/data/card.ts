/**
 * What a card shows: the series of its tags in the shown runs, and the keys of the children folded into them. Colour
 * tells runs apart and dash the tags; in a chart of one run, colour tells the tags apart.
 */
import type { XAxis } from "../frame";
import { type CardDefinition, type Margin, missingTags, titleOfCard } from "./cards";
import { DASHES, type Stroke, strokeAt } from "./colours";
import { type LineStyle, sameStyle } from "./line";
import type { Run, RunTable, Series } from "./runs";
import { naturalOrder } from "./sections";
import type { ChartSettings } from "./settings";
import { spacingOn, tagOfAxis } from "./xaxis";

export interface CardSeries {
  /** The run that the line belongs to in the page; the series itself may be a folded child's. */
  run: number;
  label: string;
  stroke: Stroke;
  source: Series;
  /** Mean distance of neighbouring points, in steps and in seconds. */
  stepSpacing: number;
  timeSpacing: number;
  /** Of the run. */
  firstStep: number;
  firstWall: number;
  lastWall: number;
  /** Of a margin: the series that bound this one. */
  margin: { lower: Series; upper: Series } | null;
  /** The line of the group that stands for it, where runs are grouped. */
  group: LineStyle | null;
}

export interface Card {
  id: string;
  definition: CardDefinition;
  name: string;
  /** Names of the tags. */
  tags: string[];
  series: CardSeries[];
  /** What tells the lines of one run apart, where there are several. */
  keys: { key: string; stroke: Stroke }[];
  /** The steps of some series are no useful x. */
  byIndex: boolean;
  /** What it asks for and no shown run has logged. */
  missing: string[];
}

interface Shown {
  run: Run;
  label: string;
  stroke: Stroke;
  /** Its `run` is the id of the group. */
  group?: LineStyle;
}

/** One of the lines that a card has of every run: a tag, or what one key of `add_scalars` wrote under it. */
interface Kind {
  tag: number;
  /** `null` is the run's own series. */
  child: string | null;
  name: string;
  margin: { lower: number; upper: number } | null;
}

/** `tags` are ids, in the order of `names`. */
export function toCard(table: RunTable, definition: CardDefinition, names: string[], shown: Shown[]): Card | null {
  const kinds = kindsOf(definition, names, table, shown);
  const holders = shown.filter(({ run }) => kinds.some((kind) => hasKind(run, kind)));
  const several = new Set(holders.map(({ run, group }) => group?.run ?? run.id)).size > 1;
  const strokeOf = (place: number, colour: string) =>
    several ? { colour, dash: DASHES[place % DASHES.length] } : strokeAt(place);
  const series: CardSeries[] = [];
  for (const { run, label, stroke, group } of shown) {
    kinds.forEach((kind, place) => {
      const holder = holderOf(table, run, kind);
      const source = holder?.series.get(kind.tag);
      if (!holder || !source) return;
      const alone = kinds.length === 1 && kind.child === null;
      const styled = (style: LineStyle): LineStyle => ({
        run: style.run,
        label: alone ? style.label : several ? `${style.label} · ${kind.name}` : kind.name,
        stroke: alone ? style.stroke : strokeOf(place, style.stroke.colour),
      });
      series.push({
        ...toSeries(holder, source),
        ...styled({ run: run.id, label, stroke }),
        margin: marginOf(holder, kind),
        group: group ? styled(group) : null,
      });
    });
  }
  const missing = missingTags(definition, names);
  if (series.length + missing.length === 0) return null;
  const told = kinds.length > 1 || kinds.some(({ child }) => child !== null);
  const keys = told ? kinds.map(({ name }, place) => ({ key: name, stroke: strokeOf(place, "currentColor") })) : [];
  const byIndex = series.some(({ source }) => source.byIndex);
  const name = titleOfCard(definition, names);
  return { id: definition.id, definition, name, tags: names, series, keys, byIndex, missing };
}

function kindsOf(definition: CardDefinition, names: string[], table: RunTable, shown: Shown[]): Kind[] {
  if (definition.tags.kind === "margins") return definition.tags.margins.flatMap((margin) => marginKind(margin, table));
  const short = shortTags(names);
  return names.flatMap((name, place): Kind[] => {
    const tag = table.tagOf(name) ?? -1;
    const own = shown.some(({ run }) => run.series.has(tag));
    const keys = keysOf(tag, shown).map((key) =>
      names.length > 1 ? { key, name: `${short[place]} · ${key}` } : { key, name: key },
    );
    return [
      ...(own ? [{ tag, child: null, name: short[place], margin: null }] : []),
      ...keys.map(({ key, name }) => ({ tag, child: key, name, margin: null })),
    ];
  });
}

function marginKind({ value, lower, upper }: Margin, table: RunTable): Kind[] {
  const [tag, low, high] = [value, lower, upper].map((name) => table.tagOf(name) ?? -1);
  return tag < 0 ? [] : [{ tag, child: null, name: value, margin: { lower: low, upper: high } }];
}

/** Tags without the folders that all of them share. */
function shortTags(names: string[]): string[] {
  let shared = names.length > 1 ? names[0].lastIndexOf("/") + 1 : 0;
  while (shared > 0 && !names.every((name) => name.startsWith(names[0].slice(0, shared)))) {
    shared = names[0].lastIndexOf("/", shared - 2) + 1;
  }
  return names.map((name) => name.slice(shared));
}

function holderOf(table: RunTable, run: Run, { tag, child }: Kind): Run | undefined {
  if (child === null) return run;
  const folded = run.children.find((one) => one.tag === tag && one.key === child);
  return folded && table.get(folded.run);
}

function marginOf(holder: Run, { margin }: Kind): CardSeries["margin"] {
  const lower = margin && holder.series.get(margin.lower);
  const upper = margin && holder.series.get(margin.upper);
  return lower && upper ? { lower, upper } : null;
}

/** What tells the lines of a card apart: its groups where runs are grouped, else its series. */
export function legendOf({ series }: Card): LineStyle[] {
  const styles = series.map((one) => one.group ?? one);
  return [...new Map(styles.map((style) => [`${style.run}|${style.label}`, style])).values()];
}

/** Whether a card made anew would draw anything else. */
export function sameCard(a: Card, b: Card): boolean {
  return (
    a.name === b.name &&
    a.definition === b.definition &&
    a.tags.length === b.tags.length &&
    a.missing.length === b.missing.length &&
    a.series.length === b.series.length &&
    a.series.every((one, place) => {
      const other = b.series[place];
      const sameSource = one.source === other.source && sameMargin(one.margin, other.margin);
      return sameSource && sameStyle(one, other) && sameGroup(one.group, other.group);
    })
  );
}

function sameGroup(a: LineStyle | null, b: LineStyle | null): boolean {
  return a && b ? sameStyle(a, b) : a === b;
}

function sameMargin(a: CardSeries["margin"], b: CardSeries["margin"]): boolean {
  return a?.lower === b?.lower && a?.upper === b?.upper;
}

/** Where a card's points lie on an axis, as far as the table of runs tells: nothing of where tags lie. */
export function cardExtent(card: Card, axis: XAxis): [number, number] {
  const of = ({ source, firstStep, firstWall, lastWall }: CardSeries): [number, number] => {
    if (axis === "step") return [source.firstStep, source.lastStep];
    if (axis === "relative_step") return [source.firstStep - firstStep, source.lastStep - firstStep];
    if (axis === "index") return [0, source.points - 1];
    return axis === "wall" ? [firstWall, lastWall] : [0, lastWall - firstWall];
  };
  if (tagOfAxis(axis) !== null) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (card.series.length === 0) return [0, 1];
  return card.series.map(of).reduce(([lo, hi], [low, high]) => [Math.min(lo, low), Math.max(hi, high)]);
}

/**
 * The smoothing window of a card on an axis: as many points of its longest series as the board's window holds, or its own, on the axis that that
 * was chosen for.
 */
export function cardWindow({ definition, series }: Card, board: ChartSettings, axis: XAxis): number {
  const own = definition.settings;
  const [window, chosenOn] = own.window === undefined ? [board.window, board.x] : [own.window, own.x ?? board.x];
  const longest = longestOf(series);
  if (window === 0 || chosenOn === axis || !longest) return window;
  const points = window / spacingOn(chosenOn, longest);
  return Number.isFinite(points) ? points * spacingOn(axis, longest) : 0;
}

/** How far a window reaches in x: on the axis of a tag as far as that many points of the longest series do, on average. */
export function cardReach(
  { series }: Card,
  axis: XAxis,
  window: number,
  extent: readonly [number, number] | null,
): number {
  if (tagOfAxis(axis) === null || window === 0) return window;
  const longest = longestOf(series);
  if (!longest || !extent) return 0;
  return ((window / longest.stepSpacing) * (extent[1] - extent[0])) / Math.max(1, longest.source.points - 1);
}

export function longestOf(series: CardSeries[]): CardSeries | undefined {
  return series.reduce<CardSeries | undefined>(
    (most, one) => (most && most.source.points >= one.source.points ? most : one),
    undefined,
  );
}

/** Tags that some run in `runs` has, by itself or through a child. */
export function tagsOf(runs: Iterable<Run>): Set<number> {
  const tags = new Set<number>();
  for (const run of runs) {
    for (const tag of run.series.keys()) tags.add(tag);
    for (const child of run.children) tags.add(child.tag);
  }
  return tags;
}

function hasKind(run: Run, { tag, child }: Kind): boolean {
  return child === null ? run.series.has(tag) : run.children.some((one) => one.tag === tag && one.key === child);
}

function keysOf(tag: number, shown: Shown[]): string[] {
  const keys = new Set<string>();
  for (const { run } of shown) for (const child of run.children) if (child.tag === tag) keys.add(child.key);
  return [...keys].sort(naturalOrder);
}

function toSeries(run: Run, source: Series) {
  const gaps = Math.max(1, source.points - 1);
  const firstWall = run.firstWall ?? 0;
  const lastWall = run.lastWall ?? firstWall;
  const steps = source.lastStep - source.firstStep;
  return {
    source,
    stepSpacing: steps > 0 ? steps / gaps : 1,
    timeSpacing: (lastWall - firstWall) / gaps,
    firstStep: run.firstStep,
    firstWall,
    lastWall,
  };
}
