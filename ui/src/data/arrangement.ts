/**
 * How people arranged their board: sections of their own, names and order of sections, places of cards, their widths,
 * and cards that are hidden. Only what differs from the sections that the tags give is kept.
 */
import { joinNames, splitNames } from "./names";
import type { CardPlace, Section } from "./sections";

/** What is said of one section. */
export interface SectionPlan {
  name: string;
  /** Empty: its own. */
  title: string;
  /** Ids of the cards that stand first in it, wherever they come from; its own others follow. */
  cards: string[];
}

export interface Arrangement {
  /** No preset is applied. */
  asLogged: boolean;
  /** Names of the sections that stand first; the others follow. */
  order: string[];
  sections: SectionPlan[];
  /** How many columns a card takes, where that is not one. */
  widths: Record<string, number>;
  /** Ids of cards. */
  hidden: string[];
}

export const AS_IT_COMES: Arrangement = { asLogged: false, order: [], sections: [], widths: {}, hidden: [] };
export const WIDTHS = [1, 2, 3] as const;

/** Sections that people made are called by a number. */
const MADE = "+";

export function isMade(name: string): boolean {
  return name.startsWith(MADE);
}

/** The sections as arranged. Hidden cards are named by their sections. */
export function arrange(base: readonly Section[], { order, sections, hidden }: Arrangement): Section[] {
  const places = new Map(base.flatMap(({ cards }) => cards.map((card) => [card.id, card])));
  const taken = new Set(sections.flatMap(({ cards }) => cards));
  const away = new Set(hidden);
  const plans = new Map(sections.map((plan) => [plan.name, plan]));
  const made = sections.filter(({ name }) => isMade(name)).map(emptySection);
  const known = [...made, ...base].map((section): Section => {
    const plan = plans.get(section.name);
    const first = (plan?.cards ?? []).flatMap((id) => places.get(id) ?? []);
    const cards = [...first, ...section.cards.filter(({ id }) => !taken.has(id))];
    return {
      ...section,
      title: plan?.title || section.title,
      cards: cards.filter(({ id }) => !away.has(id)),
      hidden: cards.filter(({ id }) => away.has(id)).map(({ id }) => id),
    };
  });
  const byName = new Map(known.map((section) => [section.name, section]));
  const first = order.flatMap((name) => byName.get(name) ?? []);
  const there = [...first, ...known.filter(({ name }) => !order.includes(name))];
  return there.filter(({ name, cards, hidden }) => isMade(name) || cards.length + hidden.length > 0);
}

function emptySection({ name, title }: SectionPlan): Section {
  return { name, title, cards: [], openByDefault: true, hidden: [] };
}

/** A card goes before another of a section, or to its end. */
export function moveCard(
  arrangement: Arrangement,
  base: readonly Section[],
  id: string,
  to: string,
  before: string | null,
): Arrangement {
  const shown = arrange(base, { ...arrangement, hidden: [] });
  const rest = ids(shown.find(({ name }) => name === to)?.cards ?? []).filter((other) => other !== id);
  const place = before === null ? rest.length : rest.indexOf(before);
  const wanted = [...rest.slice(0, place), id, ...rest.slice(place)];
  const own = ids(base.find(({ name }) => name === to)?.cards ?? []);
  const without = arrangement.sections.map((plan) => ({ ...plan, cards: plan.cards.filter((one) => one !== id) }));
  return withPlan({ ...arrangement, sections: without }, to, { cards: needed(wanted, own) });
}

function ids(cards: readonly CardPlace[]): string[] {
  return cards.map(({ id }) => id);
}

/** The cards at the end that stand there anyway need not be named. */
function needed(wanted: readonly string[], own: readonly string[]): string[] {
  const named = [...wanted];
  let following = Number.POSITIVE_INFINITY;
  while (named.length > 0) {
    const natural = own.indexOf(named[named.length - 1]);
    if (natural < 0 || natural > following) break;
    following = natural;
    named.pop();
  }
  return named;
}

/** A section goes before another, or to the end. */
export function moveSection(
  arrangement: Arrangement,
  base: readonly Section[],
  name: string,
  before: string | null,
): Arrangement {
  const shown = arrange(base, arrangement).map((section) => section.name);
  const rest = shown.filter((other) => other !== name);
  const place = before === null ? rest.length : rest.indexOf(before);
  const wanted = [...rest.slice(0, place), name, ...rest.slice(place)];
  const plain = arrange(base, { ...arrangement, order: [] }).map((section) => section.name);
  return { ...arrangement, order: needed(wanted, plain) };
}

/** A section of one's own, before another; its name. */
export function addSection(
  arrangement: Arrangement,
  base: readonly Section[],
  title: string,
  before: string | null,
): [Arrangement, string] {
  const numbers = arrangement.sections.map((plan) => Number(plan.name.slice(MADE.length)) || 0);
  const name = `${MADE}${Math.max(0, ...numbers) + 1}`;
  const added = { ...arrangement, sections: [...arrangement.sections, { name, title, cards: [] }] };
  return [moveSection(added, base, name, before), name];
}

/** Its cards go back to where they came from. */
export function removeSection(arrangement: Arrangement, name: string): Arrangement {
  return {
    ...arrangement,
    order: arrangement.order.filter((other) => other !== name),
    sections: arrangement.sections.filter((plan) => plan.name !== name),
  };
}

export function renameSection(arrangement: Arrangement, name: string, title: string): Arrangement {
  return withPlan(arrangement, name, { title });
}

export function setWidth(arrangement: Arrangement, id: string, columns: number): Arrangement {
  const { [id]: _, ...others } = arrangement.widths;
  return { ...arrangement, widths: columns > 1 ? { ...others, [id]: columns } : others };
}

export function setHidden(arrangement: Arrangement, cards: readonly string[], hidden: boolean): Arrangement {
  const others = arrangement.hidden.filter((id) => !cards.includes(id));
  return { ...arrangement, hidden: hidden ? [...others, ...cards] : others };
}

/** A plan that says nothing is not kept, but for that of a section which it makes. */
function withPlan(arrangement: Arrangement, name: string, said: Partial<SectionPlan>): Arrangement {
  const now = arrangement.sections.find((plan) => plan.name === name);
  const next = { name, title: "", cards: [], ...now, ...said };
  const others = arrangement.sections.map((plan) => (plan.name === name ? next : plan));
  const sections = (now ? others : [...others, next]).filter(
    (plan) => isMade(plan.name) || plan.title !== "" || plan.cards.length > 0,
  );
  return { ...arrangement, sections };
}

/** As the fields of an address. */
export function writeArrangement({ asLogged, order, sections, widths, hidden }: Arrangement): [string, string][] {
  const fields: [string, string][] = [];
  if (asLogged) fields.push(["arranged", "logged"]);
  if (order.length > 0) fields.push(["order", joinNames(order)]);
  if (sections.length > 0) fields.push(["sections", joinNames(sections.map(writePlan), "|")]);
  const wide = Object.entries(widths).map(([id, columns]) => `${columns}:${id}`);
  if (wide.length > 0) fields.push(["wide", joinNames(wide)]);
  if (hidden.length > 0) fields.push(["away", joinNames(hidden)]);
  return fields;
}

export function readArrangement(given: ReadonlyMap<string, string>): Arrangement {
  const wide = splitNames(given.get("wide") ?? "").map((text): [string, number] => [text.slice(2), Number(text[0])]);
  return {
    asLogged: given.get("arranged") === "logged",
    order: splitNames(given.get("order") ?? ""),
    sections: splitNames(given.get("sections") ?? "", "|")
      .map(readPlan)
      .filter(({ name }) => name),
    widths: Object.fromEntries(wide.filter(([id, columns]) => id && WIDTHS.some((width) => width === columns))),
    hidden: splitNames(given.get("away") ?? ""),
  };
}

function writePlan({ name, title, cards }: SectionPlan): string {
  return joinNames([name, title, joinNames(cards)], ";");
}

function readPlan(text: string): SectionPlan {
  const [name = "", title = "", cards = ""] = splitNames(text, ";");
  return { name, title, cards: splitNames(cards) };
}
