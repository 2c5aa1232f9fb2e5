/** The words of the table of values, in the language of the page. */
import type { ValuesPart } from "../../data/url";

export interface ValuesWords {
  label(name: string): string;
  open: string;
  parts: Record<ValuesPart, string>;
  noPlace: string;
  noStretch: string;
  place(axis: string, x: string): string;
  from: string;
  to: string;
  run: string;
  columns: Record<string, string>;
  slopeHint: Record<"x" | "second", string>;
  copy: string;
  copied: string;
  notCopied: string;
  close: string;
  loading: string;
  failed: string;
  retry: string;
  rows(from: string, to: string, total: string): string;
  previous: string;
  next: string;
}
