/** The words of the board's scatter charts, but for those that are loaded with the first of them. */
export const en = {
  add: "Add a scatter chart",
  section: "Scatter charts",
  chart: () => import("./scatter").then(({ en }) => en),
};

export const zh: typeof en = {
  add: "添加散点图",
  section: "散点图",
  chart: () => import("./scatter").then(({ zh }) => zh),
};
