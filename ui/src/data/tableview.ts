/** What the run table shows, as the address has it. */
import { joinNames, splitNames } from "./names";
import type { Order } from "./rows";

export interface TableView {
  open: boolean;
  /** Keys of columns; `null`: those that are shown until somebody chooses. */
  columns: string[] | null;
  orders: Order[];
  /** Runs stand in the directories that they share. */
  tree: boolean;
}

export function writeTable({ open, columns, orders, tree }: TableView): [string, string][] {
  const written: [string, string][] = [];
  if (open) written.push(["table", "open"]);
  if (columns) written.push(["cols", joinNames(columns)]);
  if (orders.length > 0) {
    written.push(["sort", joinNames(orders.map(({ key, descending }) => (descending ? "-" : "+") + key))]);
  }
  if (tree) written.push(["rows", "tree"]);
  return written;
}

export function readTable(given: ReadonlyMap<string, string>): TableView {
  const columns = given.get("cols");
  const orders = splitNames(given.get("sort") ?? "");
  return {
    open: given.get("table") === "open",
    columns: columns === undefined ? null : splitNames(columns),
    orders: orders.map((order) => ({ key: order.slice(1), descending: order.startsWith("-") })),
    tree: given.get("rows") === "tree",
  };
}
