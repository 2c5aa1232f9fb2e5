/**
 * The state of the page: the runs as the server tells them, what the user chose to see, and the cards that follow from
 * both. Wraps `api.ts` and everything in `data/`.
 */
import { fetchRuns, type Progress, type RunsAnswer } from "../api";
import { type Changes, followChanges } from "../api/changes";
import { type Card, type CardSeries, sameCard, tagsOf, toCard } from "../data/cards";
import { Dealer, type Stroke } from "../data/colours";
import { type Run, RunTable, shortNames } from "../data/runs";
import { toSections } from "../data/sections";
import {
  type Choice,
  choose,
  newest,
  newRuns,
  SHOWN_BY_DEFAULT,
  shownRuns,
  textFilter,
  toggle,
} from "../data/selection";
import type { View } from "../data/url";
import { Cursor } from "../panels/cursor";
import type { CardActions, Hover } from "../panels/scalar/hover";
import { Loader } from "../panels/scalar/loader";
import { recall, remember } from "./memory";
import { restoreView, saveView } from "./view";

/** Least time between two requests of a card while the logdir is being read. */
const PAUSE_WHILE_LOADING_MS = 1_000;
const LIVE_FOR_MS = 30_000;

export class Board {
  readonly table = new RunTable();
  readonly cursor = new Cursor();
  readonly loader = new Loader((boot) => this.checkBoot(boot));
  private version = $state(0);

  phase = $state<"starting" | "ready" | "failed">("starting");
  error = $state<unknown>(null);
  logdir = $state("");
  progress = $state.raw<Progress>({ state: "loading", files: null, files_total: null, points: null });
  damaged = $state(0);
  connected = $state<boolean | null>(null);

  view = $state(restoreView());
  choice = $state.raw<Choice>(null);
  hover = $state.raw<Hover | null>(null);
  pinnedHover = $state.raw<Hover | null>(null);
  /** The run under the pointer in the run list. */
  listedRun = $state<number | null>(null);
  private isolatedFrom: Choice | undefined;

  private boot = "";
  private dealer = new Dealer();
  private cardsBefore = new Map<number, Card>();
  private stop: (() => void) | null = null;
  private readonly changedAt = new Map<number, number>();
  /** Moves on every few seconds, so that a run which has gone quiet stops being live. */
  private clock = $state(Date.now());

  readonly loading = $derived(this.progress.state === "loading");
  readonly pause = $derived(this.loading ? PAUSE_WHILE_LOADING_MS : 0);
  readonly runs: Run[] = $derived.by(() => this.listRuns(this.version));
  readonly names = $derived(shortNames(this.runs, this.logdir));
  readonly matching: Run[] = $derived.by(() => {
    const matches = textFilter(this.view.runFilter);
    return this.runs.filter((run) => matches(this.names.get(run.id) ?? run.name));
  });
  readonly shown = $derived(shownRuns(this.matching, this.choice));
  readonly waitingRuns = $derived(newRuns(this.runs, this.choice));
  readonly strokes: Map<number, Stroke> = $derived.by(() => this.dealStrokes());
  readonly cards: Map<number, Card> = $derived.by(() => this.makeCards());
  /** The longest series on the page: what a smoothing weight is a weight of. */
  readonly longest: CardSeries | null = $derived.by(() => {
    let longest: CardSeries | null = null;
    for (const card of this.cards.values()) {
      for (const one of card.series) if (!longest || one.source.points > longest.source.points) longest = one;
    }
    return longest;
  });
  readonly spacing = $derived(
    (this.view.xAxis === "step" ? this.longest?.stepSpacing : this.longest?.timeSpacing) || 1,
  );
  readonly hoveredRun = $derived(
    this.listedRun ?? (this.hover && this.hover.nearest >= 0 ? this.hover.rows[this.hover.nearest].line.run : null),
  );
  readonly sections = $derived.by(() => {
    const matches = textFilter(this.view.tagFilter);
    const tags = [...this.cards.values()].map(({ tag, name }) => ({ id: tag, name }));
    return toSections(tags.filter(({ name }) => matches(name)));
  });

  readonly actions: CardActions = {
    hover: (hover) => {
      this.hover = hover;
    },
    pin: (hover) => this.pin(hover),
    zoom: (zoom) => {
      this.view.zoom = zoom;
    },
    togglePinned: (tag) => {
      const name = this.table.tags[tag];
      const pinned = this.view.pinnedTags;
      this.view.pinnedTags = pinned.includes(name) ? pinned.filter((other) => other !== name) : [...pinned, name];
    },
  };

  async start(): Promise<void> {
    this.stop?.();
    this.stop = null;
    try {
      const first = await this.fetchAllRuns();
      this.boot = first.boot;
      this.phase = "ready";
      this.error = null;
      if (this.view.pin) this.cursor.pin(this.view.pin);
      this.stop = followChanges(`${first.boot}:${first.seq}`, {
        onChanges: (changes) => this.take(changes),
        onConnected: (connected) => {
          this.connected = connected;
        },
      });
    } catch (error) {
      this.error = error;
      this.phase = "failed";
    }
  }

  /** All pages, then the page's state at once: half a run list would deal colours that are not meant. */
  private async fetchAllRuns(): Promise<RunsAnswer> {
    const { signal } = new AbortController();
    const first = await fetchRuns(0, signal);
    const entries = [...first.runs];
    let tags = first.tags;
    while (entries.length < first.total) {
      const page = await fetchRuns(entries.length, signal);
      if (page.runs.length === 0) break;
      entries.push(...page.runs);
      tags = page.tags;
    }
    const gone = new Set(this.table.list().map((run) => run.id));
    for (const { id } of entries) gone.delete(id);
    if (this.boot !== first.boot) this.forget();
    else this.table.remove([...gone]);
    this.table.extendTags(0, tags);
    this.table.put(entries);
    this.logdir = first.logdir;
    this.progress = first.progress;
    this.damaged = first.damaged;
    this.dealer = new Dealer(recall(`colours:${first.logdir}`, {}));
    this.version += 1;
    if (!this.choice) this.choice = this.choiceOfAddress();
    return first;
  }

  /** Ids mean something only within one start of the server; what the user chose is kept by name. */
  private forget(): void {
    const names = this.choice && this.chosenNames();
    this.table.clear();
    this.loader.clear();
    this.cardsBefore.clear();
    this.changedAt.clear();
    this.choice = null;
    if (names) this.view.show = names;
  }

  private take(changes: Changes): void {
    if (changes.reload || changes.boot !== this.boot) {
      void this.start();
      return;
    }
    this.table.extendTags(changes.tags_from, changes.tags);
    this.table.put(changes.runs);
    this.table.remove(changes.removed);
    const now = Date.now();
    this.clock = now;
    for (const { id, fold } of changes.runs) this.changedAt.set(fold?.parent ?? id, now);
    this.progress = { ...this.progress, ...withoutNulls(changes.progress) };
    this.damaged = changes.damaged;
    this.version += 1;
  }

  private checkBoot(boot: string): void {
    if (this.boot !== "" && boot !== this.boot) void this.start();
  }

  private choiceOfAddress(): Choice {
    const { show, hide } = this.view;
    if (!show && !hide) return null;
    const listed = new Set(show ?? hide);
    const shown = this.runs.filter((run) => listed.has(run.name) === (show !== null));
    return choose(
      shown.map((run) => run.id),
      this.runs,
    );
  }

  /** While the logdir is being read the newest runs are not known yet: what is dealt then is not kept. */
  private dealStrokes(): Map<number, Stroke> {
    const byId = this.runs.filter((run) => this.shown.has(run.id)).sort((a, b) => a.id - b.id);
    const dealer = this.loading ? new Dealer(this.dealer.toJSON()) : this.dealer;
    const dealt = dealer.deal(byId.map((run) => run.name));
    if (dealt && !this.loading) remember(`colours:${this.logdir}`, dealer.toJSON());
    const strokes = new Map<number, Stroke>();
    for (const run of this.runs) {
      const stroke = dealer.stroke(run.name);
      if (stroke) strokes.set(run.id, stroke);
    }
    return strokes;
  }

  private makeCards(): Map<number, Card> {
    const shown = this.runs
      .filter((run) => this.shown.has(run.id))
      .map((run) => ({
        run,
        label: this.names.get(run.id) ?? run.name,
        stroke: this.strokes.get(run.id) as Stroke,
      }));
    const cards = new Map<number, Card>();
    for (const tag of tagsOf(shown.map(({ run }) => run))) {
      const card = toCard(this.table, tag, shown);
      const before = this.cardsBefore.get(tag);
      if (card) cards.set(tag, before && sameCard(before, card) ? before : card);
    }
    this.cardsBefore = cards;
    return cards;
  }

  /** The table is not reactive by itself: its version is. */
  private listRuns(_version: number): Run[] {
    return newestFirst(this.table.list());
  }

  isLive(run: Run): boolean {
    return this.clock - (this.changedAt.get(run.id) ?? 0) < LIVE_FOR_MS;
  }

  tick(): void {
    this.clock = Date.now();
  }

  /** The same number of points stays in the smoothing window. */
  setXAxis(xAxis: View["xAxis"]): void {
    if (xAxis === this.view.xAxis) return;
    const before = this.spacing;
    this.view.xAxis = xAxis;
    this.view.window = Number(((this.view.window / before) * this.spacing).toPrecision(3));
    this.view.zoom = null;
    this.pin(null);
  }

  toggleRun(id: number): void {
    this.choice = toggle(this.choice ? this.choice.shown : this.shown, id, this.runs);
  }

  showOnly(ids: Iterable<number>): void {
    this.choice = choose(ids, this.runs);
  }

  showAllMatching(): void {
    this.showOnly([...(this.choice?.shown ?? []), ...this.matching.map((run) => run.id)]);
  }

  hideAllMatching(): void {
    const shown = new Set(this.choice?.shown ?? this.shown);
    for (const run of this.matching) shown.delete(run.id);
    this.showOnly(shown);
  }

  showNewest(): void {
    this.showOnly(newest(this.matching, SHOWN_BY_DEFAULT).map((run) => run.id));
  }

  showWaitingRuns(): void {
    this.showOnly([...this.shown, ...this.waitingRuns.map((run) => run.id)]);
  }

  /** Shows one run alone; asked again, what was shown before. */
  isolate(id: number): void {
    const alone = this.shown.size === 1 && this.shown.has(id);
    if (alone && this.isolatedFrom !== undefined) {
      this.choice = this.isolatedFrom;
      this.isolatedFrom = undefined;
    } else if (!alone) {
      this.isolatedFrom = this.choice;
      this.showOnly([id]);
    }
  }

  pin(hover: Hover | null): void {
    this.pinnedHover = hover;
    this.view.pin = hover && { axis: hover.axis, x: hover.x };
    this.cursor.pin(this.view.pin);
  }

  /** What hangs at a place of a chart does not follow when the page scrolls. */
  hideReadouts(): void {
    this.hover = null;
    this.pinnedHover = null;
  }

  /** To be called inside an effect: keeps the address in step with the view. */
  saveView(): void {
    const view = $state.snapshot(this.view);
    if (this.phase === "ready") {
      const shown = this.choice && this.chosenNames();
      const few = shown !== null && shown.length <= this.runs.length / 2;
      view.show = few ? shown : null;
      view.hide = shown && !few ? this.namesLeftOut() : null;
    }
    saveView(view);
  }

  private chosenNames(): string[] {
    return this.runs.filter((run) => this.choice?.shown.has(run.id)).map((run) => run.name);
  }

  private namesLeftOut(): string[] {
    return this.runs.filter((run) => !this.choice?.shown.has(run.id)).map((run) => run.name);
  }
}

function newestFirst(runs: Run[]): Run[] {
  return runs.sort((a, b) => (b.firstWall ?? 0) - (a.firstWall ?? 0) || b.id - a.id);
}

function withoutNulls(progress: Progress): Partial<Progress> {
  return Object.fromEntries(Object.entries(progress).filter(([, value]) => value !== null));
}
