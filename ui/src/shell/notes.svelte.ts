/** What people say about runs, shared with all pages and boards on the logdir; every change can be undone. Wraps `api/notes.ts`. */
import { untrack } from "svelte";
import { changeNotes, fetchNotes } from "../api/notes";
import { NO_NOTE, type Note } from "../data/notes";

const MOST_UNDONE = 100;

type Change = Record<string, Partial<Note>>;

export class Notes {
  private byName = $state.raw<ReadonlyMap<string, Note>>(new Map());
  /** The change that may be taken back, and the complaint about one that failed. */
  undoable = $state.raw<Change[]>([]);
  problem = $state<string | null>(null);
  private version = -1;
  private fetching = false;

  of(run: string): Note {
    return this.byName.get(run) ?? NO_NOTE;
  }

  get any(): ReadonlyMap<string, Note> {
    return this.byName;
  }

  /** To be called inside an effect with the version that the server told last. */
  follow(version: number): void {
    if (version !== this.version) untrack(() => void this.fetch());
  }

  private async fetch(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    try {
      this.take(await fetchNotes());
      this.problem = null;
    } catch (error) {
      this.problem = (error as Error).message;
    } finally {
      this.fetching = false;
    }
  }

  /** Shown at once; taken back where the server refuses. */
  async change(runs: Change): Promise<void> {
    const before = await this.send(runs);
    if (before) this.undoable = [...this.undoable.slice(1 - MOST_UNDONE), before];
  }

  async undo(): Promise<void> {
    const change = this.undoable.at(-1);
    if (!change) return;
    this.undoable = this.undoable.slice(0, -1);
    await this.send(change);
  }

  private async send(runs: Change): Promise<Change | null> {
    const shown = this.byName;
    const next = new Map(shown);
    for (const [run, fields] of Object.entries(runs)) next.set(run, { ...this.of(run), ...fields });
    this.byName = next;
    try {
      const answer = await changeNotes(runs);
      this.take(answer);
      this.problem = null;
      return answer.before;
    } catch (error) {
      this.byName = shown;
      this.problem = (error as Error).message;
      return null;
    }
  }

  private take({ version, runs }: { version: number; runs: Map<string, Note> }): void {
    this.version = version;
    this.byName = runs;
  }
}
