/**
 * Where single cards stand that do not follow the page's pinned step. Such a place holds until the page is pinned elsewhere,
 * so that the page's step is always that of everything on it.
 */
import { SvelteMap } from "svelte/reactivity";
import type { Pin } from "../../data/url";

const own = new SvelteMap<string, { at: Pin | null; under: Pin | null }>();

/** How many stops a second are played, on all sliders. */
export const playback = $state({ speed: 4 });

export const SPEEDS = [1, 2, 4, 8, 16] as const;

/** Where a card stands while the page is pinned at `pin`; `null` is the newest. */
export function positionOf(card: string, pin: Pin | null): Pin | null {
  const place = own.get(card);
  return place && samePin(place.under, pin) ? place.at : pin;
}

export function setPosition(card: string, at: Pin | null, pin: Pin | null): void {
  if (samePin(at, pin)) own.delete(card);
  else own.set(card, { at, under: pin });
}

function samePin(a: Pin | null, b: Pin | null): boolean {
  return a?.axis === b?.axis && a?.x === b?.x;
}
