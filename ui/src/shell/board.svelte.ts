/**
 * What the user chose to see of the logdir, and the cards that follow from it. Wraps `logdir.svelte.ts` and everything
 * in `data/`.
 */
import type { Card, CardSeries } from "../data/card";
import { Dealer, plainStroke, type Stroke } from "../data/colours";
import { parseFilter } from "../data/filter";
import type { XAxis } from "../data/line";
import { starredFirst } from "../data/notes";
import type { PanelView } from "../data/panelview";
import type { Run } from "../data/runs";
import {
  type Choice,
  choose,
  newest,
  newRuns,
  SHOWN_BY_DEFAULT,
  SHOWN_IN_GROUPS,
  shownRuns,
  toggle,
  toggleAll,
} from "../data/selection";
import type { ChartSettings } from "../data/settings";
import { TABS, type Tab } from "../data/tabs";
import type { Pin, ValuesPart, View, Zoom } from "../data/url";
import { spacingOn } from "../data/xaxis";
import { Cursor } from "../panels/cursor";
import type { CardActions, Hover } from "../panels/scalar/hover";
import { Loader } from "../panels/scalar/loader";
import { Cards } from "./cards.svelte";
import { Columns } from "./columns.svelte";
import { Edits } from "./edits/edits.svelte";
import { Groups } from "./groups.svelte";
import { Layouts } from "./layouts.svelte";
import { Logdir } from "./logdir.svelte";
import { MediaCards } from "./media.svelte";
import { recall, remember } from "./memory";
import { Notes } from "./notes.svelte";
import { Sections } from "./sections.svelte";
import { restoreView } from "./view";
import { Views } from "./views/views.svelte";

/** Least time between two requests of a card while the logdir is being read. */
const PAUSE_WHILE_LOADING_MS = 1_000;

/** Runs side by side in the panel: beyond, nobody reads columns. */
export const MOST_COMPARED = 20;

export class Board {
  readonly logdir = new Logdir(() => this.forget());
  readonly notes = new Notes();
  readonly layouts = new Layouts(this.logdir);
  readonly columns = new Columns(this.logdir, this.notes);
  readonly edits = new Edits(
    this.notes,
    (run) => this.columns.nameOf(run),
    (run) => this.logdir.names.get(run.id) ?? run.name,
  );
  readonly cursor = new Cursor();
  readonly loader = new Loader((boot) => this.logdir.checkBoot(boot), {
    idOf: (tag) => this.logdir.table.tagOf(tag),
    points: (run, tag) => this.logdir.table.pointsOf(run, tag),
  });

  readonly views = new Views((view) => this.showView(view));

  view = $state(restoreView());
  private chosen = $state.raw<Choice>(null);
  hover = $state.raw<Hover | null>(null);
  pinnedHover = $state.raw<Hover | null>(null);
  /** The run under the pointer in the run list. */
  listedRun = $state<number | null>(null);
  /** The run whose line was clicked last. */
  found = $state.raw<{ run: number } | null>(null);
  private isolatedFrom: Choice | undefined;

  private dealer = new Dealer();
  private dealtFor = "";

  readonly tabs = $derived(this.logdir.loading && this.view.tab !== "board" ? [...TABS] : this.logdir.tabs);
  readonly tab: Tab = $derived(this.tabs.includes(this.view.tab) ? this.view.tab : "board");
  readonly pause = $derived(this.logdir.loading ? PAUSE_WHILE_LOADING_MS : 0);
  readonly filter = $derived(parseFilter(this.view.runFilter, (run) => this.columns.namesOf(run), this.columns.names));
  /** How many runs somebody took out of the list. */
  readonly hiddenRuns: number = $derived(this.logdir.runs.filter((run) => this.notes.of(run.name).hidden).length);
  readonly matching: Run[] = $derived.by(() => this.findMatching());
  /** What each run is called, by id. */
  readonly names: ReadonlyMap<number, string> = $derived(
    new Map(this.logdir.runs.map((run) => [run.id, this.columns.nameOf(run)])),
  );
  readonly choice: Choice = $derived(this.chosen ?? this.choiceOfAddress());
  readonly groups = new Groups(this);
  readonly shown = $derived(
    shownRuns(this.matching, this.choice, this.groups.grouping ? SHOWN_IN_GROUPS : SHOWN_BY_DEFAULT),
  );
  readonly waitingRuns = $derived(newRuns(this.logdir.runs, this.choice));
  readonly strokes: Map<number, Stroke> = $derived.by(() => this.dealStrokes());
  readonly media = new MediaCards(this);
  readonly cards = new Cards(this);
  readonly sections = new Sections(this);
  /** The card that fills the window. */
  readonly fullCard: Card | null = $derived(
    (this.tab === "board" && this.cards.all.get(this.view.fullScreen ?? "")) || null,
  );
  /** The longest series on the page: what a smoothing weight is a weight of. */
  readonly longest: CardSeries | null = $derived.by(() => {
    let longest: CardSeries | null = null;
    for (const card of this.cards.all.values()) {
      for (const one of card.series) if (!longest || one.source.points > longest.source.points) longest = one;
    }
    return longest;
  });
  readonly spacing = $derived((this.longest && spacingOn(this.view.settings.x, this.longest)) || 1);
  readonly hoveredRun = $derived(
    this.listedRun ?? (this.hover && this.hover.nearest >= 0 ? this.hover.rows[this.hover.nearest].line.run : null),
  );
  readonly actions: CardActions = {
    hover: (hover) => {
      this.hover = hover;
    },
    pin: (hover) => this.pin(hover),
    find: (run) => {
      this.found = { run };
    },
    zoom: (zoom) => {
      this.view.zoom = zoom;
    },
    look: (card, stretch) => this.look(card, stretch),
    showValues: (card, part) => this.showValues(card, part),
    togglePinned: (id) => {
      const pinned = this.view.pinnedCards;
      this.view.pinnedCards = pinned.includes(id) ? pinned.filter((other) => other !== id) : [...pinned, id];
    },
    fillScreen: (id) => this.fillScreen(id),
    change: (definition) => this.cards.put(definition),
    unmake: (id) => this.cards.unmake(id),
    join: (onto, dropped) => this.cards.join(onto, dropped),
  };

  constructor() {
    this.cursor.pin(this.view.pin);
  }

  /** The runs that the address names, of those that are there by now. */
  private choiceOfAddress(): Choice {
    const { show, hide } = this.view;
    if (!show && !hide) return null;
    const listed = new Set(show ?? hide);
    const shown = this.logdir.runs.filter((run) => listed.has(run.name) === (show !== null));
    return choose(
      shown.map((run) => run.id),
      this.logdir.runs,
    );
  }

  /** To be called inside an effect: once all runs are there, what the address says becomes the user's choice. */
  adoptAddress(): void {
    if (this.logdir.phase !== "ready" || this.logdir.loading) return;
    if (this.view.show || this.view.hide) this.chosen = this.choiceOfAddress();
    this.view.show = null;
    this.view.hide = null;
  }

  /** What the first chart depends on, all at the same time; then the runs. */
  async start(): Promise<void> {
    await Promise.allSettled([this.views.begin(), this.cards.loadPresets()]);
    await this.logdir.start();
  }

  private showView(view: View): void {
    this.hideReadouts();
    this.chosen = null;
    this.isolatedFrom = undefined;
    this.view = view;
    this.cursor.pin(view.pin);
  }

  /** To be called inside an effect: runs that were deleted and come back are shown if they were. */
  showReturned(): void {
    const { returning } = this.edits;
    const back = this.logdir.runs.filter((run) => returning.has(run.name));
    if (back.length === 0) return;
    const names = new Set(back.map((run) => run.name));
    this.edits.returning = new Set([...returning].filter((name) => !names.has(name)));
    if (this.choice) this.showOnly([...this.choice.shown, ...back.map((run) => run.id)]);
  }

  /** Ids mean something only within one start of the server; what the user chose is kept by name. */
  private forget(): void {
    this.view.show = this.choice && this.chosenNames();
    this.view.hide = null;
    this.chosen = null;
    this.isolatedFrom = undefined;
    this.loader.clear();
    this.cards.forget();
    this.columns.clear();
    this.notes.forget();
    this.hideReadouts();
  }

  private findMatching(): Run[] {
    const { hiddenToo, starredFirst: starsFirst } = this.view;
    const listed = this.logdir.runs.filter((run) => hiddenToo || !this.notes.of(run.name).hidden);
    const matching = listed.filter(this.filter.test);
    return starsFirst ? starredFirst(matching, (run) => this.notes.of(run.name).star === true) : matching;
  }

  private get coloursName(): string {
    return `colours:${this.logdir.path}`;
  }

  /** Runs in a group have its colour. While the logdir is being read the newest runs are not known yet: what is dealt then is not kept. */
  private dealStrokes(): Map<number, Stroke> {
    if (this.dealtFor !== this.coloursName) this.dealer = new Dealer(recall(this.coloursName, {}));
    this.dealtFor = this.coloursName;
    const byId = this.logdir.runs
      .filter((run) => this.shown.has(run.id) && !this.groups.styleOf(run))
      .sort((a, b) => a.id - b.id);
    const dealer = this.logdir.loading ? new Dealer(this.dealer.toJSON()) : this.dealer;
    if (!this.logdir.loading)
      dealer.keepOnly(new Set([...this.logdir.runs.map((run) => run.name), ...this.edits.gone]));
    const dealt = dealer.deal(byId.map((run) => run.name));
    if (dealt && !this.logdir.loading) remember(this.coloursName, dealer.toJSON());
    const strokes = new Map<number, Stroke>();
    for (const run of this.logdir.runs) {
      const { colour } = this.notes.of(run.name);
      const stroke = this.groups.styleOf(run)?.stroke ?? (colour ? plainStroke(colour) : dealer.stroke(run.name));
      if (stroke) strokes.set(run.id, stroke);
    }
    return strokes;
  }

  /** A tab with nothing in it is not opened. */
  openTab(tab: Tab): void {
    if (!this.tabs.includes(tab)) return;
    this.hideReadouts();
    this.view.tab = tab;
  }

  /** `null`: back to the board. */
  /** Opens the panel of a run, or closes it; what is not said of it stays as it was. */
  openRun(run: string | null, more: Partial<PanelView> = {}): void {
    this.view.panel = { ...this.view.panel, ...more, run };
  }

  /** That of a line of a chart. */
  openRunOf(id: number): void {
    this.openRun(this.logdir.table.get(id)?.name ?? null);
  }

  fillScreen(id: string | null): void {
    this.hideReadouts();
    this.view.fullScreen = id;
  }

  /** The same number of points stays in the smoothing window. */
  setXAxis(x: XAxis): void {
    const { settings } = this.view;
    if (x === settings.x) return;
    const before = this.spacing;
    settings.x = x;
    settings.window = Number(((settings.window / before) * this.spacing).toPrecision(3));
    this.view.zoom = null;
    this.pin(null);
  }

  /** A stretch of x to look at without zooming to it. */
  look(card: string, stretch: Zoom | null): void {
    this.view.stretch = stretch;
    if (stretch) this.showValues(card, "stretch");
  }

  /** A table of a card's values; `null` closes it. Without a part that of the card is opened, or closed. */
  showValues(card: string, part: ValuesPart | null | undefined): void {
    const { values } = this.view;
    const asked = part === undefined ? (values?.card === card ? null : this.view.pin ? "at" : "drawn") : part;
    this.view.values = asked && { card, part: asked };
    if (!asked) this.view.stretch = null;
    this.hover = null;
  }

  /** How all charts are drawn, but those that say otherwise. */
  set({ x, ...changed }: Partial<ChartSettings>): void {
    if (x) this.setXAxis(x);
    Object.assign(this.view.settings, changed);
  }

  toggleLogX(): void {
    const { settings } = this.view;
    settings.xScale = settings.xScale === "log" ? "linear" : "log";
  }

  toggleLogY(): void {
    const { settings } = this.view;
    settings.yScale = settings.yScale === "log" ? "linear" : "log";
  }

  toggleRun(id: number): void {
    this.chosen = toggle(this.choice ? this.choice.shown : this.shown, id, this.logdir.runs);
  }

  toggleRuns(ids: readonly number[]): void {
    this.chosen = toggleAll(this.choice ? this.choice.shown : this.shown, ids, this.logdir.runs);
  }

  /** Shows or hides these, whatever they were. */
  setShown(ids: readonly number[], shown: boolean): void {
    const next = new Set(this.choice?.shown ?? this.shown);
    for (const id of ids) {
      if (shown) next.add(id);
      else next.delete(id);
    }
    this.showOnly(next);
  }

  setExpanded(folder: string, byDefault: boolean, expanded: boolean): void {
    const others = (folders: string[]) => folders.filter((other) => other !== folder);
    this.view.expanded = [...others(this.view.expanded), ...(expanded && !byDefault ? [folder] : [])];
    this.view.collapsed = [...others(this.view.collapsed), ...(!expanded && byDefault ? [folder] : [])];
  }

  showOnly(ids: Iterable<number>): void {
    this.chosen = choose(ids, this.logdir.runs);
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

  /** Shows one run or one group alone; asked again, what was shown before. */
  isolate(id: number): void {
    const wanted = this.groups.of(id)?.runs.map((run) => run.id) ?? [id];
    const alone = this.shown.size === wanted.length && wanted.every((one) => this.shown.has(one));
    if (alone && this.isolatedFrom !== undefined) {
      this.chosen = this.isolatedFrom;
      this.isolatedFrom = undefined;
    } else if (!alone) {
      this.isolatedFrom = this.chosen;
      this.showOnly(wanted);
    }
  }

  pin(hover: Hover | null): void {
    this.pinAt(hover && { axis: hover.axis, x: hover.x });
    this.pinnedHover = hover;
  }

  /** Without a readout: no chart was clicked. */
  pinAt(place: Pin | null): void {
    this.pinnedHover = null;
    this.view.pin = place;
    this.cursor.pin(place);
  }

  /** What hangs at a place of a chart does not follow when the page scrolls. */
  hideReadouts(): void {
    this.hover = null;
    this.pinnedHover = null;
  }

  /** To be called inside an effect: keeps the address in step with the view. */
  saveView(): void {
    const view = $state.snapshot(this.view);
    if (this.chosen) {
      const shown = this.chosenNames();
      const few = shown.length <= this.logdir.runs.length / 2;
      view.show = few ? shown : null;
      view.hide = few ? null : this.namesLeftOut();
    }
    this.views.keep(view, this.logdir.phase === "ready" && !this.logdir.loading);
  }

  /** Whether the run of this name is drawn because somebody chose so. */
  isChosen(name: string): boolean {
    return this.choice !== null && this.chosenNames().includes(name);
  }

  private chosenNames(): string[] {
    return this.logdir.runs.filter((run) => this.choice?.shown.has(run.id)).map((run) => run.name);
  }

  private namesLeftOut(): string[] {
    return this.logdir.runs.filter((run) => !this.choice?.shown.has(run.id)).map((run) => run.name);
  }
}
