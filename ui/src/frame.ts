/**
 * The binary frame that answers `POST /api/series`: a JSON header, then typed columns. Twin of `server/frame.py`;
 * both are tested on `tests/golden/frames`. Nothing below it but bytes.
 */

const POSITION_COLUMNS = ["x_first", "x_last", "x_min", "x_max"] as const;
const VALUE_COLUMNS = ["first", "last", "min", "max", "mean"] as const;
const SPIKE_COLUMNS = ["spike_min", "spike_max"] as const;
const MEDIAN_COLUMNS = ["median"] as const;
const COUNT_COLUMNS = ["count", "nan", "pos_inf", "neg_inf"] as const;

export type PositionColumn = (typeof POSITION_COLUMNS)[number];
export type ValueColumn = (typeof VALUE_COLUMNS)[number] | (typeof SPIKE_COLUMNS)[number];
export type CountColumn = (typeof COUNT_COLUMNS)[number];
export type MedianColumn = (typeof MEDIAN_COLUMNS)[number];
export type Column = PositionColumn | ValueColumn | MedianColumn | CountColumn;

export type NamedAxis = "step" | "relative_step" | "relative" | "wall" | "index";
/** One that has a name, or the values of a tag. */
export type XAxis = NamedAxis | `tag:${string}`;
/** As the server calls it. */
export type AskedAxis = NamedAxis | { tag: number };

/** Where a run went on after a restart; x is on the axis of its frame. */
export type Restart = [x: number, step: number];

/** The columns of one series; a column that was not asked for is absent. */
export type Buckets = {
  run: number;
  tag: number;
  n: number;
  points: number;
  superseded: number;
  /** In the view or not. */
  restarts: Restart[];
  width: number;
} & { [column in PositionColumn | MedianColumn]?: Float64Array } & {
  [column in ValueColumn]?: Float32Array | Float64Array;
} & {
  [column in CountColumn]?: Uint32Array;
};

export interface Frame {
  boot: string;
  seq: number;
  x: AskedAxis;
  columns: Column[];
  series: Buckets[];
}

interface SeriesHeader {
  run: number;
  tag: number;
  n: number;
  points: number;
  superseded: number;
  restarts: Restart[];
  width: number;
  value: "f32" | "f64";
  at: number[];
}

interface FrameHeader {
  boot: string;
  seq: number;
  x: AskedAxis;
  columns: Column[];
  series: SeriesHeader[];
}

export class FrameError extends Error {}

/** Views into `buffer`: nothing is copied. */
export function decodeFrame(buffer: ArrayBuffer): Frame {
  if (buffer.byteLength < 4) throw new FrameError(`A frame has at least 4 bytes; this one has ${buffer.byteLength}.`);
  const length = new DataView(buffer).getUint32(0, true);
  const start = 4 + length;
  if (start > buffer.byteLength) {
    throw new FrameError(`The header says ${length} bytes, but only ${buffer.byteLength - 4} follow.`);
  }
  const header = parseHeader(new Uint8Array(buffer, 4, length));
  const series = header.series.map((entry) => readSeries(buffer, start, header.columns, entry));
  return { boot: header.boot, seq: header.seq, x: header.x, columns: header.columns, series };
}

function parseHeader(bytes: Uint8Array): FrameHeader {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new FrameError("The header of the frame is not JSON.", { cause });
  }
}

function readSeries(buffer: ArrayBuffer, start: number, columns: Column[], entry: SeriesHeader): Buckets {
  const { run, tag, n, points, superseded, restarts, width } = entry;
  const buckets: Buckets = { run, tag, n, points, superseded, restarts, width };
  columns.forEach((column, place) => {
    const offset = start + entry.at[place];
    const type = columnType(column, entry.value);
    if (!(offset + n * type.BYTES_PER_ELEMENT <= buffer.byteLength)) {
      throw new FrameError(`Column ${column} of run ${run}, tag ${tag} reaches beyond the end of the frame.`);
    }
    Object.assign(buckets, { [column]: new type(buffer, offset, n) });
  });
  return buckets;
}

function columnType(column: Column, value: "f32" | "f64") {
  if ([...POSITION_COLUMNS, ...MEDIAN_COLUMNS].includes(column as PositionColumn)) return Float64Array;
  if ((COUNT_COLUMNS as readonly string[]).includes(column)) return Uint32Array;
  if ([...VALUE_COLUMNS, ...SPIKE_COLUMNS].includes(column as ValueColumn))
    return value === "f64" ? Float64Array : Float32Array;
  throw new FrameError(`The frame has a column "${column}" that this page does not know. Load the page again.`);
}
