/** The words of charts: their menus, settings and readouts. */
export const en = {
  chartOfFilter: "Draw all of these tags in one chart",
  card: {
    menu: "Menu of the chart",
    title: "Title",
    tagsInChart: "Tags in this chart",
    addTag: "Add a tag",
    unmakeCard: "One chart for each tag again",
    dropHere: "Drop to draw both in one chart",
    dragHint: "Drag onto another chart to draw both in one",
  },
};

export const zh: typeof en = {
  chartOfFilter: "将这些标签全部绘制在一张图中",
  card: {
    menu: "图表菜单",
    title: "标题",
    tagsInChart: "此图中的标签",
    addTag: "添加标签",
    unmakeCard: "恢复为每个标签一张图",
    dropHere: "松开以合并到同一张图",
    dragHint: "拖到另一张图上即可合并",
  },
};
