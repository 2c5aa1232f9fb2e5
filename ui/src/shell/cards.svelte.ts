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
import type { Run } from "../data/runs";
import { type Section, toSections } from "../data/sections";
import { textFilter } from "../data/selection";
import type { View } from "../data/url";
import type { Logdir } from "./logdir.svelte";

/** What the cards are made from. */
interface Source {
  readonly logdir: Logdir;
  readonly view: View;
  readonly shown: ReadonlySet<number>;
  readonly strokes: ReadonlyMap<number, Stroke>;
}

export class Cards {
  private before = new Map<string, Card>();

  constructor(private readonly board: Source) {}

  /** By id. */
  readonly all: ReadonlyMap<string, Card> = $derived.by(() => this.make());
  readonly sections: Section[] = $derived.by(() => {
    const matches = textFilter(this.board.view.tagFilter);
    const cards = [...this.all.values()].filter((card) => matches(card.name) || card.tags.some(matches));
    return toSections(cards.map(({ id, name, tags }) => ({ id, name, section: sectionOfCard(tags) })));
  });
  /** Every tag of the shown runs. */
  readonly tags: string[] = $derived([...new Set([...this.all.values()].flatMap((card) => card.tags))]);

  private make(): Map<string, Card> {
    const { logdir, shown, strokes, view } = this.board;
    const runs = logdir.runs
      .filter((run) => shown.has(run.id))
      .map((run: Run) => ({
        run,
        label: logdir.names.get(run.id) ?? run.name,
        stroke: strokes.get(run.id) as Stroke,
      }));
    const tags = new Set([...tagsOf(runs.map(({ run }) => run))].map((tag) => logdir.table.tags[tag]));
    const cards = new Map<string, Card>();
    for (const definition of allCards(view.cards, tags)) {
      const card = toCard(logdir.table, definition, tagsOfCard(definition, tags), runs);
      const before = this.before.get(definition.id);
      if (card) cards.set(card.id, before && sameCard(before, card) ? before : card);
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
