/** Labels that people put on runs. */
import type { Note } from "./notes";

/** Every label, those of most runs first. */
export function labelsOf(notes: Iterable<Note>): string[] {
  const counts = new Map<string, number>();
  for (const { labels } of notes) for (const label of labels ?? []) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([label]) => label);
}

/** The labels that every one of these runs has, in the order of the first. */
export function sharedLabels(notes: readonly Note[]): string[] {
  const [first, ...others] = notes.map(({ labels }) => labels ?? []);
  return (first ?? []).filter((label) => others.every((labels) => labels.includes(label)));
}

/** The labels of a run after some were put on and others taken off; `null` where none is left. */
export function relabelled(note: Note, added: readonly string[], removed: readonly string[]): string[] | null {
  const kept = (note.labels ?? []).filter((label) => !removed.includes(label));
  const labels = [...new Set([...kept, ...added.map((label) => label.trim()).filter(Boolean)])];
  return labels.length > 0 ? labels : null;
}

const OFFERED = 20;

/** Known labels that hold what is typed and are not there yet; those that begin with it first. */
export function completions(known: readonly string[], there: readonly string[], typed: string): string[] {
  const wanted = typed.trim().toLowerCase();
  const fitting = known.filter((label) => !there.includes(label) && label.toLowerCase().includes(wanted));
  const begins = (label: string) => label.toLowerCase().startsWith(wanted);
  return [...fitting.filter(begins), ...fitting.filter((label) => !begins(label))].slice(0, OFFERED);
}
