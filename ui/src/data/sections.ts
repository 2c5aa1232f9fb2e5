/** Cards stand in sections by tag prefix, in natural order; tags without a slash share the first. */

export const OPEN_UNTIL_CARDS = 24;
export const CARDS_BEFORE_SHOW_ALL = 12;
const CLOSED_BY_DEFAULT = new Set(["system"]);

export interface TagRef {
  id: number;
  name: string;
}

export interface Section {
  /** Empty for tags without a slash. */
  prefix: string;
  tags: TagRef[];
  openByDefault: boolean;
}

const natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

export function naturalOrder(a: string, b: string): number {
  return natural.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

export function prefixOf(tag: string): string {
  const slash = tag.indexOf("/");
  return slash > 0 ? tag.slice(0, slash) : "";
}

/** `system` comes last, since it is about the machine and not about the training. */
function sectionOrder(a: string, b: string): number {
  return Number(CLOSED_BY_DEFAULT.has(a)) - Number(CLOSED_BY_DEFAULT.has(b)) || naturalOrder(a, b);
}

export function toSections(tags: TagRef[]): Section[] {
  const byPrefix = new Map<string, TagRef[]>();
  for (const tag of tags) {
    const prefix = prefixOf(tag.name);
    const group = byPrefix.get(prefix);
    if (group) group.push(tag);
    else byPrefix.set(prefix, [tag]);
  }
  let cards = 0;
  return [...byPrefix.keys()].sort(sectionOrder).map((prefix) => {
    const group = byPrefix.get(prefix) as TagRef[];
    group.sort((a, b) => naturalOrder(a.name, b.name));
    const openByDefault = !CLOSED_BY_DEFAULT.has(prefix) && cards < OPEN_UNTIL_CARDS;
    if (openByDefault) cards += Math.min(group.length, CARDS_BEFORE_SHOW_ALL);
    return { prefix, tags: group, openByDefault };
  });
}
