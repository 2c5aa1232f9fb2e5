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
import type { LineValue } from "../../data/settings";
import { pointWeight, WARM_UP_WINDOWS } from "../../data/smoothing";
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
  /** Whether what restarts replaced is drawn too. */
  superseded: boolean;
  /** Least milliseconds between two requests: while the logdir is being read, much changes at once. */
  pause: number;
}

const WARM_UP_PIXELS = 256;

/** What is asked of the loader for some of the series, and where it is kept. */
interface Ask {
  query: Query;
  sources: Series[];
  into: Map<string, Loaded>;
}

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
  /** What restarts replaced, where that is wanted. */
  superseded = $state.raw<Line[]>([]);
  /** Whether the lines on the screen are of the range that is wanted. */
  state = $state<"loading" | "ready" | "error">("loading");
  error = $state<unknown>(null);
  seq = $state(0);

  private wanted: Wanted | null = null;
  private drawn = new Map<string, Loaded>();
  private warmUps = new Map<string, Loaded>();
  private replaced = new Map<string, Loaded>();
  private made = new Map<string, Made>();
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
      this.replaced.clear();
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
    const warmUp = warmUpQuery(wanted);
    const key = `${wanted.axis}|${wanted.at === "last"}|${wanted.range}|${wanted.pixels}|${warmUp?.lo}|${wanted.superseded}`;
    const missing = this.takeAll(wanted);
    if (missing.every(({ sources }) => sources.length === 0)) {
      this.drawnKey = key;
      this.state = "ready";
      this.error = null;
      return;
    }
    this.send(key, missing);
  }

  private asks(wanted: Wanted): Ask[] {
    const { series } = wanted;
    const query = mainQuery(wanted);
    const warmUp = warmUpQuery(wanted);
    const asks: Ask[] = [{ query, sources: sourcesOf(series), into: this.drawn }];
    if (warmUp) asks.push({ query: warmUp, sources: sourcesOf(series), into: this.warmUps });
    if (wanted.superseded) {
      const sources = series.map(({ source }) => source).filter((source) => source.superseded);
      asks.push({ query: { ...query, bands: false, superseded: true }, sources, into: this.replaced });
    }
    return asks;
  }

  /** Makes lines of what the loader has kept; returns the series for which that is not enough. */
  private takeAll(wanted: Wanted): Ask[] {
    const missing = this.asks(wanted).map((ask) => ({ ...ask, sources: this.take(ask) }));
    this.makeLines(wanted);
    return missing;
  }

  private take({ query, sources, into }: Ask): Series[] {
    const missing: Series[] = [];
    for (const source of sources) {
      const kept = this.loader.peek(source, query);
      if (kept) into.set(keyOf(source), kept);
      if (kept?.buckets.points !== source.points) missing.push(source);
    }
    return missing;
  }

  private send(key: string, missing: Ask[]): void {
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
    const asked = missing.flatMap(({ query, sources }) =>
      sources.map((one) => this.loader.load(one, query, controller.signal)),
    );
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
    this.takeAll(this.wanted);
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
  private makeLines(wanted: Wanted): void {
    const made = new Map<string, Made>();
    const make = (key: string, style: LineStyle, from: From): Line => {
      const old = this.made.get(key);
      const kept = old && sameSource(old, from) && sameStyle(old.line, style);
      const one = kept ? old : { ...from, line: lineOf(style, from) };
      made.set(key, one);
      return one.line;
    };
    const lines = this.shown(wanted).map(([one, from]) => make(lineKey(one), one, from));
    const superseded = this.hidden(wanted).map(([one, from]) => make(`${lineKey(one)}|superseded`, one, from));
    this.made = made;
    if (!sameLines(lines, this.lines)) this.lines = lines;
    if (!sameLines(superseded, this.superseded)) this.superseded = superseded;
  }

  private shown(wanted: Wanted): [CardSeries, From][] {
    const { axis, window, at } = wanted;
    const warmUp = warmUpQuery(wanted);
    const bucketsOf = (source: Series | undefined) => (source && this.drawn.get(keyOf(source))?.buckets) ?? null;
    return wanted.series.flatMap((one): [CardSeries, From][] => {
      const buckets = bucketsOf(one.source);
      const [lower, upper] = [bucketsOf(one.margin?.lower), bucketsOf(one.margin?.upper)];
      const spacing = axis === "index" ? 1 : axis === "step" ? one.stepSpacing : one.timeSpacing;
      const before = warmUp ? (this.warmUps.get(keyOf(one.source))?.buckets ?? null) : null;
      return buckets ? [[one, { buckets, lower, upper, before, weight: pointWeight(window, spacing), at }]] : [];
    });
  }

  private hidden({ series, superseded, at }: Wanted): [CardSeries, From][] {
    return (superseded ? series : []).flatMap((one): [CardSeries, From][] => {
      const buckets = one.source.superseded && this.replaced.get(keyOf(one.source))?.buckets;
      return buckets ? [[one, { buckets, lower: null, upper: null, before: null, weight: 0, at }]] : [];
    });
  }
}

type From = Omit<Made, "line">;

function sameSource(a: From, b: From): boolean {
  const buckets = a.buckets === b.buckets && a.before === b.before;
  return buckets && a.lower === b.lower && a.upper === b.upper && a.weight === b.weight && a.at === b.at;
}

function sameLines(a: Line[], b: Line[]): boolean {
  return a.length === b.length && a.every((line, place) => line === b[place]);
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
  const bands = series.length <= LINES_WITH_BANDS || at === "min" || at === "max";
  const last = at === "last";
  return { axis, lo: range?.[0] ?? null, hi: range?.[1] ?? null, pixels, bands, last, extent, superseded: false };
}

/** Left of a zoomed view the smoothing has its past, in coarse buckets. */
function warmUpQuery({ axis, range, window, extent }: Wanted): Query | null {
  if (!range || !(window > 0)) return null;
  const lo = range[0] - WARM_UP_WINDOWS * window;
  return { axis, lo, hi: range[0], pixels: WARM_UP_PIXELS, bands: false, last: false, extent, superseded: false };
}
