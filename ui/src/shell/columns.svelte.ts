/** All columns that the runs of the logdir have, kept in step with what is logged. Wraps `logdir.svelte.ts` and `api/hparams.ts`. */
import { untrack } from "svelte";
import { fetchHParams } from "../api/hparams";
import { type Column, type HParams, hparamColumns, metricColumns } from "../data/columns";
import type { Names } from "../data/expression";
import { Metrics } from "../data/metrics";
import { runColumns } from "../data/runcolumns";
import type { Run } from "../data/runs";
import { type RunState, runState } from "../data/state";
import type { Logdir } from "./logdir.svelte";
import type { Notes } from "./notes.svelte";
import { Statistics } from "./statistics.svelte";

const PAUSE_MS = 2_000;

export class Columns {
  readonly statistics: Statistics;
  readonly metrics: Metrics;
  /** What runs were started with, by run id. */
  hparams = $state.raw<ReadonlyMap<number, HParams>>(new Map());
  private cursor: string | null = null;
  private asking = false;
  private askAgain: ReturnType<typeof setTimeout> | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;

  readonly metricNames: string[] = $derived.by(() => this.metrics.names(this.logdir.runs));
  readonly ofHParams: Column[] = $derived.by(() => hparamColumns(this.logdir.runs, this.hparams, "hparam"));
  readonly ofConfig: Column[] = $derived.by(() => hparamColumns(this.logdir.runs, this.hparams, "config"));
  readonly ofMetrics: Column[] = $derived.by(() => metricColumns(this.metricNames, this.metrics));
  readonly ofRuns: Column[] = runColumns({
    name: (run) => this.nameOf(run),
    state: (run) => this.stateOf(run),
    note: (run) => this.notes.of(run.name),
    now: () => this.logdir.now,
  });
  readonly all: Column[] = $derived([...this.ofRuns, ...this.ofHParams, ...this.ofConfig, ...this.ofMetrics]);
  readonly byKey: ReadonlyMap<string, Column> = $derived(new Map(this.all.map((column) => [column.key, column])));
  readonly names: Names = {
    column: (key) => this.byKey.get(key) ?? null,
    labels: (run) => this.notes.of(run.name).labels ?? [],
  };

  constructor(
    private readonly logdir: Logdir,
    private readonly notes: Notes,
  ) {
    this.statistics = new Statistics((boot) => logdir.checkBoot(boot));
    this.metrics = new Metrics(logdir.table, this.statistics.of);
  }

  /** The name that somebody gave the run, else its path without what all have. */
  nameOf(run: Run): string {
    return this.notes.of(run.name).name ?? this.logdir.names.get(run.id) ?? run.name;
  }

  /** That by which people may look for it: the name that it has by itself too. */
  namesOf(run: Run): string[] {
    return [this.nameOf(run), this.logdir.names.get(run.id) ?? run.name];
  }

  stateOf(run: Run): RunState {
    return runState(this.logdir.isLive(run), this.hparams.get(run.id)?.session ?? null);
  }

  /** To be called inside an effect: asks what runs were started with whenever something was read. */
  follow(): void {
    if (this.logdir.runs.length > 0) untrack(() => this.ask());
  }

  /** Ids mean something only within one start of the server. */
  clear(): void {
    this.statistics.clear();
    this.cursor = null;
    this.hparams = new Map();
  }

  private ask(): void {
    if (this.asking || this.askAgain !== undefined) return;
    const pause = Math.max(0, this.askedAt + PAUSE_MS - performance.now());
    this.askAgain = setTimeout(() => void this.fetch(), pause);
  }

  private async fetch(): Promise<void> {
    this.askAgain = undefined;
    this.asking = true;
    this.askedAt = performance.now();
    try {
      const { boot, seq, reload, runs } = await fetchHParams(this.cursor, new AbortController().signal);
      this.cursor = `${boot}:${seq}`;
      this.logdir.checkBoot(boot);
      if (!reload && runs.length === 0) return;
      const told = runs.map((run) => [run.id, run] as const);
      // What is empty now is told under another run.
      this.hparams = new Map([...(reload ? [] : this.hparams), ...told].filter(([, run]) => hasAny(run)));
    } catch {
      // Asked again with the next news; that the server does not answer is told elsewhere.
    } finally {
      this.asking = false;
    }
  }
}

function hasAny({ hparams, config, session }: HParams): boolean {
  return session !== null || hparams.size + config.size > 0;
}
