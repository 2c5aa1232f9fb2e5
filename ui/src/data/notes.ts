/** What people say about runs, and what follows from it. */

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

/** New values of fields; `null` takes a field away. */
export type NoteChange = Partial<Note>;

/** By name of the run. */
export type NoteChanges = Readonly<Record<string, NoteChange>>;

export function withChanges(notes: ReadonlyMap<string, Note>, changes: NoteChanges): Map<string, Note> {
  const next = new Map(notes);
  for (const [run, change] of Object.entries(changes)) next.set(run, { ...(next.get(run) ?? NO_NOTE), ...change });
  return next;
}

/** Starred runs before all others; otherwise the order stays. */
export function starredFirst<T>(runs: readonly T[], isStarred: (run: T) => boolean): T[] {
  return [...runs.filter(isStarred), ...runs.filter((run) => !isStarred(run))];
}

/** `#RGB`, `RRGGBB` and the like as `#rrggbb`; `null` for what is no colour. */
export function hexColour(text: string): string | null {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1].toLowerCase();
  if (!digits) return null;
  return `#${digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits}`;
}
