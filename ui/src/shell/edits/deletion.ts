/** Deleting runs and putting them back, each as an edit that takes the other back. Wraps `api/trash.ts`. */
import { type DeletedRun, deleteRuns, type Failed, restoreRuns } from "../../api/trash";
import type { Run } from "../../data/runs";
import type { EditWords } from "../../i18n/edits";
import type { Board } from "../board.svelte";
import type { Edit } from "./history.svelte";

interface Deletion {
  /** What runs are called, for messages: the page forgets those that are gone. */
  named(words: EditWords): string;
  /** Called before runs go and after they are back. */
  onDelete(runs: readonly string[]): void;
  onRestore(): void;
}

/** Moves runs to the trash. */
export function remove(board: Board, runs: readonly Run[]): Promise<boolean> {
  const names = runs.map((run) => run.name);
  return board.edits.history.do(deletion(names, deletionOn(board, board.edits.naming(runs))));
}

/** Puts a run back. */
export function restore(board: Board, { folder, run }: DeletedRun): Promise<boolean> {
  const name = board.notes.of(run).name ?? run;
  return board.edits.history.do(
    restoration(
      [folder],
      deletionOn(board, () => name),
    ),
  );
}

/** Runs that were shown are shown again when they come back, in their colours. */
function deletionOn(board: Board, named: Deletion["named"]): Deletion {
  const { edits } = board;
  let shown: string[] = [];
  return {
    named,
    onDelete: (runs) => {
      shown = runs.filter((name) => board.isChosen(name));
      for (const name of runs) edits.gone.add(name);
    },
    onRestore: () => {
      edits.returning = new Set([...edits.returning, ...shown]);
    },
  };
}

function deletion(runs: readonly string[], about: Deletion): Edit {
  let failed: Failed = [];
  return {
    said: (words) => withFailed(words.deleted(about.named(words)), failed),
    run: async () => {
      about.onDelete(runs);
      const answer = await deleteRuns(runs);
      failed = answer.failed;
      if (answer.deleted.length === 0) throw new Error(failed[0]?.error);
      return restoration(
        answer.deleted.map(({ folder }) => folder),
        about,
      );
    },
  };
}

function restoration(folders: readonly string[], about: Deletion): Edit {
  let failed: Failed = [];
  return {
    said: (words) => withFailed(words.restored(about.named(words)), failed),
    run: async () => {
      const answer = await restoreRuns(folders);
      failed = answer.failed;
      if (answer.restored.length === 0) throw new Error(failed[0]?.error);
      about.onRestore();
      return deletion(answer.restored, about);
    },
  };
}

function withFailed(text: string, failed: Failed): string {
  return [text, ...failed.map(({ error }) => error)].join(" · ");
}
