/** The words of the run list's own view, and of what its filter offers. */

export const en = {
  view: "Value and order",
  value: "Value",
  mainMetric: "main metric",
  statistic: "Of it",
  order: "Order",
  orders: { newest: "newest first", name: "by name", least: "least value first", greatest: "greatest value first" },
  offered: "What can stand here",
  kinds: {
    hparam: "hyperparameter",
    metric: "metric",
    config: "configuration",
    run: "of the run",
    label: "label",
    sign: "comparison",
    word: "",
  },
};

export const zh: typeof en = {
  view: "数值与顺序",
  value: "数值",
  mainMetric: "主要指标",
  statistic: "取",
  order: "顺序",
  orders: { newest: "最新在前", name: "按名称", least: "数值从小到大", greatest: "数值从大到小" },
  offered: "可填内容",
  kinds: {
    hparam: "超参数",
    metric: "指标",
    config: "配置",
    run: "运行",
    label: "标记",
    sign: "比较",
    word: "",
  },
};
