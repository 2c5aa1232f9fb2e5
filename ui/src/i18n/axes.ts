/** The words of the axes of x. */
export const en = {
  x: "x axis",
  more: "Point, relative step, or any tag as x",
  other: "More",
  tags: "Value of a tag",
  logX: "Log x",
  long: {
    step: "Step",
    relative_step: "Step since the run's first",
    index: "Point",
    relative: "Time since the run's first event",
    wall: "Date and time",
  },
};

export const zh: typeof en = {
  x: "x 轴",
  more: "序号、相对步，或以任一标签为 x",
  other: "更多",
  tags: "标签的值",
  logX: "对数 x",
  long: {
    step: "步",
    relative_step: "自运行首步起的步数",
    index: "序号",
    relative: "自运行首个事件起的时间",
    wall: "日期与时间",
  },
};
