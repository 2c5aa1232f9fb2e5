/**
 * The runs of a logdir as the page holds them: the tag table, each run's series, and the children that `add_scalars`
 * made, folded into their parents. Built from the entries that the server sends; changes replace whole runs.
 */

/** As in docs/http.md. */
type SeriesEntry = [tag: number, points: number, firstStep: number, lastStep: number, flags: number];

interface RunEntry {
  id: number;
  name: string;
  first_wall: number | null;
  last_wall: number | null;
  damage: number;
  superseded: { points: number; media: number } | null;
  fold: { parent: number; tag: number; key: string } | null;
  series: SeriesEntry[];
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

/** The line that a child run draws in its parent's card of `tag`. */
export interface Child {
  tag: number;
  key: string;
  run: number;
}

export interface Run {
  id: number;
  name: string;
  firstWall: number | null;
  lastWall: number | null;
  damage: number;
  /** How many values a restart replaced. */
  superseded: number;
  fold: { parent: number; tag: number; key: string } | null;
  series: Map<number, Series>;
  children: Child[];
}

export class RunTable {
  readonly tags: string[] = [];
  private readonly byId = new Map<number, Run>();
  /** Of parents that are there, and of those that may come. */
  private readonly children = new Map<number, Child[]>();
  private readonly tagIds = new Map<string, number>();

  /** Takes new or changed runs. */
  put(entries: RunEntry[]): void {
    for (const entry of entries) {
      this.detach(this.byId.get(entry.id));
      const run = toRun(entry, this.byId.get(entry.id));
      run.children = this.childrenOf(entry.id);
      this.byId.set(entry.id, run);
      if (run.fold) this.childrenOf(run.fold.parent).push(childOf(run.fold, run.id));
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

  /** Runs as the list shows them: without the children that are folded into a parent that is there. */
  list(): Run[] {
    return [...this.byId.values()].filter((run) => !run.fold || !this.byId.has(run.fold.parent));
  }

  private childrenOf(parent: number): Child[] {
    const children = this.children.get(parent) ?? [];
    this.children.set(parent, children);
    return children;
  }

  private detach(run: Run | undefined): void {
    if (!run?.fold) return;
    const siblings = this.childrenOf(run.fold.parent);
    const place = siblings.findIndex((child) => child.run === run.id);
    if (place >= 0) siblings.splice(place, 1);
  }
}

function childOf(fold: { tag: number; key: string }, run: number): Child {
  return { tag: fold.tag, key: fold.key, run };
}

/** A series that did not change stays the same object, so that nobody redraws it. */
function toRun(entry: RunEntry, before: Run | undefined): Run {
  const series = new Map<number, Series>();
  for (const [tag, points, firstStep, lastStep, flags] of entry.series) {
    const byIndex = (flags & NO_USEFUL_STEPS) !== 0;
    const superseded = (flags & SOME_SUPERSEDED) !== 0;
    const now = { run: entry.id, tag, points, firstStep, lastStep, byIndex, superseded };
    const old = before?.series.get(tag);
    series.set(tag, old && same(old, now) ? old : now);
  }
  const { id, name, first_wall: firstWall, last_wall: lastWall, damage, fold } = entry;
  const superseded = entry.superseded ? entry.superseded.points + entry.superseded.media : 0;
  return { id, name, firstWall, lastWall, damage, superseded, fold, series, children: [] };
}

function same(a: Series, b: Series): boolean {
  return (Object.keys(a) as (keyof Series)[]).every((name) => Object.is(a[name], b[name]));
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

/** The tag whose last value stands in the run list: an evaluation loss, else a loss, else none. */
export function mainMetric(run: Run, tags: string[]): Series | null {
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
