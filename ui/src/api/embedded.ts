/**
 * A board that was saved as a file: what a server would answer stands in the page itself. `api.ts` asks here instead of
 * the server, by the same addresses and for the same bytes, so that nothing behind that door knows the difference.
 */
import { type Column, decodeFrame, type Frame, type XAxis } from "../frame";

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
const NOTHING = { n: 0, points: 0, superseded: 0, width: 0 };

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
    if (typeof document === "undefined") return null;
    const text = document.getElementById("runchart-answers")?.textContent;
    if (!text) return null;
    const { saved, fragment, answers, statistics }: Saved = JSON.parse(text);
    return new Embedded(saved, fragment, answers, statistics);
  }

  async answer(address: string, init: RequestInit): Promise<Response> {
    const [path] = address.split("?");
    if (path === "api/series") return new Response(await this.series(JSON.parse(String(init.body))));
    if (path === "api/statistics") return Response.json(this.statisticsOf(JSON.parse(String(init.body)).series));
    const saved = this.answers[address] ?? this.answers[path];
    if (saved !== undefined) return Response.json(saved);
    return Response.json({ error: "This is a saved page: only a running board can do that." }, { status: 404 });
  }

  private async series(body: {
    x: XAxis;
    series: [number, number][];
    columns: Column[];
    superseded?: boolean;
  }): Promise<ArrayBuffer> {
    const axis = body.x === "wall" ? "relative" : body.x;
    const frame = await this.frame(body.superseded ? `${axis}-superseded` : axis);
    const known = new Map(frame.series.map((one) => [`${one.run}:${one.tag}`, one]));
    const picked = body.series.map(
      ([run, tag]): Picked => known.get(`${run}:${tag}`) ?? ({ run, tag, ...NOTHING } as Picked),
    );
    const moved = body.x === "wall" ? picked.map((one) => this.onTheClock(one)) : picked;
    return encodeFrame({ boot: frame.boot, seq: frame.seq, x: body.x, columns: body.columns }, moved);
  }

  private statisticsOf(wanted: [number, number][]): unknown {
    const places = new Map(this.statistics.series.map(([run, tag], place) => [`${run}:${tag}`, place]));
    const column = (name: Statistic) =>
      wanted.map(
        ([run, tag]) => this.statistics[name][places.get(`${run}:${tag}`) ?? -1] ?? (name === "points" ? 0 : "NaN"),
      );
    return { boot: this.statistics.boot, ...Object.fromEntries(STATISTICS.map((name) => [name, column(name)])) };
  }

  private onTheClock(one: Picked): Picked {
    const { runs } = this.answers["api/runs"] as { runs: { id: number; first_wall: number | null }[] };
    const start = runs.find(({ id }) => id === one.run)?.first_wall ?? 0;
    return { ...one, x_first: one.x_first?.map((x) => x + start), x_last: one.x_last?.map((x) => x + start) };
  }

  private frame(name: string): Promise<Frame> {
    const there = this.frames.get(name) ?? readFrame(name);
    this.frames.set(name, there);
    return there;
  }
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
    const { run, tag, n, points, superseded, width } = one;
    const columns = head.columns.map((name) => one[name] ?? one[INSTEAD[name] ?? "mean"] ?? new Float64Array(n));
    const value = one.mean instanceof Float64Array ? "f64" : "f32";
    return { run, tag, n, points, superseded, width, value, at: columns.map(put) };
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
