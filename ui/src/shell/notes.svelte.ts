/** What people say about runs, in step with all pages and boards on the logdir. Wraps `api/notes.ts`. */
import { untrack } from "svelte";
import { fetchNotes } from "../api/notes";
import { NO_NOTE, type Note } from "../data/notes";

export class Notes {
  private byName = $state.raw<ReadonlyMap<string, Note>>(new Map());
  private version = -1;
  private fetching = false;

  of(run: string): Note {
    return this.byName.get(run) ?? NO_NOTE;
  }

  /** To be called inside an effect with the version that the server told last. */
  follow(version: number): void {
    if (version !== this.version) untrack(() => void this.fetch());
  }

  private async fetch(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    try {
      const { version, runs } = await fetchNotes();
      this.version = version;
      this.byName = runs;
    } catch {
      // Asked again with the next version; the board works without notes.
    } finally {
      this.fetching = false;
    }
  }
}
