/** Deleting runs and putting them back, each as an edit that takes the other back. Wraps `api/trash.ts`. */
import { deleteRuns, type Failed, restoreRuns } from "../../api/trash";
import type { EditWords } from "../../i18n/edits";
import type { Edit } from "./history.svelte";

/** What runs are called, for messages: the page forgets the names of those that are gone. */
type Named = (words: EditWords) => string;

export interface Deletion {
  named: Named;
  /** Called before runs go and after they are back. */
  onDelete(runs: readonly string[]): void;
  onRestore(runs: readonly string[]): void;
}

export function deletion(runs: readonly string[], about: Deletion): Edit {
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

export function restoration(folders: readonly string[], about: Deletion): Edit {
  let failed: Failed = [];
  return {
    said: (words) => withFailed(words.restored(about.named(words)), failed),
    run: async () => {
      const answer = await restoreRuns(folders);
      failed = answer.failed;
      if (answer.restored.length === 0) throw new Error(failed[0]?.error);
      about.onRestore(answer.restored);
      return deletion(answer.restored, about);
    },
  };
}

function withFailed(text: string, failed: Failed): string {
  return [text, ...failed.map(({ error }) => error)].join(" · ");
}
