/**
 * How people arranged their board: sections of their own, names and order of sections, places of cards, their widths,
 * and cards that are hidden. Only what differs from the sections that the tags give is kept.
 */
import { joinNames, splitNames } from "./names";
import type { Section } from "./sections";

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
export const MADE = "+";

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
