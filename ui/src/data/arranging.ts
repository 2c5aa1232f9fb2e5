/** What people do to the arrangement of their board: each makes a new one of the old. Wraps `arrangement.ts`. */
import { type Arrangement, arrange, isMade, MADE, type SectionPlan } from "./arrangement";
import type { CardPlace, Section } from "./sections";

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
