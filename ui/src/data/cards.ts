/** Which series a card draws: those of its tag in the shown runs, and the keys of the children folded into them. */
import type { XAxis } from "../frame";
import { DASHES, type Stroke, strokeAt } from "./colours";
import type { Run, RunTable, Series } from "./runs";
import { naturalOrder } from "./sections";

export interface CardSeries {
  /** The run that the line belongs to in the page; the series itself may be a folded child's. */
  run: number;
  label: string;
  stroke: Stroke;
  source: Series;
  /** Mean distance of neighbouring points, in steps and in seconds. */
  stepSpacing: number;
  timeSpacing: number;
  firstWall: number;
  lastWall: number;
}

export interface Card {
  tag: number;
  name: string;
  series: CardSeries[];
  /** What tells the lines of one run apart, where `add_scalars` wrote several under this tag. */
  keys: { key: string; stroke: Stroke }[];
  /** The steps of some series are no useful x. */
  byIndex: boolean;
}

interface Shown {
  run: Run;
  label: string;
  stroke: Stroke;
}

export function toCard(table: RunTable, tag: number, shown: Shown[]): Card | null {
  const series: CardSeries[] = [];
  const keys = keysOf(tag, shown);
  const several = shown.filter(({ run }) => hasTag(run, tag)).length > 1;
  for (const { run, label, stroke } of shown) {
    const own = run.series.get(tag);
    if (own) series.push(toSeries(run, label, stroke, own));
    for (const child of run.children) {
      const childRun = child.tag === tag ? table.get(child.run) : undefined;
      const source = childRun?.series.get(tag);
      if (!childRun || !source) continue;
      const place = keys.indexOf(child.key);
      const keyStroke = several ? { colour: stroke.colour, dash: DASHES[place % DASHES.length] } : strokeAt(place);
      const keyLabel = several ? `${label} · ${child.key}` : child.key;
      series.push({ ...toSeries(childRun, keyLabel, keyStroke, source), run: run.id });
    }
  }
  if (series.length === 0) return null;
  const legend = keys.map((key, place) => ({
    key,
    stroke: several ? { colour: "currentColor", dash: DASHES[place % DASHES.length] } : strokeAt(place),
  }));
  return { tag, name: table.tags[tag], series, keys: legend, byIndex: series.some(({ source }) => source.byIndex) };
}

/** Whether a card made anew would draw anything else. */
export function sameCard(a: Card, b: Card): boolean {
  return (
    a.name === b.name &&
    a.series.length === b.series.length &&
    a.series.every((one, place) => {
      const other = b.series[place];
      const sameStroke = one.stroke.colour === other.stroke.colour && one.stroke.dash === other.stroke.dash;
      return one.source === other.source && one.run === other.run && one.label === other.label && sameStroke;
    })
  );
}

/** Where a card's points lie on an axis, as far as the table of runs tells. */
export function cardExtent(card: Card, axis: XAxis): [number, number] {
  const of = ({ source, firstWall, lastWall }: CardSeries): [number, number] => {
    if (axis === "step") return [source.firstStep, source.lastStep];
    if (axis === "index") return [0, source.points - 1];
    return axis === "wall" ? [firstWall, lastWall] : [0, lastWall - firstWall];
  };
  return card.series.map(of).reduce(([lo, hi], [low, high]) => [Math.min(lo, low), Math.max(hi, high)]);
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

function hasTag(run: Run, tag: number): boolean {
  return run.series.has(tag) || run.children.some((child) => child.tag === tag);
}

function keysOf(tag: number, shown: Shown[]): string[] {
  const keys = new Set<string>();
  for (const { run } of shown) for (const child of run.children) if (child.tag === tag) keys.add(child.key);
  return [...keys].sort(naturalOrder);
}

function toSeries(run: Run, label: string, stroke: Stroke, source: Series): CardSeries {
  const gaps = Math.max(1, source.points - 1);
  const firstWall = run.firstWall ?? 0;
  const lastWall = run.lastWall ?? firstWall;
  const steps = source.lastStep - source.firstStep;
  return {
    run: run.id,
    label,
    stroke,
    source,
    stepSpacing: steps > 0 ? steps / gaps : 1,
    timeSpacing: (lastWall - firstWall) / gaps,
    firstWall,
    lastWall,
  };
}
