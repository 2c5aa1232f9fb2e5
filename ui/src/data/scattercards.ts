/** Scatter charts on the board: what each shows, as it stands in the address. */
import { DEFAULT_SCATTER, parseScatter, type Scatter } from "./scatter";

export interface ScatterCard {
  /** Of one board unique, and the same while the card lives. */
  id: string;
  /** Columns of which a point has a value: of metrics, with `steps`, the value at its step. */
  scatter: Scatter;
  /** A point a step of each run, instead of a point a run. */
  steps: boolean;
  /** The key of a column, `step`, or empty for the colours of runs. */
  colour: string;
}

export function withScatterCard(cards: readonly ScatterCard[]): ScatterCard[] {
  const taken = new Set(cards.map(({ id }) => id));
  let number = 1;
  while (taken.has(`scatter${number}`)) number += 1;
  return [{ id: `scatter${number}`, scatter: DEFAULT_SCATTER, steps: false, colour: "" }, ...cards];
}

export function writeScatterCards(cards: readonly ScatterCard[]): string {
  return JSON.stringify(
    cards.map(({ id, scatter, steps, colour }) => {
      const names = Object.keys(scatter) as (keyof Scatter)[];
      const changed = names.filter((name) => JSON.stringify(scatter[name]) !== JSON.stringify(DEFAULT_SCATTER[name]));
      return {
        id,
        ...Object.fromEntries(changed.map((name) => [name, scatter[name]])),
        ...(steps && { steps }),
        ...(colour && { colour }),
      };
    }),
  );
}

export function readScatterCards(text: string): ScatterCard[] {
  let given: unknown;
  try {
    given = JSON.parse(text || "[]");
  } catch {
    return [];
  }
  const cards: ScatterCard[] = [];
  for (const one of Array.isArray(given) ? given : []) {
    if (typeof one?.id !== "string" || cards.some(({ id }) => id === one.id)) continue;
    const colour = typeof one.colour === "string" ? one.colour : "";
    cards.push({ id: one.id, scatter: parseScatter(one), steps: one.steps === true, colour });
  }
  return cards;
}
