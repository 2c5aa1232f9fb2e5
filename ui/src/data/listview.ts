/** Which value the rows of the run list show and in what order they stand, as the address has it. */

export const LIST_ORDERS = ["newest", "name", "least", "greatest"] as const;
export type ListOrder = (typeof LIST_ORDERS)[number];

export interface ListView {
  /** The key of a column; `null` is the main metric of each run. */
  value: string | null;
  /** `least` and `greatest`: by the value that is shown. */
  order: ListOrder;
}

export const DEFAULT_LIST: ListView = { value: null, order: "newest" };

export function writeList({ value, order }: ListView): [string, string][] {
  const written: [string, string][] = [];
  if (value !== null) written.push(["value", value]);
  if (order !== DEFAULT_LIST.order) written.push(["runorder", order]);
  return written;
}

export function readList(given: ReadonlyMap<string, string>): ListView {
  const order = LIST_ORDERS.find((one) => one === given.get("runorder"));
  return { value: given.get("value") ?? null, order: order ?? DEFAULT_LIST.order };
}

/** Whether the order is over all runs, wherever they lie. */
export function isByValue(order: ListOrder): boolean {
  return order === "least" || order === "greatest";
}
