/**
 * The runs of a logdir as the page holds them: the tag table, each run's series, and the children that `add_scalars` and
 * `add_hparams` made, folded into their parents. Built from the entries that the server sends; changes replace whole runs.
 */

/** As in docs/http.md. */
type SeriesEntry = [tag: number, points: number, firstStep: number, lastStep: number, flags: number];

type MediaEntry = [tag: number, kind: string, points: number, firstStep: number, lastStep: number];

/** Without a line, the child is its parent's session: its series stand beside those that the parent logged itself. */
interface Fold {
  parent: number;
  line: { tag: number; key: string } | null;
}
interface RunEntry {
  id: number;
  name: string;
  first_wall: number | null;
  last_wall: number | null;
  damage: number;
  superseded: { points: number; media: number } | null;
  fold: Fold | null;
  series: SeriesEntry[];
  media?: MediaEntry[];
}

const NO_USEFUL_STEPS = 1;
const SOME_SUPERSEDED = 2;

export interface Series {
  run: number;
  tag: number;
  points: number;
  firstStep: number;
  lastStep: number;
  byIndex: boolean;
  /** A restart replaced some of its points. */
  superseded: boolean;
}

/** What a run holds under a tag that is no scalar: its points are asked for where they are seen. */
export interface Media {
  run: number;
  tag: number;
  kind: string;
  points: number;
  firstStep: number;
  lastStep: number;
}

/** The line that a child run draws in its parent's card of `tag`. */
export interface Child {
  tag: number;
  key: string;
  run: number;
}

export interface Run {
  id: number;
  name: string;
  /** Where its relative steps begin. */
  firstStep: number;
  firstWall: number | null;
  lastWall: number | null;
  damage: number;
  /** How many values a restart replaced. */
  superseded: number;
  fold: Fold | null;
  /** Those that it logged itself, and those of its session of which it logged none. */
  series: Map<number, Series>;
  own: Map<number, Series>;
  /** As `series` and `own`, of what is no scalar. */
  media: Map<number, Media>;
  ownMedia: Map<number, Media>;
  children: Child[];
}

export class RunTable {
  readonly tags: string[] = [];
  private readonly byId = new Map<number, Run>();
  /** Of parents that are there, and of those that may come. */
  private readonly children = new Map<number, Child[]>();
  /** By parent. */
  private readonly sessions = new Map<number, number>();
  private readonly tagIds = new Map<string, number>();

  /** Takes new or changed runs. */
  put(entries: RunEntry[]): void {
    for (const entry of entries) {
      this.detach(this.byId.get(entry.id));
      const run = toRun(entry, this.byId.get(entry.id));
      run.children = this.childrenOf(entry.id);
      this.byId.set(entry.id, run);
      this.attach(run);
      this.inherit(entry.id);
    }
  }

  extendTags(from: number, names: string[]): void {
    names.forEach((name, place) => {
      this.tags[from + place] = name;
      this.tagIds.set(name, from + place);
    });
  }

  remove(ids: number[]): void {
    for (const id of ids) {
      this.detach(this.byId.get(id));
      this.byId.delete(id);
    }
  }

  clear(): void {
    this.byId.clear();
    this.children.clear();
    this.sessions.clear();
    this.tags.length = 0;
    this.tagIds.clear();
  }

  ids(): number[] {
    return [...this.byId.keys()];
  }

  tagOf(name: string): number | null {
    return this.tagIds.get(name) ?? null;
  }

  get(id: number): Run | undefined {
    return this.byId.get(id);
  }

  /** How many points a tag has in a run, or in that which the run is folded into. */
  pointsOf(id: number, name: string): number {
    const [run, tag] = [this.byId.get(id), this.tagIds.get(name) ?? -1];
    return (run?.series.get(tag) ?? this.byId.get(run?.fold?.parent ?? -1)?.series.get(tag))?.points ?? 0;
  }

  /** Runs as the list shows them: without the children that are folded into a parent that is there. */
  list(): Run[] {
    return [...this.byId.values()].filter((run) => !run.fold || !this.byId.has(run.fold.parent));
  }

  private childrenOf(parent: number): Child[] {
    const children = this.children.get(parent) ?? [];
    this.children.set(parent, children);
    return children;
  }

  private attach({ id, fold }: Run): void {
    if (fold?.line) this.childrenOf(fold.parent).push({ ...fold.line, run: id });
    else if (fold) {
      this.sessions.set(fold.parent, id);
      this.inherit(fold.parent);
    }
  }

  private detach(run: Run | undefined): void {
    if (!run?.fold) return;
    if (this.sessions.get(run.fold.parent) === run.id) {
      this.sessions.delete(run.fold.parent);
      this.inherit(run.fold.parent);
    }
    const siblings = this.childrenOf(run.fold.parent);
    const place = siblings.findIndex((child) => child.run === run.id);
    if (place >= 0) siblings.splice(place, 1);
  }

  /** Gives a run the series of its session. */
  private inherit(id: number): void {
    const run = this.byId.get(id);
    const session = this.byId.get(this.sessions.get(id) ?? -1);
    if (!run) return;
    run.series = session ? withThose(run.own, session.own) : run.own;
    run.media = session ? withThose(run.ownMedia, session.ownMedia) : run.ownMedia;
  }
}

/** And those of `more` whose tags `own` lacks. */
function withThose<T>(own: Map<number, T>, more: Map<number, T>): Map<number, T> {
  return new Map([...own, ...[...more].filter(([tag]) => !own.has(tag))]);
}

/** A series that did not change stays the same object, so that nobody redraws it. */
function toRun(entry: RunEntry, before: Run | undefined): Run {
  const series = new Map<number, Series>();
  for (const [tag, points, firstStep, lastStep, flags] of entry.series) {
    const byIndex = (flags & NO_USEFUL_STEPS) !== 0;
    const superseded = (flags & SOME_SUPERSEDED) !== 0;
    const now = { run: entry.id, tag, points, firstStep, lastStep, byIndex, superseded };
    const old = before?.own.get(tag);
    series.set(tag, old && same(old, now) ? old : now);
  }
  const media = new Map<number, Media>();
  for (const [tag, kind, points, firstStep, lastStep] of entry.media ?? []) {
    const now = { run: entry.id, tag, kind, points, firstStep, lastStep };
    const old = before?.ownMedia.get(tag);
    media.set(tag, old && same(old, now) ? old : now);
  }
  const { id, name, first_wall: firstWall, last_wall: lastWall, damage, fold } = entry;
  const superseded = entry.superseded ? entry.superseded.points + entry.superseded.media : 0;
  return {
    id,
    name,
    firstStep: firstStepOf([...series.values()]),
    firstWall,
    lastWall,
    damage,
    superseded,
    fold,
    series,
    own: series,
    media,
    ownMedia: media,
    children: [],
  };
}

/** The smallest step; series that tell no steps, and single points, count only where there are no others. */
function firstStepOf(series: Series[]): number {
  const telling = series.filter(({ points, byIndex }) => points > 1 && !byIndex);
  const steps = (telling.length > 0 ? telling : series).map(({ firstStep }) => firstStep);
  return steps.reduce((least, step) => Math.min(least, step), steps[0] ?? 0);
}

function same<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((name) => Object.is(a[name], b[name]));
}

/** What to call each run: its path without what all paths share; the root run bears the logdir's name. */
export function shortNames(runs: Run[], logdir: string): Map<number, string> {
  const root = logdir.split(/[/\\]/).filter(Boolean).pop() ?? logdir;
  const paths = runs.filter((run) => run.name !== ".").map((run) => run.name.split("/"));
  let shared = 0;
  while (paths.length > 1 && paths.every((path) => path.length > shared + 1 && path[shared] === paths[0][shared])) {
    shared += 1;
  }
  return new Map(
    runs.map((run) => [run.id, run.name === "." ? root : run.name.split("/").slice(shared).join("/")] as const),
  );
}

/** The tag whose last value stands in the run list: the first that is asked for, an evaluation loss, a loss, or none. */
export function mainMetric(run: Run, tags: string[], asked: readonly RegExp[] = []): Series | null {
  for (const pattern of asked) {
    for (const series of run.series.values()) if (pattern.test(tags[series.tag] ?? "")) return series;
  }
  let best: Series | null = null;
  let bestRank = 0;
  for (const series of run.series.values()) {
    const rank = lossRank(tags[series.tag] ?? "");
    if (rank > bestRank) {
      best = series;
      bestRank = rank;
    }
  }
  return best;
}

function lossRank(tag: string): number {
  if (!/loss/i.test(tag)) return 0;
  const evaluation = /(^|[/_.\-\s])(val|valid|validation|eval|evaluation|test)([/_.\-\s]|$)/i.test(tag);
  return (evaluation ? 2 : 0) + (/(^|[/_.\-\s])loss$/i.test(tag) ? 1 : 0.5);
}
