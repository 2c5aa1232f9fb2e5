/** The cards of the board: which there are, what each shows, and what people do to them. Wraps `data/cards.ts` and `data/card.ts`. */
import { type Card, sameCard, tagsOf, toCard } from "../data/card";
import {
  allCards,
  type CardDefinition,
  cardOfFilter,
  joinCards,
  keepCard,
  putCard,
  tagsOfCard,
  unmakeCard,
} from "../data/cards";
import type { Stroke } from "../data/colours";
import { type Heading, headingsOf } from "../data/layouts";
import type { Placed } from "../data/preset";
import type { Preset } from "../data/presets";
import type { Run } from "../data/runs";
import type { View } from "../data/url";
import type { Groups } from "./groups.svelte";
import type { Layouts } from "./layouts.svelte";
import type { Logdir } from "./logdir.svelte";

/** What the cards are made from. */
interface Source {
  readonly logdir: Logdir;
  readonly layouts: Layouts;
  readonly groups: Groups;
  readonly view: View;
  readonly names: ReadonlyMap<number, string>;
  readonly shown: ReadonlySet<number>;
  readonly strokes: ReadonlyMap<number, Stroke>;
}

export class Cards {
  private before = new Map<string, Card>();
  /** Comes a little later than the page. */
  presets = $state.raw<typeof import("../data/preset") | null>(null);
  /** What `placed` was found for; cards that are the same are the same objects. */
  private placedFor = "";
  private placedBefore: readonly Placed[] = [];
  private fittingBefore: Preset | null = null;

  constructor(private readonly board: Source) {}

  /** What runs asked for. */
  readonly headings: Heading[] = $derived.by(() => headingsOf(this.board.layouts.categories, this.board.view.cards));
  private readonly ofLayouts: ReadonlySet<string> = $derived(
    new Set(this.headings.flatMap(({ cards }) => cards.map(({ id }) => id))),
  );
  private readonly shownRuns: Run[] = $derived.by(() =>
    this.board.logdir.runs.filter((run) => this.board.shown.has(run.id)),
  );
  private readonly logged: ReadonlySet<string> = $derived.by(() => {
    const { table } = this.board.logdir;
    return new Set([...tagsOf(this.shownRuns)].map((tag) => table.tags[tag]));
  });
  /** The preset that fits what is shown, applied or not. */
  readonly fitting: Preset | null = $derived.by(() => this.findPreset());
  readonly applied: Preset | null = $derived.by(() => (this.board.view.arrangement.asLogged ? null : this.fitting));
  /** What stands beside each run, the first that it has; empty where no preset is applied. */
  readonly mainTags: readonly RegExp[] = $derived(this.applied?.main.tags ?? []);
  /** Where it puts the cards of the tags; empty where none is applied. */
  readonly placed: readonly Placed[] = $derived.by(() => this.place());
  /** By id. */
  readonly all: ReadonlyMap<string, Card> = $derived.by(() => this.make());
  /** Every tag of the shown runs. */
  readonly tags: string[] = $derived([...new Set([...this.all.values()].flatMap((card) => card.tags))]);

  async loadPresets(): Promise<void> {
    this.presets = await import("../data/preset");
  }

  isOfLayout(id: string): boolean {
    return this.ofLayouts.has(id);
  }

  /** While nothing is shown, that of what was shown before. */
  private findPreset(): Preset | null {
    if (this.logged.size > 0) this.fittingBefore = this.presets?.presetOf([...this.logged]) ?? null;
    return this.fittingBefore;
  }

  private place(): readonly Placed[] {
    const { cards } = this.board.view;
    const preset = this.applied;
    if (!preset || !this.presets) return [];
    const key = JSON.stringify([preset.name, cards.map(({ id, tags }) => [id, tags]), [...this.logged]]);
    if (key !== this.placedFor) this.placedBefore = this.presets.placedBy(preset, this.logged, cards);
    this.placedFor = key;
    return this.placedBefore;
  }

  private make(): Map<string, Card> {
    const { logdir, names, strokes, view, groups } = this.board;
    const runs = this.shownRuns.map((run: Run) => ({
      run,
      label: names.get(run.id) ?? run.name,
      stroke: strokes.get(run.id) as Stroke,
      group: groups.styleOf(run),
    }));
    const cards = new Map<string, Card>();
    const asked = this.headings.flatMap(({ cards }) => cards);
    const placed = this.presets?.withChanges(this.placed, view.cards) ?? [];
    const known = new Set([...this.ofLayouts, ...placed.map(({ id }) => id)]);
    const made = view.cards.filter(({ id }) => !known.has(id));
    for (const definition of runs.length > 0 ? [...asked, ...allCards([...made, ...placed], this.logged)] : []) {
      const card = toCard(logdir.table, definition, tagsOfCard(definition, this.logged), runs);
      const before = this.before.get(definition.id);
      if (card && (card.series.length > 0 || !logdir.loading))
        cards.set(card.id, before && sameCard(before, card) ? before : card);
    }
    this.before = cards;
    return cards;
  }

  forget(): void {
    this.before.clear();
  }

  /** What a preset says of a card is overruled by a card that says nothing. */
  put(definition: CardDefinition): void {
    const ofPreset = this.placed.some(({ cards }) => cards.some(({ id }) => id === definition.id));
    this.board.view.cards = (ofPreset ? keepCard : putCard)(this.board.view.cards, definition);
  }

  unmake(id: string): void {
    this.board.view.cards = unmakeCard(this.board.view.cards, id);
  }

  join(onto: string, dropped: string): void {
    const [target, source] = [this.all.get(onto), this.all.get(dropped)];
    if (!target || !source || target === source) return;
    this.board.view.cards = joinCards(
      this.board.view.cards,
      { card: target.definition, names: target.tags },
      { card: source.definition, names: source.tags },
    );
  }

  /** One chart of all tags that pass the filter; its id. */
  addOfFilter(): string {
    const made = cardOfFilter(this.board.view.tagFilter);
    this.put(made);
    return made.id;
  }
}
