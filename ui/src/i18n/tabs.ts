/** The words of the tabs. */

export const en = {
  label: "Tabs",
  board: "Board",
  hparams: "HParams",
  loadFailed: "This tab could not be loaded. Is runchart still running?",
};

export const zh: typeof en = {
  label: "标签页",
  board: "看板",
  hparams: "超参数",
  loadFailed: "无法加载此标签页。runchart 还在运行吗？",
};
