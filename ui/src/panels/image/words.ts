/** The words that this room needs; the shell hands them over in the page's language. */
import type { Comparison } from "../../data/mediaview";
import type { MediaWords } from "../media/words";

export interface ImageWords extends MediaWords {
  picture: (tag: string, run: string, step: string, sample: number, samples: number) => string;
  noSamples: string;
  notAPicture: (step: string, size: string) => string;
  cannotDecode: (kind: string, step: string, size: string) => string;
  tooLarge: (width: string, height: string, size: string) => string;
  showAnyway: string;
  download: string;
  fullScreen: string;
  look: string;
  brightness: string;
  contrast: string;
  actual: string;
  reset: string;
  comparison: string;
  comparisons: Record<Comparison, string>;
  runA: string;
  runB: string;
  sample: string;
  previousSample: string;
  nextSample: string;
  sampleOf: (sample: number, samples: number) => string;
  fit: string;
  actualSize: string;
  zoomIn: string;
  zoomOut: string;
  divider: string;
  gain: string;
  differs: (share: string, mean: string, most: string) => string;
  same: string;
  sizesDiffer: (a: string, b: string) => string;
  viewer: (tag: string) => string;
  viewerKeys: string;
  runsShown: (first: number, last: number, total: number) => string;
  close: string;
}
