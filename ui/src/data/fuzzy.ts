/** How well typed letters stand for a name: all in their order, best at the beginnings of words and next to each other. */

const NEXT = 4;
const BEGINNING = 8;
const GAP = 0.2;

/** More is better; `null` where a letter is missing. Letter case does not matter. */
export function fuzzyScore(typed: string, name: string): number | null {
  const wanted = typed.toLowerCase().replace(/\s+/g, "");
  const text = name.toLowerCase();
  const whole = text.indexOf(typed.toLowerCase().trim());
  let score = whole < 0 ? 0 : 20 * wanted.length + (begins(name, whole) ? BEGINNING : 0);
  let at = -1;
  for (const letter of wanted) {
    const found = text.indexOf(letter, at + 1);
    if (found < 0) return null;
    score += 1 + (found === at + 1 ? NEXT : 0) + (begins(name, found) ? BEGINNING : 0);
    at = found;
  }
  return score - GAP * text.length;
}

function begins(name: string, at: number): boolean {
  return at === 0 || /[\s/_.\-:]/.test(name[at - 1]) || (/[A-Z]/.test(name[at]) && /[a-z]/.test(name[at - 1]));
}

/** The names that fit, best first; all in their order where nothing is typed. */
export function fuzzySort<T>(typed: string, items: readonly T[], nameOf: (item: T) => string, most: number): T[] {
  if (!typed.trim()) return items.slice(0, most);
  const scored = items.flatMap((item) => {
    const score = fuzzyScore(typed, nameOf(item));
    return score === null ? [] : [{ item, score }];
  });
  return scored
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ item }) => item);
}
