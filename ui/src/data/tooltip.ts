/** Which rows a tooltip has, and in which order. */
import type { ReadoutRow } from "./readout";

export const TOOLTIP_ORDERS = ["value", "name", "distance"] as const;
/** One row is the nearest line alone. */
export const TOOLTIP_ROWS = ["1", "5", "10", "20", "50"] as const;
export type TooltipOrder = (typeof TOOLTIP_ORDERS)[number];
export type TooltipRows = (typeof TOOLTIP_ROWS)[number];

export interface TooltipView {
  order: TooltipOrder;
  rows: TooltipRows;
}

export const DEFAULT_TOOLTIP: Readonly<TooltipView> = { order: "value", rows: "20" };

/**
 * The rows to show of `rows`, which come with the highest value first; `away` is how far each is from the pointer, in pixels. Of
 * too many those around the nearest stay, or by distance the nearest ones.
 */
export function arranged(rows: readonly ReadoutRow[], away: readonly number[], view: TooltipView): ReadoutRow[] {
  const limit = Number(view.rows);
  const far = (place: number) => (Number.isNaN(away[place]) ? Number.POSITIVE_INFINITY : away[place]);
  const places = rows.map((_, place) => place);
  const byDistance = [...places].sort((a, b) => far(a) - far(b) || a - b);
  if (view.order === "distance") return byDistance.slice(0, limit).map((place) => rows[place]);
  if (view.order === "name") {
    places.sort((a, b) => rows[a].line.label.localeCompare(rows[b].line.label, undefined, { numeric: true }));
  }
  const middle = places.indexOf(byDistance[0]);
  const first = Math.max(0, Math.min(middle - Math.floor(limit / 2), places.length - limit));
  return places.slice(first, first + limit).map((place) => rows[place]);
}

export function writeTooltip({ order, rows }: TooltipView): string {
  return `${order},${rows}`;
}

export function readTooltip(text: string | undefined): TooltipView {
  const [order, rows] = (text ?? "").split(",");
  return {
    order: TOOLTIP_ORDERS.find((one) => one === order) ?? DEFAULT_TOOLTIP.order,
    rows: TOOLTIP_ROWS.find((one) => one === rows) ?? DEFAULT_TOOLTIP.rows,
  };
}
