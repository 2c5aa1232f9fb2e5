/**
 * The lines of one card: asks the loader for what is missing or out of date, keeps what is on the screen until the
 * better comes, and makes lines of it.
 */
import { LINES_WITH_BANDS } from "../../chart/plot";
import { inTurn, withdrawWork } from "../../chart/schedule";
import type { CardSeries } from "../../data/card";
import type { GroupView } from "../../data/groups";
import { type Buckets, type Line, type LineStyle, sameStyle, toLine, type XAxis } from "../../data/line";
import { withMargin } from "../../data/margin";
import type { Series } from "../../data/runs";
import type { LineValue } from "../../data/settings";
import { pointWeight, WARM_UP_WINDOWS } from "../../data/smoothing";
import type { GroupedLines } from "./grouped";
import type { Loaded, Loader, Query } from "./loader";

export interface Wanted {
  series: CardSeries[];
  axis: XAxis;
  range: [number, number] | null;
  pixels: number;
  /** Where all points of the card lie. */
  extent: [number, number];
  /** The smoothing window in the unit of the axis. */
  window: number;
  /** Which value of a bucket the lines go through. */
  at: LineValue;
  /** How the lines of runs in groups become one. */
  groups: GroupView;
  /** Least milliseconds between two requests: while the logdir is being read, much changes at once. */
  pause: number;
}

const WARM_UP_PIXELS = 256;

/** A line, and what it was made of. */
interface Made {
  buckets: Buckets;
  lower: Buckets | null;
  upper: Buckets | null;
  before: Buckets | null;
  weight: number;
  at: LineValue;
  line: Line;
}

export class CardLines {
  lines = $state.raw<Line[]>([]);
  /** Whether the lines on the screen are of the range that is wanted. */
  state = $state<"loading" | "ready" | "error">("loading");
  error = $state<unknown>(null);
  seq = $state(0);

  private wanted: Wanted | null = null;
  private drawn = new Map<string, Loaded>();
  private warmUps = new Map<string, Loaded>();
  private made = new Map<string, Made>();
  /** Loaded with the first group. */
  private grouped: GroupedLines | null = null;
  private running: { key: string; controller: AbortController } | null = null;
  /** What the lines on the screen were asked for. */
  private drawnKey = "";
  private again = false;
  private lastSent = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly loader: Loader) {}

  want(wanted: Wanted): void {
    if (wanted.axis !== this.wanted?.axis) {
      this.drawn.clear();
      this.warmUps.clear();
    }
    this.wanted = wanted;
    inTurn(this, () => this.refresh());
  }

  retry(): void {
    this.state = "loading";
    this.refresh();
  }

  dispose(): void {
    clearTimeout(this.timer);
    withdrawWork(this);
    this.running?.controller.abort();
  }

  private refresh(): void {
    const { wanted } = this;
    if (!wanted) return;
    const query = mainQuery(wanted);
    const warmUp = warmUpQuery(wanted);
    const missing = this.take(wanted, query, this.drawn);
    const missingWarmUp = warmUp ? this.take(wanted, warmUp, this.warmUps) : [];
    const key = `${wanted.axis}|${query.last}|${wanted.range}|${wanted.pixels}|${warmUp?.lo}`;
    this.makeLines(wanted, query, warmUp);
    if (missing.length + missingWarmUp.length === 0) {
      this.drawnKey = key;
      this.state = "ready";
      this.error = null;
      return;
    }
    this.send(key, query, warmUp, missing, missingWarmUp);
  }

  /** Uses what the loader has kept; returns the series for which that is not enough. */
  private take(wanted: Wanted, query: Query, into: Map<string, Loaded>): Series[] {
    const missing: Series[] = [];
    for (const source of sourcesOf(wanted.series)) {
      const kept = this.loader.peek(source, query);
      if (kept) into.set(keyOf(source), kept);
      if (kept?.buckets.points !== source.points) missing.push(source);
    }
    return missing;
  }

  private send(key: string, query: Query, warmUp: Query | null, missing: Series[], missingWarmUp: Series[]): void {
    if (key !== this.drawnKey) this.state = "loading";
    if (this.running?.key === key) {
      this.again = true;
      return;
    }
    const rest = this.lastSent + (this.wanted?.pause ?? 0) - performance.now();
    clearTimeout(this.timer);
    if (rest > 0 && this.state === "ready") {
      this.timer = setTimeout(() => this.refresh(), rest);
      return;
    }
    this.running?.controller.abort();
    const controller = new AbortController();
    this.running = { key, controller };
    this.lastSent = performance.now();
    const asked = [
      ...missing.map((one) => this.loader.load(one, query, controller.signal)),
      ...(warmUp ? missingWarmUp.map((one) => this.loader.load(one, warmUp, controller.signal)) : []),
    ];
    Promise.all(asked).then(
      (loaded) => inTurn(controller, () => this.arrived(key, controller, loaded)),
      (error) => this.failed(controller, error),
    );
  }

  private arrived(key: string, controller: AbortController, loaded: Loaded[]): void {
    if (controller.signal.aborted || !this.wanted) return;
    this.running = null;
    this.seq = Math.max(this.seq, ...loaded.map((one) => one.seq));
    if (this.again) {
      this.again = false;
      this.refresh();
      return;
    }
    this.drawnKey = key;
    const { wanted } = this;
    const query = mainQuery(wanted);
    const warmUp = warmUpQuery(wanted);
    this.take(wanted, query, this.drawn);
    if (warmUp) this.take(wanted, warmUp, this.warmUps);
    this.makeLines(wanted, query, warmUp);
    this.state = "ready";
    this.error = null;
  }

  private failed(controller: AbortController, error: unknown): void {
    if (controller.signal.aborted) return;
    this.running = null;
    this.again = false;
    this.error = error;
    this.state = "error";
  }

  /** A line of which nothing has changed stays the same object; so do all of them together. */
  private makeLines(wanted: Wanted, query: Query, warmUp: Query | null): void {
    const made = new Map<string, Made>();
    const bucketsOf = (source: Series | undefined) => (source && this.drawn.get(keyOf(source))?.buckets) ?? null;
    for (const one of wanted.series) {
      const key = lineKey(one);
      const buckets = bucketsOf(one.source);
      if (!buckets) continue;
      const [lower, upper] = [bucketsOf(one.margin?.lower), bucketsOf(one.margin?.upper)];
      const spacing = query.axis === "index" ? 1 : query.axis === "step" ? one.stepSpacing : one.timeSpacing;
      const before = warmUp ? (this.warmUps.get(keyOf(one.source))?.buckets ?? null) : null;
      const weight = pointWeight(wanted.window, spacing);
      const old = this.made.get(key);
      const from = { buckets, lower, upper, before, weight, at: wanted.at };
      made.set(
        key,
        old && sameSource(old, from) && sameStyle(old.line, one) ? old : { ...from, line: lineOf(one, from) },
      );
    }
    this.made = made;
    const alone = wanted.series.map((one) => made.get(lineKey(one))?.line);
    if (!this.grouped && wanted.series.some(({ group }) => group)) {
      void this.loadGroups();
      return;
    }
    const lines = this.grouped?.of(wanted, alone) ?? alone.filter((line) => line !== undefined);
    if (lines.length !== this.lines.length || lines.some((line, i) => line !== this.lines[i])) this.lines = lines;
  }

  private async loadGroups(): Promise<void> {
    try {
      const { GroupedLines } = await import("./grouped");
      this.grouped ??= new GroupedLines();
      this.refresh();
    } catch (error) {
      this.error = error;
      this.state = "error";
    }
  }
}

type From = Omit<Made, "line">;

function sameSource(a: From, b: From): boolean {
  const buckets = a.buckets === b.buckets && a.before === b.before;
  return buckets && a.lower === b.lower && a.upper === b.upper && a.weight === b.weight && a.at === b.at;
}

function lineOf(style: LineStyle, { buckets, lower, upper, before, weight, at }: From): Line {
  const line = toLine(style, buckets, weight, before, at);
  return lower && upper ? withMargin(line, lower, upper) : line;
}

function lineKey({ run, source }: CardSeries): string {
  return `${run}|${keyOf(source)}`;
}

function keyOf({ run, tag }: Series): string {
  return `${run}:${tag}`;
}

/** All series that the lines are made from, each once. */
function sourcesOf(series: CardSeries[]): Series[] {
  return [
    ...new Set(series.flatMap(({ source, margin }) => [source, ...(margin ? [margin.lower, margin.upper] : [])])),
  ];
}

function mainQuery({ axis, range, pixels, extent, series, at }: Wanted): Query {
  const bands =
    (series.length <= LINES_WITH_BANDS && !series.some(({ group }) => group)) || at === "min" || at === "max";
  const last = at === "last";
  return { axis, lo: range?.[0] ?? null, hi: range?.[1] ?? null, pixels, bands, last, extent };
}

/** Left of a zoomed view the smoothing has its past, in coarse buckets. */
function warmUpQuery({ axis, range, window, extent }: Wanted): Query | null {
  if (!range || !(window > 0)) return null;
  const lo = range[0] - WARM_UP_WINDOWS * window;
  return { axis, lo, hi: range[0], pixels: WARM_UP_PIXELS, bands: false, last: false, extent };
}
