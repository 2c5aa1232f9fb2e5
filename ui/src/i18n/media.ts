/** The words of media on the board, but for those that are loaded with a kind. */
export const en = {
  kinds: "Kinds of cards",
  kind: { all: "All", scalar: "Scalars", image: "Images", text: "Text" },
  loadFailed: "This part of the page could not be loaded. Reload the page.",
  noneOfKind: "No card of this kind passes the filter.",
  /** Loaded with the cards that say them. */
  steps: () => import("./steps").then(({ en }) => en),
  image: () => import("./image").then(({ en }) => en),
  text: () => import("./text").then(({ en }) => en),
};

export const zh: typeof en = {
  kinds: "卡片类型",
  kind: { all: "全部", scalar: "标量", image: "图像", text: "文本" },
  loadFailed: "页面的这一部分无法加载，请刷新页面。",
  noneOfKind: "没有符合筛选条件的此类卡片。",
  steps: () => import("./steps").then(({ zh }) => zh),
  image: () => import("./image").then(({ zh }) => zh),
  text: () => import("./text").then(({ zh }) => zh),
};
