/**
 * Fetches buckets for cards. What cards ask for in the same frame with the same range goes out as one request; what was
 * fetched is kept, least recently used first to go. Wraps `api.ts`.
 */
import { fetchSeries } from "../../api";
import {
  type AskedAxis,
  BAND_COLUMNS,
  type Buckets,
  type Column,
  LINE_COLUMNS,
  type NamedAxis,
  type XAxis,
} from "../../data/line";
import type { Series } from "../../data/runs";
import { tagOfAxis, type XScale } from "../../data/xaxis";

export interface Query {
  axis: XAxis;
  /** `null` on both sides is all there is. */
  lo: number | null;
  hi: number | null;
  pixels: number;
  /** Whether extremes are drawn too. */
  bands: boolean;
  /** Where the points of the card lie: the series of an open request share the grid that spans them all. */
  extent: [number, number];
  /** The last value of each bucket is wanted too. */
  last: boolean;
  scale: XScale;
  /** What a restart replaced, instead. */
  superseded: boolean;
  /** Running medians of what is at most this far away; `null` for none. */
  median: number | null;
}

export interface Loaded {
  buckets: Buckets;
  seq: number;
  bytes: number;
  /** How many points the tag had whose values are x. */
  xPoints: number;
}

/** Finds tags for axes of x. */
export interface Tags {
  idOf(tag: string): number | null;
  /** How many points a tag has in a run. */
  points(run: number, tag: string): number;
}

const KEPT_BYTES = 96 * 2 ** 20;
/** Beyond this many series a request is split, so that the first cards need not wait for the last. */
const SERIES_PER_REQUEST = 240;
const NO_TAG = 2 ** 31 - 1;

interface Asked {
  source: Series;
  resolve(loaded: Loaded): void;
  reject(reason: unknown): void;
  signal: AbortSignal;
}

export class Loader {
  private readonly kept = new Map<string, Loaded>();
  private keptBytes = 0;
  private readonly waiting = new Map<string, { query: Query; asked: Asked[] }>();
  private scheduled = false;

  constructor(
    private readonly onBoot: (boot: string) => void,
    private readonly tags: Tags,
  ) {}

  /** What was fetched for this query before, fresh or not. */
  peek(source: Series, query: Query): Loaded | null {
    const key = pieceKey(source, query);
    const loaded = this.kept.get(key);
    if (!loaded) return null;
    this.kept.delete(key);
    this.kept.set(key, loaded);
    return loaded;
  }

  /** Whether nothing has come since. */
  isFresh(loaded: Loaded, source: Series, query: Query): boolean {
    return loaded.buckets.points === source.points && loaded.xPoints === this.xPointsOf(source, query);
  }

  private xPointsOf({ run }: Series, { axis }: Query): number {
    const tag = tagOfAxis(axis);
    return tag === null ? 0 : this.tags.points(run, tag);
  }

  load(source: Series, query: Query, signal: AbortSignal): Promise<Loaded> {
    return new Promise((resolve, reject) => {
      const key = batchKey(query);
      const batch = this.waiting.get(key) ?? { query, asked: [] };
      this.waiting.set(key, batch);
      batch.asked.push({ source, resolve, reject, signal });
      if (this.scheduled) return;
      this.scheduled = true;
      queueMicrotask(() => setTimeout(() => this.send(), 0));
    });
  }

  clear(): void {
    this.kept.clear();
    this.keptBytes = 0;
  }

  private send(): void {
    this.scheduled = false;
    const batches = [...this.waiting.values()];
    this.waiting.clear();
    for (const { query, asked } of batches) {
      const wanted = asked.filter(({ signal }) => !signal.aborted);
      for (let start = 0; start < wanted.length; start += SERIES_PER_REQUEST) {
        void this.fetch(query, wanted.slice(start, start + SERIES_PER_REQUEST));
      }
    }
  }

  private async fetch(query: Query, asked: Asked[]): Promise<void> {
    const signal = whenAllAborted(asked.map((one) => one.signal));
    const xPoints = asked.map(({ source }) => this.xPointsOf(source, query));
    try {
      const frame = await fetchSeries(
        {
          x: this.asked(query.axis),
          lo: query.lo,
          hi: query.hi,
          pixels: query.pixels,
          series: asked.map(({ source }) => [source.run, source.tag]),
          columns: columnsOf(query),
          scale: query.scale.kind,
          threshold: query.scale.threshold,
          median: query.median,
          superseded: query.superseded,
        },
        signal,
      );
      this.onBoot(frame.boot);
      asked.forEach(({ source, resolve }, place) => {
        const buckets = frame.series[place];
        const loaded = { buckets, seq: frame.seq, bytes: bytesOf(buckets), xPoints: xPoints[place] };
        this.keep(pieceKey(source, query), loaded);
        resolve(loaded);
      });
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  /** An axis as the server calls it. A tag that is not there joins with nothing. */
  asked(axis: XAxis): AskedAxis {
    const tag = tagOfAxis(axis);
    return tag === null ? (axis as NamedAxis) : { tag: this.tags.idOf(tag) ?? NO_TAG };
  }

  private keep(key: string, loaded: Loaded): void {
    this.keptBytes += loaded.bytes - (this.kept.get(key)?.bytes ?? 0);
    this.kept.delete(key);
    this.kept.set(key, loaded);
    for (const [oldest, { bytes }] of this.kept) {
      if (this.keptBytes <= KEPT_BYTES) break;
      this.kept.delete(oldest);
      this.keptBytes -= bytes;
    }
  }
}

function columnsOf({ bands, last }: Query): Column[] {
  return [...LINE_COLUMNS, ...(bands ? BAND_COLUMNS : []), ...(last ? (["last"] as const) : [])];
}

function queryKey({ axis, scale, lo, hi, pixels, bands, last, superseded, median }: Query): string {
  return `${axis}|${scale.kind}|${scale.threshold}|${lo}|${hi}|${pixels}|${bands}|${last}|${superseded}|${median}`;
}

/** A long card must not coarsen the grid of a short one: open requests are for cards of the same extent. */
function batchKey(query: Query): string {
  return query.lo === null ? `${queryKey(query)}|${query.extent}` : queryKey(query);
}

/** The width of the grid, not the extent itself, which grows with every point. */
function pieceKey(source: Series, query: Query): string {
  const [lo, hi] = query.extent;
  const grid = query.lo === null && hi > lo ? Math.ceil(Math.log2((hi - lo) / query.pixels)) : "";
  return `${source.run}:${source.tag}|${queryKey(query)}|${grid}`;
}

function bytesOf({ n }: Buckets): number {
  return 200 + n * (2 * 8 + 3 * 4 + 4 * 4);
}

/** A request serves several cards: it is cancelled only when none of them wants it any more. */
function whenAllAborted(signals: AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  let left = new Set(signals).size;
  for (const signal of new Set(signals)) {
    signal.addEventListener("abort", () => {
      left -= 1;
      if (left === 0) controller.abort();
    });
  }
  return controller.signal;
}
