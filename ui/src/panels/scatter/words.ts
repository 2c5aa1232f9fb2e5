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
}
