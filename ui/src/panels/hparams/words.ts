/** The words that this room needs; the shell hands them over in the page's language. */
export interface HParamsWords {
  columns: string;
  searchColumns: string;
  noColumn: string;
  kinds: Record<"run" | "hparam" | "config" | "metric", string>;
  colourBy: string;
  byRun: string;
  showOnly: (count: string) => string;
  clearBrushes: string;
  selectedOf: (count: string, total: string) => string;
  none: string;
  parallel: string;
  axisKeys: (name: string) => string;
  linesKeys: string;
  removeAxis: (name: string) => string;
  scaleOf: (name: string, scale: string) => string;
  scales: Record<"linear" | "log" | "quantile" | "category", string>;
  low: (name: string) => string;
  high: (name: string) => string;
  selectNone: (name: string) => string;
  part: string;
  parts: Record<"table" | "scatter" | "matrix", string>;
  noMatrix: string;
  run: string;
  missing: string;
  exportAs: string;
  forms: Record<"csv" | "json" | "latex", string>;
  download: string;
  copy: string;
  copied: string;
  copyFailed: string;
  noRuns: string;
  loading: string;
}
