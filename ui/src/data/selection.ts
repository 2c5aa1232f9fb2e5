/**
 * Which runs are drawn. Until the user chooses: all up to twenty, else the newest twenty, of those that pass the filter.
 * After a choice: exactly what was chosen, and runs that came later wait to be shown.
 */

export const SHOWN_BY_DEFAULT = 20;
/** A mean of some of the seeds would be taken for that of all. */
export const SHOWN_IN_GROUPS = 200;

export interface Candidate {
  id: number;
  name: string;
  firstWall: number | null;
}

/** `null` while the user has not chosen. `known` is the first id that had not been there at the choice. */
export type Choice = { shown: ReadonlySet<number>; known: number } | null;

export function newest(runs: readonly Candidate[], count: number): Candidate[] {
  if (runs.length <= count) return [...runs];
  return [...runs]
    .sort((a, b) => (b.firstWall ?? 0) - (a.firstWall ?? 0) || b.id - a.id)
    .slice(0, count)
    .sort((a, b) => a.id - b.id);
}

/** The ids to draw, of the runs that pass the filter. */
export function shownRuns(matching: readonly Candidate[], choice: Choice, byDefault = SHOWN_BY_DEFAULT): Set<number> {
  if (!choice) return new Set(newest(matching, byDefault).map((run) => run.id));
  return new Set(matching.filter((run) => choice.shown.has(run.id)).map((run) => run.id));
}

export function newRuns(runs: readonly Candidate[], choice: Choice): Candidate[] {
  return choice ? runs.filter((run) => run.id >= choice.known) : [];
}

export function choose(shown: Iterable<number>, runs: readonly Candidate[]): Choice {
  return { shown: new Set(shown), known: runs.reduce((next, run) => Math.max(next, run.id + 1), 0) };
}

export function toggle(shown: ReadonlySet<number>, id: number, runs: readonly Candidate[]): Choice {
  const next = new Set(shown);
  if (!next.delete(id)) next.add(id);
  return choose(next, runs);
}

/** Shows all of these runs; where all are shown already, none of them. */
export function toggleAll(shown: ReadonlySet<number>, ids: readonly number[], runs: readonly Candidate[]): Choice {
  const next = new Set(shown);
  const hide = ids.every((id) => shown.has(id));
  for (const id of ids) {
    if (hide) next.delete(id);
    else next.add(id);
  }
  return choose(next, runs);
}

/** A filter is words that must all occur; `/…/` is a regular expression. Letter case does not matter. */
export function textFilter(text: string): (name: string) => boolean {
  const trimmed = text.trim();
  const pattern = /^\/(.+)\/$/.exec(trimmed);
  if (pattern) {
    try {
      const expression = new RegExp(pattern[1], "i");
      return (name) => expression.test(name);
    } catch {
      return () => false;
    }
  }
  const words = trimmed.toLowerCase().split(/\s+/).filter(Boolean);
  return (name) => {
    const lower = name.toLowerCase();
    return words.every((word) => lower.includes(word));
  };
}
