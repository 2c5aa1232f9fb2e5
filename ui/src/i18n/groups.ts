/** The words of groups of runs, but for those of their choice, which are loaded with it. */

const plural = (count: number) => `${count} ${count === 1 ? "run" : "runs"}`;

export const en = {
  button: (by: string) => `Group: ${by}`,
  nothing: "–",
  allBut: (names: string) => `All but ${names || "…"}`,
  picker: () => import("./grouppicker").then(({ en }) => en),
  readout: {
    of: (n: number, total: number) => `${n} of ${plural(total)}`,
    band: {
      range: (lo: string, hi: string) => `${lo} to ${hi}`,
      sd: (lo: string, hi: string) => `mean ± sd: ${lo} to ${hi}`,
      se: (lo: string, hi: string) => `mean ± se: ${lo} to ${hi}`,
      ci: (lo: string, hi: string) => `95 % of the mean: ${lo} to ${hi}`,
    },
    ended: (count: number) => `${plural(count)} ended before`,
    notFinite: (count: number) => `${plural(count)} not finite here`,
    few: "An interval of so few runs is too narrow",
    isolate: "Show only this group",
    csv: "Groups as they are drawn",
  },
};

export const zh: typeof en = {
  button: (by) => `分组：${by}`,
  nothing: "–",
  allBut: (names) => `除 ${names || "…"} 之外`,
  picker: () => import("./grouppicker").then(({ zh }) => zh),
  readout: {
    of: (n, total) => `${total} 个运行中的 ${n} 个`,
    band: {
      range: (lo, hi) => `${lo} 至 ${hi}`,
      sd: (lo, hi) => `均值 ± 标准差：${lo} 至 ${hi}`,
      se: (lo, hi) => `均值 ± 标准误：${lo} 至 ${hi}`,
      ci: (lo, hi) => `均值的 95 % 区间：${lo} 至 ${hi}`,
    },
    ended: (count) => `${count} 个运行在此之前已结束`,
    notFinite: (count) => `${count} 个运行在此处不是有限值`,
    few: "运行太少，区间偏窄",
    isolate: "仅显示此组",
    csv: "按绘制的分组",
  },
};
