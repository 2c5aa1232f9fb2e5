/**
 * The cards of a board, as people mean them: which tags each holds and how it is drawn. Every tag has a card of its own
 * until a card takes it by name; a card of a pattern takes none away. What a card shows just now is `card.ts`.
 */
import { lineMatcher } from "./lines";
import { joinNames, splitNames } from "./names";
import { naturalOrder, prefixOf } from "./sections";
import { type ChartSettings, readSettings, writeSettings } from "./settings";

/** A line between two others: TensorBoard's margin chart. Each is a tag. */
export interface Margin {
  value: string;
  lower: string;
  upper: string;
}

/** `pattern` is a regular expression, in which letter case does not matter; `lines` are those of `lines.ts`. */
export type CardTags =
  | { kind: "names"; names: string[] }
  | { kind: "pattern"; pattern: string }
  | { kind: "lines"; lines: string[] }
  | { kind: "margins"; margins: Margin[] };

export interface CardDefinition {
  /** Of one board unique, and the same while the card lives. */
  id: string;
  /** Empty: called after its tags. */
  title: string;
  tags: CardTags;
  /** What differs from the board's. */
  settings: Partial<ChartSettings>;
}

export function defineCard(tags: CardTags, more: Partial<Omit<CardDefinition, "tags">> = {}): CardDefinition {
  return { id: idOf(tags), title: "", settings: {}, ...more, tags };
}

function idOf(tags: CardTags): string {
  if (tags.kind === "names") return tags.names[0] ?? "";
  if (tags.kind === "lines") return `/${tags.lines.join("|")}/`;
  return tags.kind === "pattern" ? `/${tags.pattern}/` : `±${tags.margins[0]?.value ?? ""}`;
}

/** The tags of a card, of those that there are; a pattern's in natural order. */
export function tagsOfCard({ tags }: CardDefinition, all: ReadonlySet<string>): string[] {
  if (tags.kind === "names") return tags.names.filter((name) => all.has(name));
  if (tags.kind === "pattern") return [...all].filter(matcher(tags.pattern)).sort(naturalOrder);
  if (tags.kind === "lines") {
    const drawn = tags.lines.map(lineMatcher);
    return [...all].filter((name) => drawn.some((draws) => draws(name))).sort(naturalOrder);
  }
  return tagsOfMargins(tags.margins).filter((name) => all.has(name));
}

function tagsOfMargins(margins: Margin[]): string[] {
  return [...new Set(margins.flatMap(({ value, lower, upper }) => [value, lower, upper]))];
}

/** What a card asks for by name and `names` do not have. */
export function missingTags({ tags }: CardDefinition, names: readonly string[]): string[] {
  if (tags.kind === "margins") return tagsOfMargins(tags.margins).filter((name) => !names.includes(name));
  return tags.kind === "lines" ? tags.lines.filter((line) => !names.some(lineMatcher(line))) : [];
}

function matcher(pattern: string): (name: string) => boolean {
  try {
    const expression = new RegExp(pattern, "i");
    return (name) => expression.test(name);
  } catch {
    return () => false;
  }
}

const plain = new Map<string, CardDefinition>();

/** The card of one tag, as long as nobody changed it: always the same object. */
function plainCard(name: string): CardDefinition {
  const card = plain.get(name) ?? defineCard({ kind: "names", names: [name] });
  plain.set(name, card);
  return card;
}

/** The cards that were made, then one for each tag that none of them took. */
export function allCards(made: readonly CardDefinition[], tags: Iterable<string>): CardDefinition[] {
  const taken = new Set(made.flatMap((card) => (card.tags.kind === "names" ? card.tags.names : [])));
  const rest = [...tags].filter((name) => !taken.has(name));
  return [...made, ...rest.map(plainCard)];
}

/** The section in which a card stands: that of its tags, or the first where they are of several. */
export function sectionOfCard(names: readonly string[]): string {
  const prefix = prefixOf(names[0] ?? "");
  return names.every((name) => prefixOf(name) === prefix) ? prefix : "";
}

export function titleOfCard(card: CardDefinition, names: readonly string[]): string {
  if (card.title) return card.title;
  if (card.tags.kind === "margins") return card.tags.margins.map(({ value }) => value).join(", ");
  if (names.length <= 1) return names[0] ?? "";
  return card.tags.kind === "pattern" ? `/${card.tags.pattern}/` : names.join(", ");
}

/** Keeps a change of one card; one that says no more than its tag alone needs no keeping. */
export function putCard(made: readonly CardDefinition[], card: CardDefinition): CardDefinition[] {
  const saysNothing =
    card.tags.kind === "names" &&
    card.tags.names.length === 1 &&
    !card.title &&
    Object.keys(card.settings).length === 0;
  return saysNothing ? made.filter(({ id }) => id !== card.id) : keepCard(made, card);
}

export function keepCard(made: readonly CardDefinition[], card: CardDefinition): CardDefinition[] {
  return made.some(({ id }) => id === card.id)
    ? made.map((other) => (other.id === card.id ? card : other))
    : [...made, card];
}

/** A card dropped onto another: both are one, which stands where the other stood. */
export function joinCards(
  made: readonly CardDefinition[],
  onto: { card: CardDefinition; names: string[] },
  dropped: { card: CardDefinition; names: string[] },
): CardDefinition[] {
  const names = [...new Set([...onto.names, ...dropped.names])];
  const rest = made.filter(({ id }) => id !== dropped.card.id);
  return putCard(rest, { ...onto.card, tags: { kind: "names", names } });
}

/** Its tags stand alone again. */
export function unmakeCard(made: readonly CardDefinition[], id: string): CardDefinition[] {
  return made.filter((card) => card.id !== id);
}

/** A card of all tags that a filter passes: words that must all occur, or a regular expression between slashes. */
export function cardOfFilter(filter: string): CardDefinition {
  const text = filter.trim();
  const expression = /^\/(.+)\/$/.exec(text);
  const words = text.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const pattern = expression ? expression[1] : words.length === 1 ? words[0] : words.map((w) => `(?=.*${w})`).join("");
  return defineCard({ kind: "pattern", pattern });
}

/** Cards as one text for an address: fields by `;`, what a field lists by `,`. */
export function writeCards(cards: readonly CardDefinition[]): string {
  return joinNames(cards.map(writeCard), "|");
}

export function readCards(text: string): CardDefinition[] {
  const cards: CardDefinition[] = [];
  for (const written of splitNames(text, "|")) {
    const card = readCard(written);
    if (card && cards.every(({ id }) => id !== card.id)) cards.push(card);
  }
  return cards;
}

function writeCard({ id, title, tags, settings }: CardDefinition): string {
  const fields: [string, string][] = [];
  if (id !== idOf(tags)) fields.push(["id", id]);
  if (tags.kind === "names") fields.push(["tags", joinNames(tags.names)]);
  if (tags.kind === "pattern") fields.push(["match", tags.pattern]);
  if (tags.kind === "lines") fields.push(["lines", joinNames(tags.lines)]);
  if (tags.kind === "margins") {
    fields.push(["margins", joinNames(tags.margins.flatMap(({ value, lower, upper }) => [value, lower, upper]))]);
  }
  if (title) fields.push(["title", title]);
  fields.push(...writeSettings(settings, {}));
  return joinNames(
    fields.map(([name, value]) => `${name}:${value}`),
    ";",
  );
}

function readCard(text: string): CardDefinition | null {
  const given = new Map<string, string>();
  for (const field of splitNames(text, ";")) {
    const colon = field.indexOf(":");
    if (colon > 0) given.set(field.slice(0, colon), field.slice(colon + 1));
  }
  const tags = readTags(given);
  if (!tags) return null;
  const id = given.get("id") || idOf(tags);
  return defineCard(tags, { id, title: given.get("title") ?? "", settings: readSettings(given) });
}

function readTags(given: ReadonlyMap<string, string>): CardTags | null {
  const names = splitNames(given.get("tags") ?? "");
  if (names.length > 0) return { kind: "names", names };
  const pattern = given.get("match");
  if (pattern) return { kind: "pattern", pattern };
  const lines = splitNames(given.get("lines") ?? "");
  if (lines.length > 0) return { kind: "lines", lines };
  const margins = splitNames(given.get("margins") ?? "");
  if (margins.length === 0 || margins.length % 3 !== 0) return null;
  const triples = Array.from({ length: margins.length / 3 }, (_, at) => margins.slice(3 * at, 3 * at + 3));
  return { kind: "margins", margins: triples.map(([value, lower, upper]) => ({ value, lower, upper })) };
}
