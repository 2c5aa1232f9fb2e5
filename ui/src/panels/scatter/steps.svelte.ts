/** The points of a scatter chart with a point a step: fetches the series of its metrics and joins them by step. Wraps `api.ts`. */
import { fetchSeries } from "../../api";
import type { Run, Series } from "../../data/runs";
import { type JoinedSteps, joinSteps } from "../../data/stepjoin";

export interface StepsOfRun {
  run: Run;
  /** Its metrics, in the order in which they were asked for. */
  series: Series[];
}

export interface RunSteps extends JoinedSteps {
  run: Run;
}

/** More would be no picture but a blot, and slow: then each point is the mean of a bucket. */
const MOST_POINTS = 60_000;
const PAUSE_MS = 1_000;
const COLUMNS = ["x_first", "mean", "count"] as const;

export class StepPoints {
  runs = $state.raw<RunSteps[]>([]);
  state = $state<"loading" | "ready" | "error">("loading");
  private wanted: StepsOfRun[] = [];
  private key = "";
  private controller: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sentAt = Number.NEGATIVE_INFINITY;

  want(wanted: StepsOfRun[]): void {
    const key = wanted.map(({ series }) => series.map((one) => `${one.run}:${one.tag}:${one.points}`)).join("|");
    if (key === this.key) return;
    this.key = key;
    this.wanted = wanted;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), Math.max(0, this.sentAt + PAUSE_MS - performance.now()));
  }

  retry(): void {
    this.state = "loading";
    void this.load();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.controller?.abort();
  }

  private async load(): Promise<void> {
    this.controller?.abort();
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.sentAt = performance.now();
    const wanted = this.wanted;
    const series = wanted.flatMap((one) => one.series);
    const points = Math.max(0, ...series.map((one) => one.points));
    const each = Math.floor(MOST_POINTS / Math.max(1, wanted.length));
    try {
      const frame = await fetchSeries(
        {
          ...{ x: "step", lo: null, hi: null, scale: "linear", threshold: 1, median: null },
          pixels: points <= each ? null : Math.max(16, each),
          series: series.map(({ run, tag }): [number, number] => [run, tag]),
          columns: [...COLUMNS],
        },
        signal,
      );
      let at = 0;
      this.runs = wanted.map(({ run, series: of }) => {
        at += of.length;
        return { run, ...joinSteps(frame.series.slice(at - of.length, at)) };
      });
      this.state = "ready";
    } catch {
      if (!signal.aborted) this.state = "error";
    }
  }
}
