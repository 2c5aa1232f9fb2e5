/** The keys of the page. Letters do nothing while something is typed, and can be switched off; `Mod` is Ctrl or Cmd. */
import type { KeyWords } from "../i18n/keys";

export type KeyAction = keyof KeyWords["actions"];

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
  ["P", "pinCard"],
  ["w", "widenCard"],
  ["h", "hideCard"],
  ["Alt+ArrowLeft", "cardEarlier"],
  ["Alt+ArrowRight", "cardLater"],
  ["v", "values"],
  ["p", "pause"],
  ["b", "sidebar"],
  ["t", "table"],
  ["0", "resetZoom"],
  ["m", "views"],
  ["d", "theme"],
  ["?", "help"],
  ["Escape", "escape"],
];

/** As it stands in the list. */
function nameOf({ ctrlKey, metaKey, altKey, key }: KeyboardEvent): string {
  return `${ctrlKey || metaKey ? "Mod+" : ""}${altKey ? "Alt+" : ""}${key}`;
}

/** As it is written on a keyboard. */
export function keyLabel(key: string): string {
  const mod = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
  return key
    .replace("Mod+", `${mod} `)
    .replace("Alt+", "Alt ")
    .replace("ArrowLeft", "←")
    .replace("ArrowRight", "→")
    .replace("Escape", "Esc");
}

export function actionOfKey(event: KeyboardEvent, letterKeys: boolean): KeyAction | null {
  if (event.defaultPrevented) return null;
  const name = nameOf(event);
  const action = KEYS.find(([key]) => key === name)?.[1] ?? null;
  if (action === "escape" || name.startsWith("Mod+")) return action;
  return letterKeys && !isTyping(event) ? action : null;
}

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
