/**
 * Saved views, and the address that says which of them the page shows. A view whose address would be too long is stored
 * by itself, under a name that follows from what is in it. Wraps `shell/view.ts` and `api/views.ts`.
 */
import { embedded } from "../../api";
import {
  changeViews,
  fetchView,
  fetchViews,
  type SavedView,
  type StoredViews,
  type ViewsChange,
} from "../../api/views";
import { fromFragment, toFragment, type View } from "../../data/url";
import { recall, remember } from "../memory";
import { placeOf, readAddress, rememberChoices, writeAddress } from "../view";

/** Beyond this many characters an address is not passed on whole by everything; it then names a view. */
const LONGEST_FRAGMENT = 2_000;
const WRITE_AFTER_MS = 150;
/** A view that stands for a long address is stored once it has rested for so long. */
const STORE_AFTER_MS = 1_000;

/** What is undone by going back. */
const arrangementOf = (view: View) => JSON.stringify([view.cards, view.arrangement, view.pinnedCards]);

export class Views {
  named = $state.raw<ReadonlyMap<string, SavedView>>(new Map());
  default = $state<string | null>(null);
  /** The view that was opened or saved last. */
  current = $state<string | null>(null);
  /** The page shows something else by now. */
  changed = $state(false);
  /** It is known what the address stands for. */
  settled = $state(false);
  /** The address names a view that is not there. */
  missing = $state<string | null>(null);
  readonly readOnly = embedded !== null;

  /** What the page shows, as the fragment of an address. */
  fragment = "";
  private version = -1;
  private asOpened = "";
  private opening = false;
  private pushing = false;
  private arranged: string | null = null;
  private writing: ReturnType<typeof setTimeout> | undefined;
  private storing: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly show: (view: View) => void) {}

  /** Before the runs are asked for: opens the view that the address names, or that of the logdir. */
  async begin(): Promise<void> {
    const { view, fragment } = readAddress();
    try {
      if (!fragment && !(embedded && view === null)) await this.openNamed(view);
      else if (view !== null) await this.take(await fetchViews());
      if (fragment && view !== null && this.named.has(view)) this.current = view;
    } catch {
      // The page works without views; that the server does not answer is told elsewhere.
    }
    this.asOpened = this.canonical(this.current);
    this.settled = true;
  }

  private async openNamed(view: string | null): Promise<void> {
    this.take(await fetchViews());
    const name = view ?? this.default;
    if (name === null) return;
    const fragment = await this.find(name);
    if (fragment === null) this.missing = name;
    else this.open(fragment, this.named.has(name) ? name : null, false);
  }

  /** The address that a view stands for, an automatic one too. */
  private async find(name: string): Promise<string | null> {
    const known = this.named.get(name)?.fragment;
    if (known !== undefined) return known;
    const last = recall<{ name: string; fragment: string } | null>("longest", null);
    return last?.name === name ? last.fragment : fetchView(name);
  }

  private canonical(name: string | null): string {
    const view = name === null ? undefined : this.named.get(name);
    return view ? toFragment(fromFragment(view.fragment)) : "";
  }

  private take(stored: StoredViews): void {
    this.version = stored.version;
    this.named = new Map([...stored.views].filter(([, view]) => !view.automatic));
    this.default = stored.default;
    if (this.current !== null && !this.named.has(this.current)) this.current = null;
  }

  /** To be called with the version that the server told last: what other pages have stored. */
  async follow(version: number): Promise<void> {
    if (this.version >= 0 && version !== this.version) await this.load();
  }

  async load(): Promise<void> {
    try {
      this.take(await fetchViews());
    } catch {
      // Asked again with the next version.
    }
  }

  /** Shows a view; `name` is that of a saved one. `push`: the browser's Back leads to what is shown now. */
  open(fragment: string, name: string | null, push = true): void {
    this.current = name;
    this.missing = null;
    this.opening = name !== null;
    this.pushing = push;
    this.show(fromFragment(fragment));
  }

  /** Back and forward in the browser's history, and what somebody types into the address. */
  async adopt(event: PopStateEvent): Promise<void> {
    clearTimeout(this.writing);
    const { view, fragment } = placeOf(event);
    const found = fragment || view === null ? fragment : await this.find(view);
    if (found === null) {
      this.missing = view;
      return;
    }
    this.current = view !== null && this.named.has(view) ? view : null;
    this.asOpened = this.canonical(this.current);
    const shown = fromFragment(found);
    this.arranged = arrangementOf(shown);
    this.show(shown);
  }

  /** Keeps the address in step; `whole`: all runs are there, so that what is shown is what was meant. */
  keep(view: View, whole: boolean): void {
    rememberChoices(view);
    this.fragment = toFragment(view);
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.write(this.fragment, arrangementOf(view), whole), WRITE_AFTER_MS);
  }

  private write(fragment: string, arranged: string, whole: boolean): void {
    if (this.opening && whole) {
      this.asOpened = fragment;
      this.opening = false;
    }
    this.changed = this.current !== null && !this.opening && fragment !== this.asOpened;
    const push = this.pushing || (this.arranged !== null && arranged !== this.arranged && !this.opening);
    this.arranged = arranged;
    this.pushing = false;
    writeAddress(this.addressOf(fragment), { view: this.current, fragment }, push);
  }

  private addressOf(fragment: string): { view: string | null; fragment: string } {
    clearTimeout(this.storing);
    if (this.current !== null && !this.changed) return { view: this.current, fragment: "" };
    if (fragment.length <= LONGEST_FRAGMENT || this.readOnly) {
      return { view: fragment ? this.current : null, fragment };
    }
    const name = nameOf(fragment);
    remember("longest", { name, fragment });
    this.storing = setTimeout(() => void this.storeLong(fragment).catch(() => {}), STORE_AFTER_MS);
    return { view: name, fragment: "" };
  }

  private async storeLong(fragment: string): Promise<void> {
    await changeViews({ views: { [nameOf(fragment)]: { fragment, automatic: true } } });
  }

  /** The address of what is shown, which works for others. */
  async link(): Promise<string> {
    const long = this.fragment.length > LONGEST_FRAGMENT && (this.current === null || this.changed);
    if (long && !this.readOnly) await this.storeLong(this.fragment);
    return location.href;
  }

  /** Stores what is shown. The answer takes it back. */
  async save(name: string): Promise<ViewsChange> {
    const before = await this.change({ views: { [name]: { fragment: this.fragment } } });
    this.current = name;
    this.asOpened = this.fragment;
    this.opening = false;
    this.changed = false;
    writeAddress({ view: name, fragment: "" }, { view: name, fragment: this.fragment }, false);
    return before;
  }

  async rename(from: string, to: string): Promise<ViewsChange> {
    const view = this.named.get(from);
    const more = this.default === from ? { default: to } : {};
    const wasCurrent = this.current === from;
    const before = await this.change({ views: { [from]: null, [to]: view ?? null }, ...more });
    if (wasCurrent) {
      this.current = to;
      writeAddress(this.addressOf(this.fragment), { view: to, fragment: this.fragment }, false);
    }
    return before;
  }

  remove(name: string): Promise<ViewsChange> {
    return this.change({ views: { [name]: null } });
  }

  /** The view that opens where the address names none. */
  setDefault(name: string | null): Promise<ViewsChange> {
    return this.change({ default: name });
  }

  async change(change: ViewsChange): Promise<ViewsChange> {
    const stored = await changeViews(change);
    this.take(stored);
    this.asOpened = this.canonical(this.current);
    this.changed = this.current !== null && this.fragment !== this.asOpened;
    writeAddress(this.addressOf(this.fragment), { view: this.current, fragment: this.fragment }, false);
    return stored.before;
  }
}

/** The same for the same view, in 16 hexadecimal digits. */
function nameOf(text: string): string {
  return [0x811c9dc5, 0x9747b28c].map((seed) => hash(text, seed).toString(16).padStart(8, "0")).join("");
}

function hash(text: string, seed: number): number {
  let value = seed;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}
