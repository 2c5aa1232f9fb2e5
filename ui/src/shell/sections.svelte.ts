/** The sections of the board as people arranged them, and what they do to them. Wraps `data/arrangement.ts`. */
import {
  type Arrangement,
  AS_IT_COMES,
  addSection,
  arrange,
  moveCard,
  moveSection,
  removeSection,
  renameSection,
  setHidden,
  setWidth,
  WIDTHS,
} from "../data/arrangement";
import { sectionOfCard } from "../data/cards";
import { headingName } from "../data/layouts";
import { sectionsOf } from "../data/preset";
import { type Section, toSections } from "../data/sections";
import { textFilter } from "../data/selection";
import type { View } from "../data/url";
import type { Dictionary } from "../i18n";
import type { Cards } from "./cards.svelte";
import type { Edits } from "./edits/edits.svelte";
import type { Edit } from "./edits/history.svelte";
import type { MediaCards } from "./media.svelte";

interface Source {
  readonly cards: Cards;
  readonly edits: Edits;
  readonly media: MediaCards;
  readonly view: View;
}

export class Sections {
  /** In the address, of the section of pinned cards. */
  readonly pinnedName = "pinned/";

  constructor(private readonly board: Source) {}

  /** As the tags, the runs' layouts and the preset give them. */
  private readonly base: Section[] = $derived.by(() => [...this.ofLayouts(), ...this.ofTags()]);
  readonly all: Section[] = $derived.by(() => arrange(this.base, this.board.view.arrangement));
  /** Those with cards that pass the filter and are of a kind that is shown. */
  readonly shown: Section[] = $derived.by(() => {
    const { cards, media, view } = this.board;
    if (!view.tagFilter.trim() && view.media.kind === null) return this.all;
    const matches = textFilter(view.tagFilter);
    const pictures = new Set(media.shown.map(({ id }) => id));
    const passes = (id: string) => {
      const card = cards.all.get(id);
      return card ? media.isShown("scalar") && (matches(card.name) || card.tags.some(matches)) : pictures.has(id);
    };
    const filtered = this.all.map((section) => ({ ...section, cards: section.cards.filter(({ id }) => passes(id)) }));
    return filtered.filter((section) => section.cards.length > 0);
  });

  /** In the order in which runs asked for them. */
  private ofLayouts(): Section[] {
    const { all, headings } = this.board.cards;
    return headings.map(({ title, closed, cards }) => {
      const there = cards.flatMap(({ id }) => all.get(id) ?? []);
      const places = there.map(({ id, name }) => ({ id, name, section: title }));
      return { name: headingName(title), title, cards: places, openByDefault: !closed, hidden: [] };
    });
  }

  private ofTags(): Section[] {
    const { cards } = this.board;
    const own = [...cards.all.values()].filter(({ id }) => !cards.isOfLayout(id));
    const charts = own.map(({ id, name, tags }) => ({ id, name, section: sectionOfCard(tags) }));
    const sections = toSections([...charts, ...this.board.media.places]);
    return cards.placed.length > 0 ? sectionsOf(cards.placed, sections) : sections;
  }

  /** The section that a card stands in. */
  of(id: string): Section | undefined {
    return this.all.find(({ cards }) => cards.some((card) => card.id === id));
  }

  widthOf(id: string): number {
    return this.board.view.arrangement.widths[id] ?? 1;
  }

  private set(change: (now: Arrangement) => Arrangement): void {
    this.board.view.arrangement = change($state.snapshot(this.board.view.arrangement));
  }

  /** Says what was done, with the way back. */
  private setUndoably(change: (now: Arrangement) => Arrangement, said: string, words: Dictionary): void {
    void this.board.edits.history.do(this.edit(change, said, words.edits.undone(said)));
  }

  private edit(change: (now: Arrangement) => Arrangement, said: string, reversed: string): Edit {
    return {
      said: () => said,
      run: async () => {
        const before = $state.snapshot(this.board.view.arrangement);
        this.set(change);
        return this.edit(() => before, reversed, said);
      },
    };
  }

  /** Before another card of a section, or to its end. */
  moveCard(id: string, to: string, before: string | null): void {
    this.set((now) => moveCard(now, this.base, id, to, before));
  }

  /** Next to another card, on its left or on its right. */
  placeCard(id: string, beside: string, after: boolean): void {
    const section = this.of(beside);
    if (!section || id === beside) return;
    const others = section.cards.map((card) => card.id).filter((other) => other !== id);
    this.moveCard(id, section.name, after ? (others[others.indexOf(beside) + 1] ?? null) : beside);
  }

  /** By one place in its section; at the ends into the next section. */
  shiftCard(id: string, by: -1 | 1): void {
    const section = this.of(id);
    if (!section) return;
    const ids = section.cards.map((card) => card.id);
    const place = ids.indexOf(id) + by;
    if (place >= 0 && place < ids.length) {
      this.moveCard(id, section.name, by < 0 ? ids[place] : (ids[place + 1] ?? null));
      return;
    }
    const next = this.all[this.all.indexOf(section) + by];
    if (next) this.moveCard(id, next.name, by < 0 ? null : (next.cards[0]?.id ?? null));
  }

  /** Beside another among the pinned cards. */
  placePinned(id: string, beside: string, after: boolean): void {
    if (id === beside) return;
    const others = this.board.view.pinnedCards.filter((other) => other !== id);
    others.splice(others.indexOf(beside) + Number(after), 0, id);
    this.board.view.pinnedCards = others;
  }

  shiftPinned(id: string, by: -1 | 1): void {
    const { pinnedCards } = this.board.view;
    const beside = pinnedCards[pinnedCards.indexOf(id) + by];
    if (beside !== undefined) this.placePinned(id, beside, by > 0);
  }

  setWidth(id: string, columns: number): void {
    this.set((now) => setWidth(now, id, columns));
  }

  /** One, two, three columns, and one again. */
  nextWidth(id: string): void {
    this.setWidth(id, WIDTHS[WIDTHS.indexOf(this.widthOf(id) as 1 | 2 | 3) + 1] ?? 1);
  }

  hideCard(id: string, words: Dictionary): void {
    const name = this.board.cards.all.get(id)?.name ?? id;
    this.setUndoably((now) => setHidden(now, [id], true), words.arrange.wasHidden(name), words);
  }

  showCards(ids: readonly string[]): void {
    this.set((now) => setHidden(now, ids, false));
  }

  /** Before another section; its name. */
  add(title: string, before: string | null): string {
    const [next, name] = addSection($state.snapshot(this.board.view.arrangement), this.base, title, before);
    this.board.view.arrangement = next;
    return name;
  }

  remove(name: string, words: Dictionary): void {
    const title = this.all.find((section) => section.name === name)?.title ?? name;
    this.setUndoably((now) => removeSection(now, name), words.arrange.wasRemoved(title), words);
  }

  rename(name: string, title: string): void {
    this.set((now) => renameSection(now, name, title));
  }

  move(name: string, before: string | null): void {
    this.set((now) => moveSection(now, this.base, name, before));
  }

  shift(name: string, by: -1 | 1): void {
    const names = this.all.map((section) => section.name);
    const place = names.indexOf(name) + by;
    if (place < 0 || place >= names.length) return;
    this.move(name, by < 0 ? names[place] : (names[place + 1] ?? null));
  }

  /** With the preset that fits, or without. */
  setAsLogged(asLogged: boolean): void {
    this.set((now) => ({ ...now, asLogged }));
  }

  /** Everything as the tags, layouts and preset give it. */
  reset(words: Dictionary): void {
    this.setUndoably(({ asLogged }) => ({ ...AS_IT_COMES, asLogged }), words.arrange.wasReset, words);
  }

  get isArranged(): boolean {
    const { order, sections, widths, hidden } = this.board.view.arrangement;
    return order.length + sections.length + hidden.length + Object.keys(widths).length > 0;
  }
}
