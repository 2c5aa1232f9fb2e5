/**
 * A board that was saved as a file: what a server would answer stands in the page itself. `api.ts` asks here instead of
 * the server, by the same addresses and for the same bytes, so that nothing behind that door knows the difference.
 */
import { type AskedAxis, type Column, decodeFrame, type Frame, type NamedAxis, type Restart } from "../frame";

interface Saved {
  /** Seconds since 1970. */
  saved: number;
  /** The view that was saved, as the fragment of an address. */
  fragment: string;
  /** JSON answers by address, most without parameters. */
  answers: Record<string, unknown>;
  /** What `/api/statistics` says of all series. */
  statistics: { series: [run: number, tag: number][]; boot: string } & Record<Statistic, unknown[]>;
}

const STATISTICS = ["points", "last", "min", "max", "mean"] as const;
type Statistic = (typeof STATISTICS)[number];
type Picked = Frame["series"][number];

/** A column that is not in the file is answered with the one that is nearest to it. */
const INSTEAD: Partial<Record<Column, Column>> = { x_min: "x_first", x_max: "x_last" };
const NOTHING = { n: 0, points: 0, superseded: 0, restarts: [], width: 0 };
const ONLY_RUNNING = "This is a saved page: only a running board can do that.";
const NO_USEFUL_STEPS = 1;

/** Which of the saved frames an axis can be told from. */
const KEPT_AS: Record<NamedAxis, NamedAxis> = {
  step: "step",
  relative_step: "step",
  index: "step",
  relative: "relative",
  wall: "relative",
};

interface Body {
  x: AskedAxis;
  series: [number, number][];
  columns: Column[];
  superseded?: boolean;
}

interface SavedRun {
  id: number;
  first_wall: number | null;
  series: [tag: number, points: number, firstStep: number, lastStep: number, flags: number][];
}

export class Embedded {
  private readonly frames = new Map<string, Promise<Frame>>();

  private constructor(
    readonly saved: number,
    readonly fragment: string,
    private readonly answers: Record<string, unknown>,
    private readonly statistics: Saved["statistics"],
  ) {}

  /** What is in this page; `null` where it came from a server. */
  static here(): Embedded | null {
    const text = document.getElementById("runchart-answers")?.textContent;
    if (!text) return null;
    const { saved, fragment, answers, statistics }: Saved = JSON.parse(text);
    return new Embedded(saved, fragment, answers, statistics);
  }

  async answer(address: string, init: RequestInit): Promise<Response> {
    const [path] = address.split("?");
    if (path === "api/series") {
      const body: Body = JSON.parse(String(init.body));
      if (typeof body.x === "string") return new Response(await this.series({ ...body, x: body.x }));
      return Response.json({ error: ONLY_RUNNING }, { status: 404 });
    }
    if (path === "api/statistics") return Response.json(this.statisticsOf(JSON.parse(String(init.body)).series));
    const saved = this.answers[address] ?? this.answers[path];
    if (saved !== undefined) return Response.json(saved);
    return Response.json({ error: ONLY_RUNNING }, { status: 404 });
  }

  private async series({ x, series, columns, superseded }: Omit<Body, "x"> & { x: NamedAxis }): Promise<ArrayBuffer> {
    const kept = (axis: NamedAxis) => this.frame(superseded ? `${axis}-superseded` : axis);
    const frame = await kept(KEPT_AS[x]);
    const known = new Map(frame.series.map((one) => [`${one.run}:${one.tag}`, one]));
    const byPlace = x === "index" ? await kept("index") : null;
    for (const one of byPlace?.series ?? []) known.set(`${one.run}:${one.tag}`, one);
    const picked = series.map(([run, tag]): Picked => {
      const one = known.get(`${run}:${tag}`) ?? ({ run, tag, ...NOTHING } as Picked);
      return byPlace?.series.includes(one) ? one : this.placed(one, x);
    });
    return encodeFrame({ boot: frame.boot, seq: frame.seq, x, columns }, picked);
  }

  private statisticsOf(wanted: [number, number][]): unknown {
    const places = new Map(this.statistics.series.map(([run, tag], place) => [`${run}:${tag}`, place]));
    const column = (name: Statistic) =>
      wanted.map(
        ([run, tag]) => this.statistics[name][places.get(`${run}:${tag}`) ?? -1] ?? (name === "points" ? 0 : "NaN"),
      );
    return { boot: this.statistics.boot, ...Object.fromEntries(STATISTICS.map((name) => [name, column(name)])) };
  }

  /** Where the buckets of steps or seconds stand on an axis that can be told from them. */
  private placed(one: Picked, x: NamedAxis): Picked {
    if (x === "step" || x === "relative") return one;
    if (x === "index") return byPlace(one);
    const { runs } = this.answers["api/runs"] as { runs: SavedRun[] };
    const run = runs.find(({ id }) => id === one.run);
    const start = x === "wall" ? (run?.first_wall ?? 0) : -firstStepOf(run);
    const moved = (xs: Float64Array | undefined) => xs?.map((x) => x + start);
    const restarts = one.restarts.map(([x, step]): Restart => [x + start, step]);
    return { ...one, x_first: moved(one.x_first), x_last: moved(one.x_last), restarts };
  }

  private frame(name: string): Promise<Frame> {
    const there = this.frames.get(name) ?? readFrame(name);
    this.frames.set(name, there);
    return there;
  }
}

/** As the server has it: of series that tell steps, if there are any. */
function firstStepOf(run: SavedRun | undefined): number {
  const telling = run?.series.filter(([, points, , , flags]) => points > 1 && !(flags & NO_USEFUL_STEPS)) ?? [];
  const steps = (telling.length > 0 ? telling : (run?.series ?? [])).map(([, , firstStep]) => firstStep);
  return steps.length > 0 ? Math.min(...steps) : 0;
}

function byPlace(one: Picked): Picked {
  const [first, last] = [new Float64Array(one.n), new Float64Array(one.n)];
  for (let at = 0, before = 0; at < one.n; at++) {
    const count = (["count", "nan", "pos_inf", "neg_inf"] as const).reduce(
      (sum, name) => sum + (one[name]?.[at] ?? 0),
      0,
    );
    first[at] = before;
    last[at] = before + Math.max(1, count) - 1;
    before += count;
  }
  const placeOf = (x: number) => first[Math.max(0, one.x_last?.findIndex((end) => end >= x) ?? 0)];
  const restarts = one.restarts.map(([x, step]): Restart => [placeOf(x), step]);
  return { ...one, x_first: first, x_last: last, restarts };
}

async function readFrame(name: string): Promise<Frame> {
  const text = document.getElementById(`runchart-frame-${name}`)?.textContent ?? "";
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return decodeFrame(await new Response(unpacked).arrayBuffer());
}

/** As `server/frame.py` does, without looking for equal columns. */
function encodeFrame(head: Omit<Frame, "series">, series: Picked[]): ArrayBuffer {
  const parts: Uint8Array[] = [];
  let length = 0;
  const put = (column: Float64Array | Float32Array | Uint32Array): number => {
    const place = length;
    parts.push(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    length += Math.ceil(column.byteLength / 8) * 8;
    return place;
  };
  const entries = series.map((one) => {
    const { run, tag, n, points, superseded, restarts, width } = one;
    const columns = head.columns.map((name) => one[name] ?? one[INSTEAD[name] ?? "mean"] ?? new Float64Array(n));
    const value = one.mean instanceof Float64Array ? "f64" : "f32";
    return { run, tag, n, points, superseded, restarts, width, value, at: columns.map(put) };
  });
  const header = new TextEncoder().encode(JSON.stringify({ ...head, series: entries }));
  const start = Math.ceil((4 + header.length) / 8) * 8;
  const bytes = new Uint8Array(start + length).fill(32, 0, start);
  new DataView(bytes.buffer).setUint32(0, start - 4, true);
  bytes.set(header, 4);
  let at = start;
  for (const part of parts) {
    bytes.set(part, at);
    at += Math.ceil(part.length / 8) * 8;
  }
  return bytes.buffer;
}
