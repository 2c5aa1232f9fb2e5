/** Where the view is kept: in the address, and the last one in the browser for the next visit. Wraps `data/url.ts`. */
import { embedded } from "../api";
import { DEFAULT_SETTINGS } from "../data/settings";
import { DEFAULT_VIEW, fromFragment, toFragment, type View } from "../data/url";
import { recall, remember } from "./memory";

/** Beyond this many characters an address is no longer passed on whole; it then names a view kept in this browser. */
const LONGEST_FRAGMENT = 2_000;
const WRITE_AFTER_MS = 150;

let timer: ReturnType<typeof setTimeout> | undefined;

export function restoreView(): View {
  const fragment = location.hash.replace(/^#/, "");
  const saved = /^view=([0-9a-f]+)$/.exec(fragment);
  if (saved) return fromFragment(recall(`view:${saved[1]}`, ""));
  if (fragment || embedded) return fromFragment(fragment || (embedded?.fragment ?? ""));
  const choices = recall<Partial<View>>("choices", {});
  return { ...DEFAULT_VIEW, ...choices, settings: { ...DEFAULT_SETTINGS, ...choices.settings } };
}

export function saveView(view: View): void {
  const { settings, cards, pinnedCards, opened, closed, expanded, collapsed, list } = view;
  remember("choices", { settings, cards, pinnedCards, opened, closed, expanded, collapsed, list });
  clearTimeout(timer);
  timer = setTimeout(() => writeFragment(toFragment(view)), WRITE_AFTER_MS);
}

function writeFragment(fragment: string): void {
  let written = fragment;
  if (fragment.length > LONGEST_FRAGMENT) {
    const name = hash(fragment);
    remember(`view:${name}`, fragment);
    written = `view=${name}`;
  }
  if (written !== location.hash.replace(/^#/, "")) {
    history.replaceState(null, "", written ? `#${written}` : location.pathname + location.search);
  }
}

function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value.toString(16);
}
