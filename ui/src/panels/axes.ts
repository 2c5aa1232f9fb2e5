/** The words of the axes of x, in the language of the page. */
import type { NamedAxis } from "../data/line";

export interface AxisWords {
  x: string;
  more: string;
  other: string;
  tags: string;
  logX: string;
  long: Record<NamedAxis, string>;
}
