/** The cards of the board: which there are, what each shows, and what people do to them. Wraps `data/cards.ts` and `data/card.ts`. */
import { type Card, sameCard, tagsOf, toCard } from "../data/card";
import {
  allCards,
  type CardDefinition,
  cardOfFilter,
  joinCards,
  putCard,
  sectionOfCard,
  tagsOfCard,
  unmakeCard,
} from "../data/cards";
import type { Stroke } from "../data/colours";
import { type Heading, headingsOf } from "../data/layouts";
import type { Run } from "../data/runs";
import { type CardPlace, type Section, toSections } from "../data/sections";
import { textFilter } from "../data/selection";
import type { View } from "../data/url";
import type { Groups } from "./groups.svelte";
import type { Layouts } from "./layouts.svelte";
import type { Logdir } from "./logdir.svelte";
import type { MediaCards } from "./media.svelte";

/** What the cards are made from. */
interface Source {
  readonly logdir: Logdir;
  readonly layouts: Layouts;
  readonly groups: Groups;
  readonly view: View;
  readonly media: MediaCards;
  readonly names: ReadonlyMap<number, string>;
  readonly shown: ReadonlySet<number>;
  readonly strokes: ReadonlyMap<number, Stroke>;
}

export class Cards {
  private before = new Map<string, Card>();

  constructor(private readonly board: Source) {}

  private readonly headings: Heading[] = $derived.by(() =>
    headingsOf(this.board.layouts.categories, this.board.view.cards),
  );
  private readonly ofLayouts: ReadonlySet<string> = $derived(
    new Set(this.headings.flatMap(({ cards }) => cards.map(({ id }) => id))),
  );
  /** By id. */
  readonly all: ReadonlyMap<string, Card> = $derived.by(() => this.make());
  readonly sections: Section[] = $derived.by(() => {
    const cards = this.filtered([...this.all.values()].filter(({ id }) => !this.ofLayouts.has(id)));
    const charts = cards.map(({ id, name, tags }) => ({ id, name, section: sectionOfCard(tags) }));
    return toSections([...charts, ...this.board.media.places]);
  });
  /** Those that runs asked for, in the order in which they did; `prefix` is the heading. */
  readonly layoutSections: Section[] = $derived.by(() =>
    this.headings.flatMap(({ title, closed, cards }) => {
      const there = cards.flatMap(({ id }) => this.all.get(id) ?? []);
      const places: CardPlace[] = this.filtered(there).map(({ id, name }) => ({ id, name, section: title }));
      return places.length > 0 ? [{ prefix: title, cards: places, openByDefault: !closed }] : [];
    }),
  );
  /** Every tag of the shown runs. */
  readonly tags: string[] = $derived([...new Set([...this.all.values()].flatMap((card) => card.tags))]);

  private filtered(cards: Card[]): Card[] {
    if (!this.board.media.isShown("scalar")) return [];
    const matches = textFilter(this.board.view.tagFilter);
    return cards.filter((card) => matches(card.name) || card.tags.some(matches));
  }

  private make(): Map<string, Card> {
    const { logdir, names, shown, strokes, view, groups } = this.board;
    const runs = logdir.runs
      .filter((run) => shown.has(run.id))
      .map((run: Run) => ({
        run,
        label: names.get(run.id) ?? run.name,
        stroke: strokes.get(run.id) as Stroke,
        group: groups.styleOf(run),
      }));
    const tags = new Set([...tagsOf(runs.map(({ run }) => run))].map((tag) => logdir.table.tags[tag]));
    const cards = new Map<string, Card>();
    const asked = this.headings.flatMap(({ cards }) => cards);
    const made = view.cards.filter(({ id }) => !this.ofLayouts.has(id));
    for (const definition of runs.length > 0 ? [...asked, ...allCards(made, tags)] : []) {
      const card = toCard(logdir.table, definition, tagsOfCard(definition, tags), runs);
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

  put(definition: CardDefinition): void {
    this.board.view.cards = putCard(this.board.view.cards, definition);
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
