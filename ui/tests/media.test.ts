import { expect, test } from "vitest";
import { differenceOf } from "../src/data/difference";
import { mediaCards, sameMediaCard } from "../src/data/media";
import { DEFAULT_MEDIA_VIEW, readMediaView, writeMediaView } from "../src/data/mediaview";
import { fileName, formatBytes, needsIndex, type Points, shownAt, stopsOf } from "../src/data/points";
import { RunTable } from "../src/data/runs";
import { toSections } from "../src/data/sections";
import { Kept } from "../src/panels/media/kept";

const list = (steps: number[]): Points => ({
  steps,
  wallTimes: steps.map((_, place) => 1000 + 10 * place),
  refs: steps.map((_, place) => `r${place}`),
});

const entry = (id: number, media: [number, string, number, number, number][]) => ({
  id,
  name: `run${id}`,
  first_wall: 1000,
  last_wall: 2000,
  damage: 0,
  superseded: null,
  fold: null,
  series: [],
  media,
});

const START = { step: 5, wall: 0 };
const STROKE = { colour: "#123456", dash: [] };

function cardsOf(table: RunTable) {
  return mediaCards(
    table,
    table.list().map((run) => ({ run, label: run.name, stroke: STROKE })),
  );
}

test("a card a tag, a column a run that has it", () => {
  const table = new RunTable();
  table.extendTags(0, ["loss", "sample", "batch"]);
  table.put([
    entry(0, [[1, "image", 3, 0, 20]]),
    entry(1, [
      [1, "image", 5, 0, 40],
      [2, "image", 1, 0, 0],
    ]),
  ]);
  const cards = [...cardsOf(table).values()];
  expect(cards.map(({ name, columns }) => [name, columns.map(({ name }) => name)])).toEqual([
    ["sample", ["run0", "run1"]],
    ["batch", ["run1"]],
  ]);
});

test("kinds that the page does not know have no card", () => {
  const table = new RunTable();
  table.extendTags(0, ["sample"]);
  table.put([entry(0, [[0, "hologram", 3, 0, 20]])]);
  expect(cardsOf(table).size).toBe(0);
});

test("a card is another when its series has grown, and only then", () => {
  const table = new RunTable();
  table.extendTags(0, ["sample"]);
  table.put([entry(0, [[0, "image", 3, 0, 20]])]);
  const [before] = cardsOf(table).values();
  table.put([entry(0, [[0, "image", 3, 0, 20]])]);
  const [same] = cardsOf(table).values();
  expect(sameMediaCard(before, same)).toBe(true);
  table.put([entry(0, [[0, "image", 4, 0, 30]])]);
  const [grown] = cardsOf(table).values();
  expect(sameMediaCard(before, grown)).toBe(false);
});

test("without a place the newest is shown, with one the last by then", () => {
  const points = list([0, 10, 20]);
  expect(shownAt(points, null, START)).toEqual({ place: 2, exact: true });
  expect(shownAt(points, { axis: "step", x: 10 }, START)).toEqual({ place: 1, exact: true });
  expect(shownAt(points, { axis: "step", x: 19 }, START)).toEqual({ place: 1, exact: false });
  expect(shownAt(points, { axis: "step", x: -1 }, START)).toBeNull();
  expect(shownAt(points, { axis: "wall", x: 1015 }, START)?.place).toBe(1);
  expect(shownAt(points, { axis: "relative", x: 15 }, { step: 0, wall: 1000 })?.place).toBe(1);
  expect(shownAt(points, { axis: "relative_step", x: 6 }, START)).toEqual({ place: 1, exact: false });
  expect(shownAt(points, { axis: "tag:tokens", x: 6 }, START)?.place).toBe(2);
  expect(shownAt(points, { axis: "index", x: 9 }, START)).toEqual({ place: 2, exact: false });
  expect(shownAt(list([]), null, START)).toBeNull();
});

test("of a step that was logged twice the later is shown, wherever steps go back", () => {
  expect(shownAt(list([0, 10, 10]), { axis: "step", x: 10 }, START)?.place).toBe(2);
  expect(shownAt(list([0, 10, 20, 5, 15]), { axis: "step", x: 15 }, START)?.place).toBe(4);
});

test("the slider stops at every step, or at every point where steps do not tell them apart", () => {
  expect(stopsOf([list([0, 20]), list([10, 20])], false)).toEqual([0, 10, 20]);
  expect(needsIndex(list([0, 10, 20]))).toBe(false);
  expect(needsIndex(list([0, 0, 0]))).toBe(true);
  expect(stopsOf([list([0, 0, 0]), list([0])], true)).toEqual([0, 1, 2]);
});

test("scalars stand before media", () => {
  const place = (name: string, media?: true) => ({ id: name, name, section: "a", media });
  const [section] = toSections([place("a/z"), place("a/b", true), place("a/a", true), place("a/c")]);
  expect(section.cards.map(({ name }) => name)).toEqual(["a/c", "a/z", "a/a", "a/b"]);
});

test("what the address says of media is read back, and nonsense is not", () => {
  expect(writeMediaView(DEFAULT_MEDIA_VIEW)).toBeNull();
  expect(readMediaView("bright:9;contrast:x;compare:magic;runs:a;kind:")).toEqual(DEFAULT_MEDIA_VIEW);
});

test("how much two pictures differ", () => {
  const pixels = (...colours: number[]) => new Uint8ClampedArray(colours);
  const a = pixels(10, 10, 10, 255, 0, 0, 0, 255);
  expect(differenceOf(a, a)).toEqual({ share: 0, mean: 0, most: 0 });
  expect(differenceOf(a, pixels(10, 40, 10, 255, 0, 0, 0, 0))).toEqual({ share: 0.5, mean: 5, most: 30 });
});

test("a text is called without what its writer added to the tag", () => {
  const table = new RunTable();
  table.extendTags(0, ["notes/text_summary", "text_summary", "a/text_summary"]);
  table.put([
    entry(0, [
      [0, "text", 1, 0, 0],
      [1, "text", 1, 0, 0],
      [2, "image", 1, 0, 0],
    ]),
  ]);
  expect([...cardsOf(table).values()].map(({ id, name }) => [id, name])).toEqual([
    ["text://notes/text_summary", "notes"],
    ["text://text_summary", "text_summary"],
    ["image://a/text_summary", "a/text_summary"],
  ]);
});

test("names of files and sizes", () => {
  expect(fileName("val/sample: x", "a/b", 12, 0, "image/svg+xml")).toBe("val-sample-x-a-b-step12.svg");
  expect(fileName("t", "r", 1, 2, null)).toBe("t-r-step1-2.bin");
  expect([999, 1500, 12_345, 3e6].map(formatBytes)).toEqual(["999 B", "1.5 kB", "12 kB", "3.0 MB"]);
});

test("what was used least recently goes first", () => {
  const kept = new Kept<string>(10);
  kept.set("a", "A", 4);
  kept.set("b", "B", 4);
  kept.get("a");
  kept.set("c", "C", 4);
  expect([kept.get("a"), kept.get("b"), kept.get("c")]).toEqual(["A", undefined, "C"]);
  kept.set("huge", "H", 100);
  expect([kept.get("a"), kept.get("huge")]).toEqual([undefined, "H"]);
});
