/** The keys of the page. Letters do nothing while something is typed, and can be switched off. */
import type { Dictionary } from "../i18n";

export type KeyAction = keyof Dictionary["keys"];

export const KEYS: [key: string, action: KeyAction][] = [
  ["1", "boardTab"],
  ["2", "hparamsTab"],
  ["/", "tagFilter"],
  ["r", "runFilter"],
  ["x", "xAxis"],
  ["s", "smoothing"],
  ["[", "lessSmoothing"],
  ["]", "moreSmoothing"],
  ["l", "logY"],
  ["g", "group"],
  ["L", "logX"],
  ["f", "fullScreen"],
  ["v", "values"],
  ["b", "sidebar"],
  ["t", "table"],
  ["0", "resetZoom"],
  ["d", "theme"],
  ["?", "help"],
  ["Escape", "escape"],
];

/** Ctrl or ⌘ + Z, and with shift or as Y. A field that is typed in has its own. */
export function historyOfKey(event: KeyboardEvent): "undo" | "redo" | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented || isTyping(event)) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" ? "redo" : null;
}

function isTyping(event: KeyboardEvent): boolean {
  return (event.target as HTMLElement).matches("input:not([type=range]), textarea, select, [contenteditable]");
}

export function actionOfKey(event: KeyboardEvent, letterKeys: boolean): KeyAction | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  if (event.key === "Escape") return "escape";
  if (!letterKeys || isTyping(event)) return null;
  return KEYS.find(([key]) => key === event.key)?.[1] ?? null;
}
