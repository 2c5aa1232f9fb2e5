/** Where a card stands on the board, and how it is moved. */

/** What a dragged card, or a dragged section, is called by. */
export const DRAGGED_CARD = "application/x-runchart-card";
export const DRAGGED_SECTION = "application/x-runchart-section";

export interface Placing {
  /** In columns. */
  width: number;
  /** The name of the section that it stands in. */
  section: string;
  sections: { name: string; title: string }[];
  setWidth(columns: number): void;
  shift(by: -1 | 1): void;
  /** To the end of a section; `null` makes one. */
  moveTo(section: string | null): void;
  hide(): void;
  /** Another card is put beside this one. */
  take(id: string, after: boolean): void;
}

/** What a card that is dropped here would do. */
export type Drop = "before" | "after" | "join";

const EDGE = 56;

/** The edges of a card put beside it, its middle joins. */
export function dropAt(x: number, width: number): Drop {
  const edge = Math.min(EDGE, width / 4);
  return x < edge ? "before" : x > width - edge ? "after" : "join";
}
