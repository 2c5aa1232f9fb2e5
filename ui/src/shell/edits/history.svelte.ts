/** What was changed on the server in this page, to be taken back and done again. */
import type { EditWords } from "../../i18n/edits";

/** One change of what is stored on the server. */
export interface Edit {
  /** What has been done, once it is. */
  said(words: EditWords): string;
  /** Does it. The answer takes it back. */
  run(): Promise<Edit>;
}

export interface Said {
  text(words: EditWords): string;
  wrong: boolean;
  /** It was done and can be taken back. */
  undoable: boolean;
}

const KEPT = 100;

export class History {
  private done: Edit[] = [];
  private undone: Edit[] = [];
  /** Changes are made one after another: each may depend on the one before. */
  private last: Promise<unknown> = Promise.resolve();
  /** What happened last, until it is put away. */
  said = $state.raw<Said | null>(null);

  /** Whether it was done; where not, the page says why. */
  do(edit: Edit): Promise<boolean> {
    return this.inTurn(async () => {
      this.done = [...this.done, await edit.run()].slice(-KEPT);
      this.undone = [];
      this.said = { text: edit.said, wrong: false, undoable: true };
    });
  }

  undo(): Promise<boolean> {
    return this.move("done", "undone", (words) => words.nothingToUndo);
  }

  redo(): Promise<boolean> {
    return this.move("undone", "done", (words) => words.nothingToRedo);
  }

  putAway(): void {
    this.said = null;
  }

  private move(from: "done" | "undone", to: "done" | "undone", nothing: Said["text"]): Promise<boolean> {
    return this.inTurn(async () => {
      const edit = this[from].at(-1);
      if (!edit) {
        this.said = { text: nothing, wrong: false, undoable: false };
        return;
      }
      // What goes wrong stays where it is, to be tried again.
      this[to].push(await edit.run());
      this[from].pop();
      this.said = { text: edit.said, wrong: false, undoable: to === "done" };
    });
  }

  private inTurn(work: () => Promise<void>): Promise<boolean> {
    const turn = this.last.then(work).then(
      () => true,
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        this.said = { text: () => message, wrong: true, undoable: false };
        return false;
      },
    );
    this.last = turn;
    return turn;
  }
}
