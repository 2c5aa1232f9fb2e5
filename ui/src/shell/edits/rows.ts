/** How a row that stands for runs is asked for its menu, and which keys it has. */
import { tick } from "svelte";
import type { Run } from "../../data/runs";
import type { Edits } from "./edits.svelte";

/** Whether the key was one of those that change runs. */
export function editByKey(event: KeyboardEvent, edits: Edits, runs: Run[]): boolean {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input, textarea")) return false;
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) edits.openMenu(runs, target);
  else if (event.key === "F2" && runs.length === 1) edits.startRenaming(runs[0]);
  else if (event.key === "s") void edits.toggleStar(runs);
  else if (event.key === "Delete") edits.askToDelete(runs);
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

/** The menu opens where the pointer is, once the button is up: its release would close the menu again. */
export function openMenuAtPointer(event: MouseEvent, edits: Edits, runs: Run[]): void {
  if (runs.length === 0 || (event.target as HTMLElement).matches("input, textarea")) return;
  event.preventDefault();
  const at = { x: event.clientX, y: event.clientY };
  const open = () => setTimeout(() => edits.openMenu(runs, at));
  if (event.buttons === 0) open();
  else addEventListener("pointerup", open, { once: true });
}

/** Ends the typing of a name. The focus goes back to the row, unless it went elsewhere. */
export async function endRenaming(edits: Edits, row: () => HTMLElement | null | undefined): Promise<void> {
  edits.renaming = null;
  await tick();
  if (document.activeElement === document.body) row()?.focus();
}
