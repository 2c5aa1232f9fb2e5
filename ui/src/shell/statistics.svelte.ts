/**
 * Last, least, greatest and mean value of series, fetched when somebody asks for them and again when the series has grown: what
 * nobody looks at costs nothing. Wraps `api.ts`.
 */
import { fetchStatistics } from "../api";
import type { Summary } from "../data/metrics";
import type { Series } from "../data/runs";

/** A request for many series takes as long as a request for few; beyond this the first would wait for the last. */
const SERIES_PER_REQUEST = 1_000;
/** Series that grow are asked for no more often. */
const PAUSE_MS = 1_000;

interface Kept extends Summary {
  /** The length of the series that this was made of. */
  points: number;
}

export class Statistics {
  private readonly kept = new Map<number, Map<number, Kept>>();
  private wanted = new Map<string, Series>();
  private sending: ReturnType<typeof setTimeout> | undefined;
  private asked = new AbortController();
  private sentAt = 0;
  private version = $state(0);

  constructor(private readonly onBoot: (boot: string) => void) {}

  /** What is known of a series. Read inside an effect, it is told again when more is known. */
  readonly of = (series: Series): Summary | null => {
    void this.version;
    const kept = this.kept.get(series.run)?.get(series.tag) ?? null;
    if (kept?.points !== series.points) this.want(series);
    return kept;
  };

  /** Ids mean something only within one start of the server. */
  clear(): void {
    this.asked.abort();
    this.asked = new AbortController();
    clearTimeout(this.sending);
    this.sending = undefined;
    this.wanted.clear();
    this.kept.clear();
  }

  private want(series: Series): void {
    this.wanted.set(`${series.run}:${series.tag}`, series);
    const pause = Math.max(0, this.sentAt + PAUSE_MS - performance.now());
    this.sending ??= setTimeout(() => void this.send(), this.sentAt === 0 ? 0 : pause);
  }

  private async send(): Promise<void> {
    const { signal } = this.asked;
    const series = [...this.wanted.values()];
    this.wanted = new Map();
    try {
      for (let start = 0; start < series.length; start += SERIES_PER_REQUEST) {
        await this.fetch(series.slice(start, start + SERIES_PER_REQUEST), signal);
        this.version += 1;
      }
    } catch {
      // Whoever still looks asks again; that the server does not answer is told elsewhere.
    }
    if (signal.aborted) return;
    this.sentAt = performance.now();
    this.sending = undefined;
    if (this.wanted.size > 0) this.want(this.wanted.values().next().value as Series);
  }

  private async fetch(part: Series[], signal: AbortSignal): Promise<void> {
    const pairs = part.map(({ run, tag }): [number, number] => [run, tag]);
    const { boot, points, last, min, max, mean } = await fetchStatistics(pairs, signal);
    this.onBoot(boot);
    pairs.forEach(([run, tag], place) => {
      const ofRun = this.kept.get(run) ?? new Map<number, Kept>();
      const values = { last: last[place], min: min[place], max: max[place], mean: mean[place] };
      ofRun.set(tag, { ...values, points: points[place] });
      this.kept.set(run, ofRun);
    });
  }
}
