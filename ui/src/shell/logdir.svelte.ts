/**
 * The logdir as the server tells it: its runs, how far they are read, what is damaged, and whether news arrive. Loads
 * the runs once and follows the changes; loads them again when the server was started anew. Wraps `api.ts`.
 */
import { fetchRuns, type Progress, type RunEntry, type RunsAnswer } from "../api";
import type { Changes } from "../api/changes";
import { type Run, RunTable, shortNames } from "../data/runs";
import { type Tab, tabsFilledBy } from "../data/tabs";
import { Pause } from "./pause.svelte";

const LIVE_FOR_MS = 30_000;
const RETRY_MS = 2_000;
const LAYOUT_TAG = "custom_scalars__config__";

export class Logdir {
  readonly table = new RunTable();
  readonly pause = new Pause(this.table);
  phase = $state<"starting" | "ready" | "failed">("starting");
  error = $state<unknown>(null);
  path = $state("");
  progress = $state.raw<Progress>({ state: "loading", files: null, files_total: null, points: null });
  damaged = $state(0);
  /** Which version of people's notes the server has. */
  notesVersion = $state(0);
  /** And which of saved views. */
  viewsVersion = $state(0);
  connected = $state<boolean | null>(null);
  /** The table is not reactive by itself: its version is. */
  private version = $state(0);
  /** Moves on every few seconds, so that a run which has gone quiet stops being live. */
  private clock = $state(Date.now());
  private readonly changedAt = new Map<number, number>();
  private boot = "";
  private starting = false;
  private stopFollowing: (() => void) | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;

  readonly loading = $derived(this.progress.state === "loading");
  /** Newest first. */
  readonly runs: Run[] = $derived.by(() => this.listRuns(this.version));
  /** How many values restarts replaced. */
  readonly superseded: number = $derived.by(() => this.countSuperseded(this.version));
  readonly tabs: Tab[] = $derived.by(() => this.listTabs(this.version));
  readonly hasLayouts: boolean = $derived.by(() => this.findLayouts(this.version));
  readonly names = $derived(shortNames(this.runs, this.path));

  /** `onRestart` is called before the runs of another start of the server replace those of the last. */
  constructor(private readonly onRestart: () => void) {}

  async start(): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    this.stop();
    try {
      const { boot, seq } = await this.load();
      this.phase = "ready";
      this.error = null;
      const { followChanges } = await import("../api/changes");
      this.stopFollowing = followChanges(`${boot}:${seq}`, {
        onChanges: (changes) => this.take(changes),
        onConnected: (connected) => {
          this.connected = connected;
        },
      });
    } catch (error) {
      this.error = error;
      this.connected = false;
      if (this.phase !== "ready") this.phase = "failed";
      this.retry = setTimeout(() => this.start(), RETRY_MS);
    } finally {
      this.starting = false;
    }
  }

  stop(): void {
    clearTimeout(this.retry);
    this.stopFollowing?.();
    this.stopFollowing = null;
  }

  /** All pages, then the page's state at once: half a run list would deal colours that are not meant. */
  private async load(): Promise<RunsAnswer> {
    const { signal } = new AbortController();
    const first = await fetchRuns(0, signal);
    const entries = [...first.runs];
    let tags = first.tags;
    while (entries.length < first.total) {
      const page = await fetchRuns(entries.length, signal);
      if (page.runs.length === 0) break;
      entries.push(...page.runs);
      tags = page.tags;
    }
    this.replace(first, tags, entries);
    return first;
  }

  private replace(answer: RunsAnswer, tags: string[], entries: RunEntry[]): void {
    if (this.boot !== answer.boot) {
      if (this.boot !== "") this.onRestart();
      this.table.clear();
      this.changedAt.clear();
    }
    this.boot = answer.boot;
    const kept = new Set(entries.map((entry) => entry.id));
    this.table.remove(this.table.ids().filter((id) => !kept.has(id)));
    this.table.extendTags(0, tags);
    this.table.put(entries);
    this.path = answer.logdir;
    this.progress = answer.progress;
    this.damaged = answer.damaged;
    this.version += 1;
  }

  togglePause(): void {
    if (!this.pause.on) this.pause.on = true;
    else for (const changes of this.pause.release()) this.take(changes);
  }

  private take(changes: Changes): void {
    if (this.pause.hold(changes)) return;
    if (changes.reload || changes.boot !== this.boot) {
      void this.start();
      return;
    }
    this.table.extendTags(changes.tags_from, changes.tags);
    this.table.put(changes.runs);
    this.table.remove(changes.removed);
    this.clock = Date.now();
    const told = Object.entries(changes.progress).filter(([, value]) => value !== null);
    this.progress = { ...this.progress, ...Object.fromEntries(told) };
    this.damaged = changes.damaged;
    this.notesVersion = changes.stored.runs;
    this.viewsVersion = changes.stored.views;
    if (!this.loading) for (const { id, fold } of changes.runs) this.changedAt.set(fold?.parent ?? id, this.clock);
    this.version += 1;
  }

  /** A frame of another start of the server: what its ids mean is not known yet. */
  checkBoot(boot: string): void {
    if (this.boot !== "" && boot !== this.boot) void this.start();
  }

  /** Seconds since 1970, as of the last look at the clock. */
  get now(): number {
    return this.clock / 1000;
  }

  isLive(run: Run): boolean {
    return this.clock - (this.changedAt.get(run.id) ?? 0) < LIVE_FOR_MS;
  }

  tick(): void {
    this.clock = Date.now();
  }

  private countSuperseded(_version: number): number {
    return this.table.ids().reduce((sum, id) => sum + (this.table.get(id)?.superseded ?? 0), 0);
  }

  private listTabs(_version: number): Tab[] {
    return tabsFilledBy(this.table.tags);
  }

  private findLayouts(_version: number): boolean {
    return this.table.tagOf(LAYOUT_TAG) !== null;
  }

  private listRuns(_version: number): Run[] {
    return this.table.list().sort((a, b) => (b.firstWall ?? 0) - (a.firstWall ?? 0) || b.id - a.id);
  }
}
