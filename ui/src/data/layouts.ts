/** Layouts of custom scalars: the charts that runs asked for, as cards under headings. */
import { type CardDefinition, defineCard, type Margin } from "./cards";

export interface Category {
  title: string;
  /** Its cards are hidden until somebody asks for them. */
  closed: boolean;
  charts: { title: string; lines: string[]; margins: Margin[] }[];
}

/** Cards under one heading. */
export interface Heading {
  title: string;
  closed: boolean;
  cards: CardDefinition[];
}

const PREFIX = "layout:";

/** A chart that somebody changed keeps its place. */
export function headingsOf(categories: readonly Category[], made: readonly CardDefinition[]): Heading[] {
  const changed = new Map(made.map((card) => [card.id, card]));
  return categories.map(({ title, closed, charts }) => {
    const titles = new Map<string, number>();
    const cards = charts.map((chart) => {
      const nth = (titles.get(chart.title) ?? 0) + 1;
      titles.set(chart.title, nth);
      const id = `${PREFIX}${title}/${chart.title}${nth > 1 ? `/${nth}` : ""}`;
      return changed.get(id) ?? cardOf(chart, id);
    });
    return { title, closed, cards };
  });
}

function cardOf({ title, lines, margins }: Category["charts"][number], id: string): CardDefinition {
  const tags = margins.length > 0 ? { kind: "margins" as const, margins } : { kind: "lines" as const, lines };
  return defineCard(tags, { title, id });
}

/** The name of a heading in the address. */
export function headingName(title: string): string {
  return `${PREFIX}${title}`;
}

export function isOfLayout(id: string): boolean {
  return id.startsWith(PREFIX);
}
