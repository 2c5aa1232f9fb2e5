/** What people say about a run. `null`: nothing. */
export interface Note {
  name: string | null;
  /** Markdown, kept plain. */
  note: string | null;
  labels: string[] | null;
  star: boolean | null;
  hidden: boolean | null;
  /** `#rrggbb` instead of the colour that was dealt. */
  colour: string | null;
}

export const NO_NOTE: Note = { name: null, note: null, labels: null, star: null, hidden: null, colour: null };
