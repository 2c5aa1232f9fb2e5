/** Which preset fits the tags of a logdir, and the cards and sections that it makes of them. Which there are: `presets.ts`. */
import { type CardDefinition, defineCard } from "./cards";
import { PRESETS, type Preset } from "./presets";
import { naturalOrder, type Section } from "./sections";

/** At least this part of the tags must have a place in a preset. */
const LEAST_PLACED = 0.6;
const PREFIX = "preset:";

/** A section of a preset: its cards, each by itself or of several tags. */
export interface Placed {
  title: string;
  cards: CardDefinition[];
}

/** The preset of the framework that logged these tags; `null` where none is told by them, or too few have a place in it. */
export function presetOf(tags: readonly string[]): Preset | null {
  let best: Preset | null = null;
  let most = 0;
  for (const preset of PRESETS) {
    const told = preset.signs.every((sign) => tags.some((tag) => sign.test(tag)));
    if (!told || preset.unless?.some((sign) => tags.some((tag) => sign.test(tag)))) continue;
    const placed = tags.filter((tag) => hasPlace(preset, tag)).length;
    if (placed >= LEAST_PLACED * tags.length && placed > most) [best, most] = [preset, placed];
  }
  return best;
}

function hasPlace({ sections }: Preset, tag: string): boolean {
  return sections.some(([, cards]) => cards.some(({ tags }) => tags.some((pattern) => pattern.test(tag))));
}

/** The cards of a preset for these tags, but for those that people put into cards of several: these have no other place. */
export function placedBy(preset: Preset, tags: Iterable<string>, made: readonly CardDefinition[] = []): Placed[] {
  const all = [...tags];
  const own = new Map(place(preset, all).flatMap(({ cards }) => cards.map((card) => [card.id, namesOf(card)])));
  const taken = new Set(
    made.flatMap((card) => namesOf(card).filter((name) => name !== card.id && !own.get(card.id)?.includes(name))),
  );
  return place(
    preset,
    all.filter((tag) => !taken.has(tag)),
  );
}

function namesOf({ tags }: CardDefinition): string[] {
  return tags.kind === "names" ? tags.names : [];
}

/** A tag stands in the first card that asks for it. */
function place(preset: Preset, tags: readonly string[]): Placed[] {
  const left = new Set([...tags].sort(naturalOrder));
  return preset.sections.map(([title, wanted]) => {
    const cards = wanted.flatMap((card): CardDefinition[] => {
      const names = [...new Set(card.tags.flatMap((pattern) => [...left].filter((tag) => pattern.test(tag))))];
      for (const name of names) left.delete(name);
      const settings = card.settings ?? {};
      if (!card.title) return names.map((name) => defineCard({ kind: "names", names: [name] }, { settings }));
      const together = { id: `${PREFIX}${title}/${card.title}`, title: card.title, settings };
      return names.length > 0 ? [defineCard({ kind: "names", names }, together)] : [];
    });
    return { title, cards };
  });
}

/** A card that somebody changed keeps its place. */
export function withChanges(placed: readonly Placed[], made: readonly CardDefinition[]): CardDefinition[] {
  const changed = new Map(made.map((card) => [card.id, card]));
  return placed.flatMap(({ cards }) => cards.map((card) => changed.get(card.id) ?? card));
}

/** The sections of a preset before those that the tags give; a card stands in one of them. */
export function sectionsOf(placed: readonly Placed[], rest: readonly Section[]): Section[] {
  const cards = new Map(rest.flatMap((section) => section.cards.map((card) => [card.id, card])));
  const taken = new Set(placed.flatMap((section) => section.cards.map(({ id }) => id)));
  const own = placed.map((section): Section => {
    const there = section.cards.flatMap(({ id }) => cards.get(id) ?? []);
    return { name: `${PREFIX}${section.title}`, title: section.title, cards: there, openByDefault: true, hidden: [] };
  });
  const others = rest.map((section) => ({ ...section, cards: section.cards.filter(({ id }) => !taken.has(id)) }));
  return [...own, ...others].filter((section) => section.cards.length > 0);
}
