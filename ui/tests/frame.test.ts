import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Column, decodeFrame, FrameError } from "../src/frame";

const GOLDEN = new URL("../../tests/golden/frames/", import.meta.url);
const names = readdirSync(GOLDEN)
  .filter((file) => file.endsWith(".bin"))
  .map((file) => file.slice(0, -4));

function bytes(name: string): ArrayBuffer {
  const read = readFileSync(new URL(`${name}.bin`, GOLDEN));
  return read.buffer.slice(read.byteOffset, read.byteOffset + read.byteLength) as ArrayBuffer;
}

const spelled = (number: number) => (Number.isFinite(number) ? number : String(number));

describe("golden frames", () => {
  test("are there", () => expect(names.length).toBeGreaterThanOrEqual(4));

  test.each(names)("%s", (name) => {
    const expected = JSON.parse(readFileSync(new URL(`${name}.json`, GOLDEN), "utf8"));
    const frame = decodeFrame(bytes(name));
    const { boot, seq, x, columns } = frame;
    const series = frame.series.map(({ run, tag, n, points, superseded, restarts, width, ...rest }, place) => ({
      ...{ run, tag, n, points, superseded, restarts, width },
      value: expected.series[place].value,
      columns: Object.fromEntries(
        columns.map((column: Column) => [column, Array.from(rest[column] as Iterable<number>, spelled)]),
      ),
    }));
    expect({ boot, seq, x, columns, series }).toEqual(expected);
  });

  test("values have the type that the header names", () => {
    const [narrow, wide] = decodeFrame(bytes("buckets")).series;
    expect(narrow.mean).toBeInstanceOf(Float32Array);
    expect(wide.mean).toBeInstanceOf(Float64Array);
    expect(narrow.x_first).toBeInstanceOf(Float64Array);
    expect(narrow.count).toBeInstanceOf(Uint32Array);
  });

  test("equal columns share their bytes", () => {
    const [first, second] = decodeFrame(bytes("buckets")).series;
    expect(first.x_first?.byteOffset).toBe(second.x_first?.byteOffset);
  });
});

describe("damaged frames", () => {
  test("shorter than a length", () => expect(() => decodeFrame(new ArrayBuffer(3))).toThrow(FrameError));

  test("a header longer than the frame", () => {
    const cut = bytes("points").slice(0, 40);
    expect(() => decodeFrame(cut)).toThrow(/The header says \d+ bytes/);
  });

  test("a column cut short", () => {
    const whole = bytes("points");
    expect(() => decodeFrame(whole.slice(0, whole.byteLength - 8))).toThrow(/reaches beyond the end/);
  });

  test("a header that is not JSON", () => {
    const damaged = bytes("points");
    new Uint8Array(damaged)[4] = 0x21;
    expect(() => decodeFrame(damaged)).toThrow("not JSON");
  });
});
