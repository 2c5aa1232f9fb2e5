/** The words of the choice of groups. */

export const en = {
  by: "Group runs by",
  none: "Nothing",
  allButField: "Every hyperparameter but",
  partOfName: "Part of the name",
  partOfNameHint: "A regular expression: its groups, or all that it matches",
  badPattern: "This is no regular expression.",
  search: "Search columns",
  noColumn: "No column matches.",
  count: (groups: number) => `${groups} ${groups === 1 ? "group" : "groups"}`,
  drawn: "How groups are drawn",
  centre: "Line",
  centres: { mean: "Mean", median: "Median" },
  spread: "Band",
  spreads: {
    range: "Least to greatest",
    sd: "Standard deviation",
    se: "Standard error",
    ci: "Bootstrap 95 %",
    none: "None",
  },
  members: "Runs as thin lines",
};

export const zh: typeof en = {
  by: "运行分组依据",
  none: "不分组",
  allButField: "所有超参数，除了",
  partOfName: "名称的一部分",
  partOfNameHint: "正则表达式：取其捕获组，否则取整个匹配",
  badPattern: "这不是正则表达式。",
  search: "搜索列",
  noColumn: "没有符合的列。",
  count: (groups) => `${groups} 组`,
  drawn: "分组的绘制方式",
  centre: "线条",
  centres: { mean: "均值", median: "中位数" },
  spread: "带",
  spreads: {
    range: "最小到最大",
    sd: "标准差",
    se: "标准误",
    ci: "自助法 95 %",
    none: "无",
  },
  members: "以细线显示各运行",
};
