/** The card that a key means: the one under the pointer, or else that with the focus. */
import { tick } from "svelte";
import type { Board } from "./board.svelte";

const PLOT = "[role=application]";

function elementAtHand(): HTMLElement | null {
  const card = (state: string) => document.querySelector<HTMLElement>(`[data-card]:${state}`);
  return card("hover") ?? card("focus-within");
}

export function cardAtHand(): string | null {
  return elementAtHand()?.dataset.card ?? null;
}

/** Keeps the focus with the card, which lost it when it was moved in the page. */
export async function shiftCardAtHand(board: Board, by: -1 | 1): Promise<void> {
  const element = elementAtHand();
  const id = element?.dataset.card;
  if (!element || id === undefined) return;
  const isPinned = (card: HTMLElement) =>
    card.closest<HTMLElement>("[data-section]")?.dataset.section === board.sections.pinnedName;
  const inPinned = isPinned(element);
  if (inPinned) board.sections.shiftPinned(id, by);
  else await board.sections.shiftCard(id, by);
  await tick();
  const cards = [...document.querySelectorAll<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)];
  const moved = cards.find((card) => isPinned(card) === inPinned);
  moved?.scrollIntoView({ block: "nearest" });
  moved?.querySelector<HTMLElement>(PLOT)?.focus();
}
