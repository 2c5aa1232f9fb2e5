/** The sections of the board as people arranged them, and what they do to them. Wraps `data/arrangement.ts`. */
import { type Arrangement, AS_IT_COMES, arrange, WIDTHS } from "../data/arrangement";
import { sectionOfCard } from "../data/cards";
import { headingName } from "../data/layouts";
import { type Section, toSections } from "../data/sections";
import { textFilter } from "../data/selection";
import type { View } from "../data/url";
import type { Dictionary } from "../i18n";
import type { Cards } from "./cards.svelte";
import type { Edits } from "./edits/edits.svelte";
import type { Edit } from "./edits/history.svelte";
import type { MediaCards } from "./media.svelte";

/** Loaded when something is first moved. */
type Arranging = typeof import("../data/arranging");
type Change = (arranging: Arranging, now: Arrangement) => Arrangement;

interface Source {
  readonly cards: Cards;
  readonly edits: Edits;
  readonly media: MediaCards;
  readonly view: View;
}

export class Sections {
  /** In the address, of the section of pinned cards. */
  readonly pinnedName = "pinned/";

  /** The section that was made last: its name is to be typed. */
  fresh: string | null = null;

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
    return cards.presets?.sectionsOf(cards.placed, sections) ?? sections;
  }

  /** The section that a card stands in. */
  of(id: string): Section | undefined {
    return this.all.find(({ cards }) => cards.some((card) => card.id === id));
  }

  widthOf(id: string): number {
    return this.board.view.arrangement.widths[id] ?? 1;
  }

  private async set(change: Change): Promise<void> {
    const arranging = await import("../data/arranging");
    this.board.view.arrangement = change(arranging, $state.snapshot(this.board.view.arrangement));
  }

  /** Says what was done, with the way back. */
  private setUndoably(change: Change, said: string, words: Dictionary): void {
    void this.board.edits.history.do(this.edit(change, said, words.edits.undone(said)));
  }

  private edit(change: Change, said: string, reversed: string): Edit {
    return {
      said: () => said,
      run: async () => {
        const before = $state.snapshot(this.board.view.arrangement);
        await this.set(change);
        return this.edit(() => before, reversed, said);
      },
    };
  }

  /** Before another card of a section, or to its end. */
  async moveCard(id: string, to: string, before: string | null): Promise<void> {
    await this.set((arranging, now) => arranging.moveCard(now, this.base, id, to, before));
  }

  /** Next to another card, on its left or on its right. */
  async placeCard(id: string, beside: string, after: boolean): Promise<void> {
    const section = this.of(beside);
    if (!section || id === beside) return;
    const others = section.cards.map((card) => card.id).filter((other) => other !== id);
    await this.moveCard(id, section.name, after ? (others[others.indexOf(beside) + 1] ?? null) : beside);
  }

  /** By one place in its section; at the ends into the next section. */
  async shiftCard(id: string, by: -1 | 1): Promise<void> {
    const section = this.of(id);
    if (!section) return;
    const ids = section.cards.map((card) => card.id);
    const place = ids.indexOf(id) + by;
    if (place >= 0 && place < ids.length) {
      await this.moveCard(id, section.name, by < 0 ? ids[place] : (ids[place + 1] ?? null));
      return;
    }
    const next = this.all[this.all.indexOf(section) + by];
    if (next) await this.moveCard(id, next.name, by < 0 ? null : (next.cards[0]?.id ?? null));
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

  async setWidth(id: string, columns: number): Promise<void> {
    await this.set((arranging, now) => arranging.setWidth(now, id, columns));
  }

  /** One, two, three columns, and one again. */
  nextWidth(id: string): Promise<void> {
    return this.setWidth(id, WIDTHS[WIDTHS.indexOf(this.widthOf(id) as 1 | 2 | 3) + 1] ?? 1);
  }

  hideCard(id: string, words: Dictionary): void {
    const name = this.board.cards.all.get(id)?.name ?? id;
    this.setUndoably((arranging, now) => arranging.setHidden(now, [id], true), words.arrange.wasHidden(name), words);
  }

  async showCards(ids: readonly string[]): Promise<void> {
    await this.set((arranging, now) => arranging.setHidden(now, ids, false));
  }

  /** Before another section; its name. */
  async add(title: string, before: string | null): Promise<string> {
    const { addSection } = await import("../data/arranging");
    const [next, name] = addSection($state.snapshot(this.board.view.arrangement), this.base, title, before);
    this.fresh = name;
    this.board.view.arrangement = next;
    return name;
  }

  remove(name: string, words: Dictionary): void {
    const title = this.all.find((section) => section.name === name)?.title ?? name;
    this.setUndoably((arranging, now) => arranging.removeSection(now, name), words.arrange.wasRemoved(title), words);
  }

  async rename(name: string, title: string): Promise<void> {
    await this.set((arranging, now) => arranging.renameSection(now, name, title));
  }

  async move(name: string, before: string | null): Promise<void> {
    await this.set((arranging, now) => arranging.moveSection(now, this.base, name, before));
  }

  async shift(name: string, by: -1 | 1): Promise<void> {
    const names = this.all.map((section) => section.name);
    const place = names.indexOf(name) + by;
    if (place < 0 || place >= names.length) return;
    await this.move(name, by < 0 ? names[place] : (names[place + 1] ?? null));
  }

  /** With the preset that fits, or without. */
  async setAsLogged(asLogged: boolean): Promise<void> {
    await this.set((_, now) => ({ ...now, asLogged }));
  }

  /** Everything as the tags, layouts and preset give it. */
  reset(words: Dictionary): void {
    this.setUndoably((_, { asLogged }) => ({ ...AS_IT_COMES, asLogged }), words.arrange.wasReset, words);
  }

  get isArranged(): boolean {
    const { order, sections, widths, hidden } = this.board.view.arrangement;
    return order.length + sections.length + hidden.length + Object.keys(widths).length > 0;
  }
}
