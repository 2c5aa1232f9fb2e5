/** The words of the command palette, loaded with it. */
export const en = {
  title: "Commands",
  search: "Search actions, charts, runs, views and settings",
  none: "Nothing is called so.",
  count: (count: number) => (count === 1 ? "1 result" : `${count} results`),
  kinds: { action: "Action", chart: "Chart", run: "Run", view: "View", section: "Section", setting: "Setting" },
  fullScreen: (name: string) => `${name} in full screen`,
  onlyRun: (name: string) => `Show only ${name}`,
  toggleRun: (name: string, shown: boolean) => `${shown ? "Hide" : "Show"} ${name}`,
  letterKeys: (on: boolean) => `Switch letter keys ${on ? "off" : "on"}`,
  language: "切换到中文",
  openSections: "Open all sections",
  closeSections: "Close all sections",
};

export const zh: typeof en = {
  title: "命令",
  search: "搜索操作、图表、运行、视图和设置",
  none: "没有匹配的内容。",
  count: (count) => `${count} 个结果`,
  kinds: { action: "操作", chart: "图表", run: "运行", view: "视图", section: "分区", setting: "设置" },
  fullScreen: (name) => `全屏显示 ${name}`,
  onlyRun: (name) => `仅显示 ${name}`,
  toggleRun: (name, shown) => `${shown ? "隐藏" : "显示"} ${name}`,
  letterKeys: (on) => `${on ? "关闭" : "开启"}字母快捷键`,
  language: "Switch to English",
  openSections: "展开全部分区",
  closeSections: "折叠全部分区",
};

export type PaletteWords = typeof en;
