/** Where the view is kept: in the address, and the last choices in the browser for the next visit. Wraps `data/url.ts`. */
import { embedded } from "../api";
import { DEFAULT_SETTINGS } from "../data/settings";
import { DEFAULT_VIEW, fromFragment, type View } from "../data/url";
import { recall, remember } from "./memory";

/** `?view=name#fragment`: a saved view, and what the page shows where that is something else. */
export interface Address {
  view: string | null;
  fragment: string;
}

/** What the browser's history knows of a place in it. */
interface Place extends Address {
  runchart: true;
}

export function readAddress(): Address {
  return { view: new URLSearchParams(location.search).get("view"), fragment: location.hash.replace(/^#/, "") };
}

/** What the browser went back or on to, or what somebody typed. */
export function placeOf(event: PopStateEvent): Address {
  const place = event.state as Place | null;
  return place?.runchart ? { view: place.view, fragment: place.fragment } : readAddress();
}

/** `shown` is what the address says; `whole` what it stands for. */
export function writeAddress(shown: Address, whole: Address, push: boolean): void {
  const search = new URLSearchParams(location.search);
  if (shown.view === null) search.delete("view");
  else search.set("view", shown.view);
  const query = `${search}` ? `?${search}` : "";
  const address = location.pathname + query + (shown.fragment ? `#${shown.fragment}` : "");
  const place: Place = { ...whole, runchart: true };
  if (push) history.pushState(place, "", address);
  else history.replaceState(place, "", address);
}

export function restoreView(): View {
  const { fragment } = readAddress();
  if (fragment || embedded) return fromFragment(fragment || (embedded?.fragment ?? ""));
  const choices = recall<Partial<View>>("choices", {});
  return { ...DEFAULT_VIEW, ...choices, settings: { ...DEFAULT_SETTINGS, ...choices.settings } };
}

export function rememberChoices(view: View): void {
  const { settings, tooltip, cards, arrangement, pinnedCards, opened, closed, expanded, collapsed, list } = view;
  remember("choices", {
    settings,
    tooltip,
    cards,
    arrangement,
    pinnedCards,
    opened,
    closed,
    expanded,
    collapsed,
    list,
  });
}
