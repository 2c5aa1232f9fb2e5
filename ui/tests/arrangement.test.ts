import { expect, test } from "vitest";
import { AS_IT_COMES, arrange, readArrangement, writeArrangement } from "../src/data/arrangement";
import {
  addSection,
  moveCard,
  moveSection,
  removeSection,
  renameSection,
  setHidden,
  setWidth,
} from "../src/data/arranging";
import { prefixOf, toSections } from "../src/data/sections";

const base = toSections(
  ["lr", "train/acc", "train/grad", "train/loss", "val/acc", "val/loss"].map((name) => ({
    id: name,
    name,
    section: prefixOf(name),
  })),
);
const seen = (arrangement = AS_IT_COMES) =>
  Object.fromEntries(arrange(base, arrangement).map(({ name, cards }) => [name, cards.map(({ id }) => id).join(" ")]));

test("as it comes, nothing is said and nothing moves", () => {
  expect(seen()).toEqual({ "/": "lr", train: "train/acc train/grad train/loss", val: "val/acc val/loss" });
  expect(writeArrangement(AS_IT_COMES)).toEqual([]);
});

test("a card moves within its section, and only what differs is kept", () => {
  const moved = moveCard(AS_IT_COMES, base, "train/loss", "train", "train/acc");
  expect(seen(moved).train).toBe("train/loss train/acc train/grad");
  expect(moved.sections).toEqual([{ name: "train", title: "", cards: ["train/loss"] }]);
  const back = moveCard(moved, base, "train/loss", "train", null);
  expect(seen(back)).toEqual(seen());
  expect(back.sections).toEqual([]);
});

test("a card moves to another section and home again", () => {
  const moved = moveCard(AS_IT_COMES, base, "lr", "val", "val/loss");
  expect(seen(moved)).toEqual({ train: "train/acc train/grad train/loss", val: "val/acc lr val/loss" });
  expect(seen(moveCard(moved, base, "lr", "/", null))).toEqual(seen());
});

test("sections move, and the natural end needs no words", () => {
  const moved = moveSection(AS_IT_COMES, base, "val", "/");
  expect(Object.keys(seen(moved))).toEqual(["val", "/", "train"]);
  expect(moved.order).toEqual(["val"]);
  expect(moveSection(moved, base, "val", null).order).toEqual([]);
});

test("a section of one's own stands where it was made, empty too, and gives its cards back", () => {
  const [added, name] = addSection(AS_IT_COMES, base, "mine", "train");
  expect(Object.keys(seen(added))).toEqual(["/", name, "train", "val"]);
  const filled = moveCard(added, base, "val/loss", name, null);
  expect(seen(filled)[name]).toBe("val/loss");
  expect(addSection(filled, base, "more", null)[1]).not.toBe(name);
  expect(seen(removeSection(filled, name))).toEqual(seen());
});

test("titles, widths and hidden cards", () => {
  const renamed = renameSection(AS_IT_COMES, "val", "Validation");
  expect(arrange(base, renamed).map(({ title }) => title)).toEqual(["", "train", "Validation"]);
  expect(renameSection(renamed, "val", "").sections).toEqual([]);
  expect(setWidth(setWidth(AS_IT_COMES, "lr", 3), "lr", 1).widths).toEqual({});
  const hidden = setHidden(AS_IT_COMES, ["lr", "val/acc"], true);
  expect(arrange(base, hidden).map((section) => [section.name, section.hidden])).toEqual([
    ["/", ["lr"]],
    ["train", []],
    ["val", ["val/acc"]],
  ]);
  expect(seen(setHidden(hidden, ["lr", "val/acc"], false))).toEqual(seen());
});

test("there and back through an address, whatever the names", () => {
  const arrangement = {
    asLogged: true,
    order: ["+1", "a|b, c"],
    sections: [
      { name: "+1", title: "my; own | section", cards: ["a;b", "c,d|e\\f"] },
      { name: "+2", title: "", cards: [] },
    ],
    widths: { "a:b,c": 3, d: 2 },
    hidden: ["x,y", "z"],
  };
  expect(readArrangement(new Map(writeArrangement(arrangement)))).toEqual(arrangement);
});

test("nonsense says nothing", () => {
  const given = new Map([
    ["arranged", "up"],
    ["wide", "9:a,b,2:"],
    ["sections", "|;x"],
  ]);
  expect(readArrangement(given)).toEqual(AS_IT_COMES);
});
