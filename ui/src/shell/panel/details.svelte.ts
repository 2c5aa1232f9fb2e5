/** Single runs in full, asked for while somebody looks at them, and again when they have changed. Wraps `api/run.ts`. */
import { untrack } from "svelte";
import { fetchRun, type RunInFull } from "../../api/run";
import type { Run } from "../../data/runs";

/** Runs that are being written are asked for no more often. */
const PAUSE_MS = 2_000;

export class Details {
  /** By name: ids mean something only within one start of the server. */
  private kept = $state.raw<ReadonlyMap<string, RunInFull>>(new Map());
  private failed = $state.raw<ReadonlyMap<string, Error>>(new Map());
  private readonly asked = new Map<string, Run>();
  private readonly wanted = new Map<string, Run>();
  private readonly ended = new AbortController();
  private sending: ReturnType<typeof setTimeout> | undefined;
  private sentAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly onBoot: (boot: string) => void) {}

  of(run: Run): RunInFull | null {
    return this.kept.get(run.name) ?? null;
  }

  errorOf(run: Run): Error | null {
    return this.failed.get(run.name) ?? null;
  }

  /** To be called inside an effect with the runs that are looked at: a run that has changed is another object. */
  follow(runs: readonly Run[]): void {
    untrack(() => {
      for (const run of runs) if (this.asked.get(run.name) !== run) this.wanted.set(run.name, run);
      if (this.wanted.size === 0) return;
      const isNew = runs.some((run) => !this.asked.has(run.name));
      this.schedule(isNew ? 0 : this.sentAt + PAUSE_MS - performance.now());
    });
  }

  retry(run: Run): void {
    this.wanted.set(run.name, run);
    this.schedule(0);
  }

  end(): void {
    clearTimeout(this.sending);
    this.ended.abort();
  }

  private schedule(pause: number): void {
    if (pause > 0 && this.sending !== undefined) return;
    clearTimeout(this.sending);
    this.sending = setTimeout(() => this.send(), Math.max(0, pause));
  }

  private send(): void {
    this.sending = undefined;
    this.sentAt = performance.now();
    for (const run of this.wanted.values()) void this.fetch(run);
    this.wanted.clear();
  }

  private async fetch(run: Run): Promise<void> {
    this.asked.set(run.name, run);
    try {
      const full = await fetchRun(run.id, this.ended.signal);
      this.onBoot(full.boot);
      this.kept = new Map(this.kept).set(run.name, full);
      if (this.failed.has(run.name)) this.failed = new Map([...this.failed].filter(([name]) => name !== run.name));
    } catch (error) {
      if (this.ended.signal.aborted) return;
      this.failed = new Map(this.failed).set(run.name, error instanceof Error ? error : new Error(String(error)));
    }
  }
}
