/** The words of the tabs. */

export const en = {
  label: "Tabs",
  board: "Board",
};

export const zh: typeof en = {
  label: "标签页",
  board: "看板",
};
