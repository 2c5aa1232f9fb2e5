/** Runs that are selected to be changed together, by id: one, some of them, or a range of the order in which they stand. */

export interface Selected {
  ids: ReadonlySet<number>;
  /** Where a range begins. */
  anchor: number | null;
}

export const NONE_SELECTED: Selected = { ids: new Set(), anchor: null };

/** `alone`: this one, or none where it was that already; `too`: this one as well, or no longer; `range`: all from the anchor on. */
export type How = "alone" | "too" | "range";

export function select(selected: Selected, id: number, how: How, order: readonly number[]): Selected {
  if (how === "range" && selected.anchor !== null) {
    const [from, to] = [order.indexOf(selected.anchor), order.indexOf(id)];
    if (from >= 0) return { ...selected, ids: new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1)) };
  }
  if (how === "too") {
    const ids = new Set(selected.ids);
    if (!ids.delete(id)) ids.add(id);
    return { ids, anchor: id };
  }
  const was = selected.ids.size === 1 && selected.ids.has(id);
  return was ? NONE_SELECTED : { ids: new Set([id]), anchor: id };
}
