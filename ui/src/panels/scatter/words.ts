/** A point of a scatter chart: whose it is, and what it is called. */
export interface PlotPoint {
  run: number;
  name: string;
}

/** The words that this room needs; the shell hands them over in the page's language. */
export interface ScatterWords {
  x: string;
  y: string;
  log: string;
  trend: string;
  front: string;
  goals: Record<"min" | "max", string>;
  goalOf: (name: string) => string;
  fit: (r: string, rho: string, n: string) => string;
  frontOf: (count: string) => string;
  selectFront: string;
  keys: (x: string, y: string) => string;
  title: string;
  menu: string;
  remove: string;
  points: string;
  pointsPer: Record<"run" | "step", string>;
  colour: string;
  byRun: string;
  byStep: string;
  atStep: (name: string, step: string) => string;
  /** Each point is the mean of so many steps. */
  bucketed: (steps: string) => string;
  counted: (points: string) => string;
  onlyThese: (count: string) => string;
  clear: string;
  nothing: string;
  failed: string;
  retry: string;
  table: string;
}
