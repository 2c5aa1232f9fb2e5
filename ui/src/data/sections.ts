/** Cards stand in sections by tag prefix, in natural order; tags without a slash share the first. */

export const OPEN_UNTIL_CARDS = 24;
export const CARDS_BEFORE_SHOW_ALL = 12;
const CLOSED_BY_DEFAULT = new Set(["system"]);

/** A card, as far as its place matters. */
export interface CardPlace {
  id: string;
  name: string;
  /** The prefix whose section it stands in. */
  section: string;
  /** It is no chart, and stands behind those that are. */
  media?: boolean;
}

export interface Section {
  /** In the address: the prefix, or what no prefix can be. */
  name: string;
  /** Empty for tags without a slash. */
  title: string;
  cards: CardPlace[];
  openByDefault: boolean;
  /** Ids of cards that would stand in it, had nobody hidden them. */
  hidden: string[];
}

/** The name of the section of tags without a slash. */
const WITHOUT_PREFIX = "/";

const natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

export function naturalOrder(a: string, b: string): number {
  return natural.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** A text whose plain order is the natural one, which is much quicker where there are thousands: a number goes by how long it is. */
export function naturalKey(text: string): string {
  return text.toLowerCase().replace(/\d+/g, (digits) => {
    const number = digits.replace(/^0+(?=\d)/, "");
    return String.fromCharCode(0x30 + number.length) + number;
  });
}

export function prefixOf(tag: string): string {
  const slash = tag.indexOf("/");
  return slash > 0 ? tag.slice(0, slash) : "";
}

/** `system` comes last, since it is about the machine and not about the training. */
function sectionOrder(a: string, b: string): number {
  return Number(CLOSED_BY_DEFAULT.has(a)) - Number(CLOSED_BY_DEFAULT.has(b)) || naturalOrder(a, b);
}

export function toSections(places: CardPlace[]): Section[] {
  const byPrefix = new Map<string, CardPlace[]>();
  for (const place of places) {
    const group = byPrefix.get(place.section);
    if (group) group.push(place);
    else byPrefix.set(place.section, [place]);
  }
  let opened = 0;
  return [...byPrefix.keys()].sort(sectionOrder).map((prefix) => {
    const cards = byPrefix.get(prefix) as CardPlace[];
    cards.sort((a, b) => Number(a.media ?? false) - Number(b.media ?? false) || naturalOrder(a.name, b.name));
    const openByDefault = !CLOSED_BY_DEFAULT.has(prefix) && opened < OPEN_UNTIL_CARDS;
    if (openByDefault) opened += Math.min(cards.length, CARDS_BEFORE_SHOW_ALL);
    return { name: prefix || WITHOUT_PREFIX, title: prefix, cards, openByDefault, hidden: [] };
  });
}
