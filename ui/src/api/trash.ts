/** Deletes runs, puts them back, and asks what can be. Wraps `api.ts`. */
import { parse, request } from "../api";
import { array, boolean, number, object, string, type Valid, type Validator } from "./validation";

const failed = array(object({ what: string, error: string }));

const runFiles = object({
  run: string,
  directory: string,
  trash: string,
  whole: boolean,
  files: number,
  bytes: number,
  modified: number,
  live: boolean,
});

const deletedRun = object({ folder: string, run: string, deleted: number, files: number, bytes: number });

const filesAnswer = object({ runs: array(runFiles), failed });
const deletedAnswer = object({ deleted: array(deletedRun), failed });
const restoredAnswer = object({ restored: array(string), failed });
const trashAnswer = object({ deleted: array(deletedRun) });

export type RunFiles = Valid<typeof runFiles>;
export type DeletedRun = Valid<typeof deletedRun>;
export type Failed = Valid<typeof failed>;

/** What deleting these runs would move. */
export function fetchRunFiles(runs: readonly string[]): Promise<{ runs: RunFiles[]; failed: Failed }> {
  return post("api/runs/files", { runs }, filesAnswer);
}

export function deleteRuns(runs: readonly string[]): Promise<{ deleted: DeletedRun[]; failed: Failed }> {
  return post("api/runs/delete", { runs }, deletedAnswer);
}

/** `folders` as the deletion or the list of the trash gave them. */
export function restoreRuns(folders: readonly string[]): Promise<{ restored: string[]; failed: Failed }> {
  return post("api/runs/restore", { folders }, restoredAnswer);
}

export async function fetchTrash(): Promise<DeletedRun[]> {
  return (await parse(await request("api/trash", {}), trashAnswer)).deleted;
}

async function post<T>(path: string, body: unknown, validator: Validator<T>): Promise<T> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return parse(await request(path, init), validator);
}
