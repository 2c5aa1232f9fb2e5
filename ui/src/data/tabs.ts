/** The tabs of the page. The board is always there; another is there once something was logged that it shows. */

export const TABS = ["board", "hparams"] as const;

export type Tab = (typeof TABS)[number];

/** The tags that fill a tab. */
const FILLED_BY: Record<Tab, readonly string[] | null> = {
  board: null,
  hparams: ["_hparams_/session_start_info", "_runchart/config"],
};

export function tabsFilledBy(tags: readonly string[]): Tab[] {
  return TABS.filter((tab) => FILLED_BY[tab]?.some((filling) => tags.includes(filling)) ?? true);
}

export function isTab(text: string | undefined): text is Tab {
  return TABS.some((tab) => tab === text);
}
