/**
 * The lines of one card: asks the loader for what is missing or out of date, keeps what is on the screen until the
 * better comes, and makes lines of it.
 */
import { inTurn, withdrawWork } from "../../chart/schedule";
import type { CardSeries } from "../../data/card";
import { type Buckets, type Line, type LineStyle, sameStyle, toLine } from "../../data/line";
import { withMargin } from "../../data/margin";
import type { Series } from "../../data/runs";
import type { LineValue } from "../../data/settings";
import { NO_SMOOTHING, type Smoothing } from "../../data/smoothed";
import { pointWeight } from "../../data/smoothing";
import { extentOfX, spacingOn, tagOfAxis, xThreshold } from "../../data/xaxis";
import type { GroupedLines } from "./grouped";
import type { Loaded, Loader, Query } from "./loader";
import { besideQueries, mainQuery, supersededQuery, type Wanted } from "./queries";

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
  after: Buckets | null;
  smoothing: Smoothing;
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
  /** From the least x of a tag to the greatest, as whole lines have shown it: the table of runs does not tell. */
  extent = $state.raw<[number, number] | null>(null);
  /** Where a symlog axis of a tag stops being linear, found once for each axis: finer buckets would move it. */
  threshold = $state<number | null>(null);

  private wanted: Wanted | null = null;
  private drawn = new Map<string, Loaded>();
  private before = new Map<string, Loaded>();
  private after = new Map<string, Loaded>();
  private replaced = new Map<string, Loaded>();
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
      this.before.clear();
      this.after.clear();
      this.replaced.clear();
      this.extent = null;
      this.threshold = null;
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
    const { before } = besideQueries(wanted);
    const { kind, threshold } = wanted.scale;
    const key = `${wanted.axis}|${kind}|${threshold}|${wanted.at === "last"}|${wanted.range}|${wanted.pixels}|${before?.lo}|${mainQuery(wanted).median}|${wanted.superseded}`;
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
    const { before, after } = besideQueries(wanted);
    const asks: Ask[] = [{ query, sources: sourcesOf(series), into: this.drawn }];
    if (before) asks.push({ query: before, sources: sourcesOf(series), into: this.before });
    if (after) asks.push({ query: after, sources: sourcesOf(series), into: this.after });
    const replaced = supersededQuery(wanted);
    const restarted = series.map(({ source }) => source).filter((source) => source.superseded);
    if (replaced) asks.push({ query: replaced, sources: restarted, into: this.replaced });
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
      if (!kept || !this.loader.isFresh(kept, source, query)) missing.push(source);
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
    if (!sameLines(superseded, this.superseded)) this.superseded = superseded;
    if (!wanted.range && tagOfAxis(wanted.axis) !== null) this.look([...lines, ...superseded]);
    if (!this.grouped && wanted.series.some(({ group }) => group)) {
      void this.loadGroups();
      return;
    }
    const drawn =
      this.grouped?.of(
        wanted,
        wanted.series.map((one) => made.get(lineKey(one))?.line),
      ) ?? lines;
    if (!sameLines(drawn, this.lines)) this.lines = drawn;
  }

  private look(lines: Line[]): void {
    const extent = extentOfX(lines);
    if (extent?.[0] !== this.extent?.[0] || extent?.[1] !== this.extent?.[1]) this.extent = extent;
    if (this.extent) this.threshold ??= xThreshold(lines);
  }

  private shown(wanted: Wanted): [CardSeries, From][] {
    const { axis, window, method, reach, at } = wanted;
    const asked = besideQueries(wanted);
    const beside = (query: Query | null, kept: Map<string, Loaded>, source: Series) =>
      (query && kept.get(keyOf(source))?.buckets) ?? null;
    const bucketsOf = (source: Series | undefined) => (source && this.drawn.get(keyOf(source))?.buckets) ?? null;
    return wanted.series.flatMap((one): [CardSeries, From][] => {
      const buckets = bucketsOf(one.source);
      const [lower, upper] = [bucketsOf(one.margin?.lower), bucketsOf(one.margin?.upper)];
      const smoothing = { method, weight: pointWeight(window, spacingOn(axis, one)), reach };
      const before = beside(asked.before, this.before, one.source);
      const after = beside(asked.after, this.after, one.source);
      return buckets ? [[one, { buckets, lower, upper, before, after, smoothing, at }]] : [];
    });
  }

  private hidden({ series, superseded, at }: Wanted): [CardSeries, From][] {
    return (superseded ? series : []).flatMap((one): [CardSeries, From][] => {
      const buckets = one.source.superseded && this.replaced.get(keyOf(one.source))?.buckets;
      return buckets ? [[one, { ...NOTHING_BESIDE, buckets, at }]] : [];
    });
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

const NOTHING_BESIDE = { lower: null, upper: null, before: null, after: null, smoothing: NO_SMOOTHING };

function sameSource(a: From, b: From): boolean {
  const buckets = ["buckets", "before", "after", "lower", "upper", "at"] as const;
  const smoothing = ["method", "weight", "reach"] as const;
  return (
    buckets.every((name) => a[name] === b[name]) && smoothing.every((name) => a.smoothing[name] === b.smoothing[name])
  );
}

function sameLines(a: Line[], b: Line[]): boolean {
  return a.length === b.length && a.every((line, place) => line === b[place]);
}

function lineOf(style: LineStyle, { buckets, lower, upper, before, after, smoothing, at }: From): Line {
  const line = toLine(style, buckets, smoothing, { before, after }, at);
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
