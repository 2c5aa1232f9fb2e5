/** The tabs of the page. The board is always there; another is there once something was logged that it shows. */

export const TABS = ["board"] as const;

export type Tab = (typeof TABS)[number];

/** The tags that fill a tab. */
const FILLED_BY: Record<Tab, readonly string[] | null> = { board: null };

export function tabsFilledBy(tags: readonly string[]): Tab[] {
  return TABS.filter((tab) => FILLED_BY[tab]?.some((filling) => tags.includes(filling)) ?? true);
}

export function isTab(text: string | undefined): text is Tab {
  return TABS.some((tab) => tab === text);
}
