/** The words of scatter charts. */

export const en = {
  x: "x",
  y: "y",
  log: "log",
  trend: "Trend",
  front: "Pareto front",
  goals: { min: "small is good", max: "large is good" },
  goalOf: (name: string) => `What is good of ${name}`,
  fit: (r: string, rho: string, n: string) => `r = ${r}, ρ = ${rho}, n = ${n}`,
  frontOf: (count: string) => `On the front: ${count}`,
  selectFront: "Show only these",
  keys: (x: string, y: string) =>
    `${y} by ${x}, a point a run. Arrow keys go from run to run, Enter pins one, a drag selects.`,
};

export const zh: typeof en = {
  x: "x",
  y: "y",
  log: "对数",
  trend: "趋势线",
  front: "帕累托前沿",
  goals: { min: "越小越好", max: "越大越好" },
  goalOf: (name) => `${name} 的优化方向`,
  fit: (r, rho, n) => `r = ${r}，ρ = ${rho}，n = ${n}`,
  frontOf: (count) => `前沿上：${count} 个`,
  selectFront: "仅显示这些",
  keys: (x, y) => `${y} 对 ${x}，每个运行一个点。方向键逐个查看运行，Enter 固定，拖动选择。`,
};
