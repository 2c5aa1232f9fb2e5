/** What people say about runs, in step with all pages and boards on the logdir. Wraps `api/notes.ts`. */
import { untrack } from "svelte";
import { changeNotes, fetchNotes, type NotesAnswer } from "../api/notes";
import { labelsOf } from "../data/labels";
import { NO_NOTE, type Note, type NoteChanges, withChanges } from "../data/notes";

export class Notes {
  private stored = $state.raw<ReadonlyMap<string, Note>>(new Map());
  /** Changes that the server has not confirmed yet: they are shown at once. */
  private pending = $state.raw<readonly NoteChanges[]>([]);
  private readonly byName: ReadonlyMap<string, Note> = $derived(this.pending.reduce(withChanges, this.stored));
  /** The version that is shown, and the one that the server told last. */
  private version = -1;
  private told = -1;
  private fetching = false;

  /** Every label there is, those of most runs first. */
  readonly labels: string[] = $derived(labelsOf(this.byName.values()));

  of(run: string): Note {
    return this.byName.get(run) ?? NO_NOTE;
  }

  /** To be called inside an effect with the version that the server told last. */
  follow(version: number): void {
    this.told = version;
    if (version !== this.version) untrack(() => void this.fetch());
  }

  /** Versions mean something only within one start of the server. */
  forget(): void {
    this.version = -1;
    void this.fetch();
  }

  /** Answers what was there before: given back, it undoes the change. Rejects where the server refuses it. */
  async change(changes: NoteChanges): Promise<NoteChanges> {
    this.pending = [...this.pending, changes];
    try {
      const answer = await changeNotes(changes);
      this.take(answer);
      return answer.before;
    } finally {
      this.pending = this.pending.filter((other) => other !== changes);
    }
  }

  private async fetch(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    try {
      let told: number;
      do {
        told = this.told;
        this.take(await fetchNotes());
      } while (told !== this.told);
    } catch {
      // Asked again with the next version; the board works without notes.
    } finally {
      this.fetching = false;
    }
  }

  /** An older answer may come after a newer one. */
  private take({ version, runs }: NotesAnswer): void {
    if (version < this.version) return;
    this.version = version;
    this.stored = runs;
  }
}
