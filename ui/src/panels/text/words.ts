/** The words that this room needs; the shell hands them over in the page's language. */
import type { TextChanges } from "../../data/mediaview";
import type { MediaWords } from "../media/words";

export interface TextWords extends MediaWords {
  raw: string;
  rawHint: string;
  changes: string;
  changesOf: Record<TextChanges, string>;
  first: string;
  same: string;
  tooLong: (size: string) => string;
  render: string;
  imageElsewhere: (alt: string) => string;
  empty: string;
}
