import { expect, test } from "vitest";
import { prefixOf, toSections } from "../src/data/sections";

const tags = (...names: string[]) => names.map((name) => ({ id: name, name, section: prefixOf(name) }));

test("by prefix, tags without a slash first, system last and closed", () => {
  const sections = toSections(tags("val/loss", "system/gpu", "lr", "train/loss", "train/a/b"));
  expect(sections.map(({ title, openByDefault }) => [title, openByDefault])).toEqual([
    ["", true],
    ["train", true],
    ["val", true],
    ["system", false],
  ]);
  expect(sections[1].cards.map(({ name }) => name)).toEqual(["train/a/b", "train/loss"]);
});

test("natural order", () => {
  const [section] = toSections(tags("layer/10", "layer/9", "layer/1"));
  expect(section.cards.map(({ name }) => name)).toEqual(["layer/1", "layer/9", "layer/10"]);
});

test("open until 24 cards; a long section counts the 12 that it shows", () => {
  const many = ["a", "b", "c", "d"].flatMap((prefix) => Array.from({ length: 30 }, (_, i) => `${prefix}/${i}`));
  const sections = toSections(tags(...many));
  expect(sections.map(({ openByDefault }) => openByDefault)).toEqual([true, true, false, false]);
});
