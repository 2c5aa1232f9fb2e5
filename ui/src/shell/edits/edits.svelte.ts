/** What people change about runs, each change with the one that takes it back. Wraps `notes.svelte.ts`. */
import { embedded } from "../../api";
import { relabelled } from "../../data/labels";
import type { NoteChange, NoteChanges } from "../../data/notes";
import type { Run } from "../../data/runs";
import type { EditWords } from "../../i18n/edits";
import type { Anchor } from "../../panels/place";
import type { Notes } from "../notes.svelte";
import { type Edit, History } from "./history.svelte";

/** What is asked about runs in a small window. */
export type Question = "labels" | "note" | "colour";

/** The words that say what was done to which run. */
type Done = "noted" | "labelled" | "starred" | "unstarred" | "hid" | "unhid" | "coloured";

export interface Asked<T> {
  what: T;
  runs: Run[];
  anchor: Anchor;
}

export class Edits {
  readonly history = new History();
  menu = $state.raw<Asked<"menu"> | null>(null);
  question = $state.raw<Asked<Question> | null>(null);
  /** The runs that somebody is asked about before they are deleted. */
  deleting = $state.raw<Run[] | null>(null);
  /** The list of deleted runs is open. */
  trashOpen = $state(false);
  /** Names of runs that were shown, were deleted and are coming back. */
  returning = $state.raw<ReadonlySet<string>>(new Set());
  /** Names of runs that were deleted in this page: they keep their colours, for when they come back. */
  readonly gone = new Set<string>();
  /** The id of the run whose name is being typed. */
  renaming = $state.raw<number | null>(null);

  constructor(
    private readonly notes: Notes,
    private readonly nameOf: (run: Run) => string,
    /** What it is called where nobody gave it a name. */
    readonly ownNameOf: (run: Run) => string,
  ) {}

  openMenu(runs: Run[], anchor: Anchor): void {
    if (!embedded) this.menu = { what: "menu", runs, anchor };
  }

  startRenaming(run: Run): void {
    if (!embedded) this.renaming = run.id;
  }

  askToDelete(runs: Run[]): void {
    if (runs.length > 0 && !embedded) this.deleting = runs;
  }

  /** An empty name, or the one that it has by itself, takes the given name away. */
  rename(run: Run, text: string): Promise<boolean> {
    const own = this.ownNameOf(run);
    const name = text.trim() === own ? null : text.trim() || null;
    if (name === this.notes.of(run.name).name) return Promise.resolve(true);
    return this.change(
      [run],
      () => ({ name }),
      (words) => words.renamed(name ?? own),
    );
  }

  setNote(runs: readonly Run[], text: string): Promise<boolean> {
    const note = text.trim() === "" ? null : text;
    return this.changeAll(runs, () => ({ note }), "noted");
  }

  relabel(runs: readonly Run[], added: readonly string[], removed: readonly string[]): Promise<boolean> {
    return this.changeAll(runs, (run) => ({ labels: relabelled(this.notes.of(run.name), added, removed) }), "labelled");
  }

  isStarred(runs: readonly Run[]): boolean {
    return runs.every((run) => this.notes.of(run.name).star === true);
  }

  isHidden(runs: readonly Run[]): boolean {
    return runs.every((run) => this.notes.of(run.name).hidden === true);
  }

  /** Stars all of them; where all are starred, none. */
  toggleStar(runs: readonly Run[]): Promise<boolean> {
    const star = this.isStarred(runs) ? null : true;
    return this.changeAll(runs, () => ({ star }), star ? "starred" : "unstarred");
  }

  /** Takes all of them out of the list; where all are out, puts them back. */
  toggleHidden(runs: readonly Run[]): Promise<boolean> {
    const hidden = this.isHidden(runs) ? null : true;
    return this.changeAll(runs, () => ({ hidden }), hidden ? "hid" : "unhid");
  }

  /** `null`: the colour that is dealt. */
  setColour(runs: readonly Run[], colour: string | null): Promise<boolean> {
    return this.changeAll(runs, () => ({ colour }), "coloured");
  }

  /** As a message names them. */
  called(runs: readonly Run[], words: EditWords): string {
    return runs.length === 1 ? this.nameOf(runs[0]) : words.runs(runs.length);
  }

  private changeAll(runs: readonly Run[], of: (run: Run) => NoteChange, what: Done): Promise<boolean> {
    const named = this.naming(runs);
    return this.change(runs, of, (words) => words[what](named(words)));
  }

  /** As they are called now, whatever becomes of them. */
  naming(runs: readonly Run[]): (words: EditWords) => string {
    const name = runs.length === 1 ? this.nameOf(runs[0]) : null;
    return (words) => name ?? words.runs(runs.length);
  }

  private change(runs: readonly Run[], of: (run: Run) => NoteChange, said: Edit["said"]): Promise<boolean> {
    if (runs.length === 0) return Promise.resolve(false);
    const changes = Object.fromEntries(runs.map((run) => [run.name, of(run)]));
    return this.history.do(this.edit(changes, said, (words) => words.undone(said(words))));
  }

  /** `said` and `reversed` change places each time that it is taken back or done again. */
  private edit(changes: NoteChanges, said: Edit["said"], reversed: Edit["said"]): Edit {
    return { said, run: async () => this.edit(await this.notes.change(changes), reversed, said) };
  }
}
