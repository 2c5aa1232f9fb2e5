/** Colours are dealt, not hashed: a run gets the lowest free place at its first showing and keeps it. */

/** How a line is drawn: one of twenty colours, and a dash once these are used up. */
export interface Stroke {
  colour: string;
  dash: number[];
}

/** Twenty colours told apart on white and on near-black alike; each is as far as can be, in CIELAB, from those before. */
export const PALETTE = [
  "#3b7dd8",
  "#e0702c",
  "#2f9e62",
  "#d6455d",
  "#8b62d9",
  "#1c9fb0",
  "#b88a14",
  "#d457a8",
  "#9a6a4f",
  "#7b83a8",
  "#6d9a2b",
  "#8a7d3c",
  "#a3588c",
  "#17a58a",
  "#4b93c9",
  "#b04fc4",
  "#5d8f5a",
  "#5a6ee0",
  "#c2562f",
  "#e0567f",
] as const;

/** Full first; the others stay legible at 1.5 px. */
export const DASHES: number[][] = [[], [6, 3], [2, 3], [8, 3, 2, 3], [12, 4], [4, 2, 1, 2, 1, 2]];

export function strokeAt(place: number): Stroke {
  return {
    colour: PALETTE[place % PALETTE.length],
    dash: DASHES[Math.floor(place / PALETTE.length) % DASHES.length],
  };
}

/** A line in a colour that somebody chose. */
export function plainStroke(colour: string): Stroke {
  return { colour, dash: DASHES[0] };
}

/** Deals places by run name, so that they survive a restart of the server; `saved` is what an earlier visit dealt. */
export class Dealer {
  private readonly placeOf: Map<string, number>;
  private readonly taken: Set<number>;

  constructor(saved: Record<string, number> = {}) {
    this.placeOf = new Map(Object.entries(saved));
    this.taken = new Set(this.placeOf.values());
  }

  /** Gives each name a place if it has none; says whether anything new was dealt. */
  deal(names: Iterable<string>): boolean {
    let dealt = false;
    let place = 0;
    for (const name of names) {
      if (this.placeOf.has(name)) continue;
      while (this.taken.has(place)) place += 1;
      this.placeOf.set(name, place);
      this.taken.add(place);
      dealt = true;
    }
    return dealt;
  }

  /** Frees the places of runs that are gone. */
  keepOnly(names: Set<string>): void {
    for (const [name, place] of this.placeOf) {
      if (names.has(name)) continue;
      this.placeOf.delete(name);
      this.taken.delete(place);
    }
  }

  stroke(name: string): Stroke | null {
    const place = this.placeOf.get(name);
    return place === undefined ? null : strokeAt(place);
  }

  toJSON(): Record<string, number> {
    return Object.fromEntries(this.placeOf);
  }
}
