/**
 * The lines of one card: asks the loader for what is missing or out of date, keeps what is on the screen until the
 * better comes, and makes lines of it.
 */
import { LINES_WITH_BANDS } from "../../chart/plot";
import { inTurn, withdrawWork } from "../../chart/schedule";
import type { CardSeries } from "../../data/card";
import { type Buckets, type Line, type LineStyle, toLine, type XAxis } from "../../data/line";
import { withMargin } from "../../data/margin";
import type { Series } from "../../data/runs";
import type { LineValue, ScaleKind } from "../../data/settings";
import { pointWeight, WARM_UP_WINDOWS } from "../../data/smoothing";
import { extentOfX, spacingOn, tagOfAxis, xScaleOf, xThreshold } from "../../data/xaxis";
import type { Loaded, Loader, Query } from "./loader";

export interface Wanted {
  series: CardSeries[];
  axis: XAxis;
  scale: ScaleKind;
  range: [number, number] | null;
  pixels: number;
  /** Where all points of the card lie. */
  extent: [number, number];
  /** The smoothing window in the unit that it has on the axis. */
  window: number;
  /** Which value of a bucket the lines go through. */
  at: LineValue;
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
  /** From the least x to the greatest, as far as whole lines have shown; where the table of runs does not tell. */
  extent = $state.raw<[number, number] | null>(null);
  /** Where a symlog axis of a tag stops being linear. */
  threshold = $state(1);
  private thresholdKnown = false;

  private wanted: Wanted | null = null;
  private drawn = new Map<string, Loaded>();
  private warmUps = new Map<string, Loaded>();
  private made = new Map<string, Made>();
  private running: { key: string; controller: AbortController } | null = null;
  /** What the lines on the screen were asked for. */
  private drawnKey = "";
  private again = false;
  private lastSent = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly loader: Loader) {}

  want(wanted: Wanted): void {
    if (wanted.axis !== this.wanted?.axis || wanted.scale !== this.wanted.scale) {
      this.drawn.clear();
      this.warmUps.clear();
    }
    if (wanted.axis !== this.wanted?.axis) {
      this.extent = null;
      this.threshold = 1;
      this.thresholdKnown = false;
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
    const query = this.mainQuery(wanted);
    const warmUp = this.warmUpQuery(wanted);
    const missing = this.take(wanted, query, this.drawn);
    const missingWarmUp = warmUp ? this.take(wanted, warmUp, this.warmUps) : [];
    const key = `${wanted.axis}|${query.scale.kind}|${query.scale.threshold}|${query.last}|${wanted.range}|${wanted.pixels}|${warmUp?.lo}`;
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
      if (!kept || !this.loader.isFresh(kept, source, query)) missing.push(source);
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
    const query = this.mainQuery(wanted);
    const warmUp = this.warmUpQuery(wanted);
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
      const key = `${one.run}|${keyOf(one.source)}`;
      const buckets = bucketsOf(one.source);
      if (!buckets) continue;
      const [lower, upper] = [bucketsOf(one.margin?.lower), bucketsOf(one.margin?.upper)];
      const spacing = spacingOn(query.axis, one);
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
    const lines = [...made.values()].map((one) => one.line);
    if (lines.length !== this.lines.length || lines.some((line, i) => line !== this.lines[i])) this.lines = lines;
    if (!wanted.range && tagOfAxis(wanted.axis) !== null && lines === this.lines) this.look(lines, wanted.scale);
  }

  /** What only the points themselves tell of an axis; the threshold once, for finer buckets would move it. */
  private look(lines: Line[], scale: ScaleKind): void {
    this.extent = extentOfX(lines);
    if (this.thresholdKnown || !this.extent) return;
    this.thresholdKnown = true;
    this.threshold = xThreshold(lines);
    if (scale === "symlog") inTurn(this, () => this.refresh());
  }

  private mainQuery({ axis, scale, range, pixels, extent, series, at }: Wanted): Query {
    const bands = series.length <= LINES_WITH_BANDS || at === "min" || at === "max";
    const [lo, hi] = range ?? [null, null];
    return { axis, lo, hi, pixels, bands, last: at === "last", extent, scale: this.scaleOf(axis, scale) };
  }

  /** Left of a zoomed view the smoothing has its past, in coarse buckets. */
  private warmUpQuery({ axis, scale, range, window, extent }: Wanted): Query | null {
    if (!range || !(window > 0)) return null;
    const from = range[0] - WARM_UP_WINDOWS * window;
    const spread = this.scaleOf(axis, from > 0 ? scale : "linear");
    return { axis, lo: from, hi: range[0], pixels: WARM_UP_PIXELS, bands: false, last: false, extent, scale: spread };
  }

  private scaleOf(axis: XAxis, scale: ScaleKind) {
    return xScaleOf(axis, scale, this.threshold);
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

function sameStyle(a: LineStyle, b: LineStyle): boolean {
  return (
    a.run === b.run && a.label === b.label && a.stroke.colour === b.stroke.colour && a.stroke.dash === b.stroke.dash
  );
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
