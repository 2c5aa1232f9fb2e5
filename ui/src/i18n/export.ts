/** The words for taking things away. */
export const en = {
  label: "Export",
  svg: "Picture for papers",
  png: "Picture",
  copyPicture: "Copy the picture",
  everyPoint: "Every point as",
  preparing: "Preparing…",
  noChart: "There is no chart to take yet.",
  noClipboard: "The browser gives pages no clipboard here: open the board as localhost or over https.",
  board: "Export the board",
  page: "This view as one file",
  savedAt: (moment: string) => `Saved ${moment}`,
};

export const zh: typeof en = {
  label: "导出",
  svg: "论文用矢量图",
  png: "图片",
  copyPicture: "复制图片",
  everyPoint: "全部数据点：",
  preparing: "正在准备…",
  noChart: "还没有可导出的图表。",
  noClipboard: "浏览器在此处不允许网页使用剪贴板：请用 localhost 或 https 打开看板。",
  board: "导出看板",
  page: "当前视图存为单个文件",
  savedAt: (moment) => `保存于 ${moment}`,
};
