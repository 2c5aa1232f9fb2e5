import { expect, test } from "vitest";
import { defineCard } from "../src/data/cards";
import { placedBy, presetOf, sectionsOf, withChanges } from "../src/data/preset";
import { PRESETS } from "../src/data/presets";
import { prefixOf, toSections } from "../src/data/sections";
import { zh } from "../src/i18n/arrange";
import logged from "./metric-names.json";

const frameworks = Object.entries(logged as Record<string, string[]>);

test.each(frameworks)("%s is told by the names that it logs", (name, tags) => {
  expect(presetOf(tags)?.name).toBe(name);
});

test.each(frameworks)("nearly all tags of %s have a place, each one place only", (_name, tags) => {
  const preset = presetOf(tags);
  if (!preset) throw new Error("no preset");
  const placed = placedBy(preset, tags).flatMap(({ cards }) =>
    cards.flatMap((card) => (card.tags.kind === "names" ? card.tags.names : [])),
  );
  expect(new Set(placed).size).toBe(placed.length);
  expect(tags.filter((tag) => !placed.includes(tag))).toEqual([]);
  expect(tags.some((tag) => preset.main.tags[0].test(tag) || preset.main.tags[1]?.test(tag))).toBe(true);
});

test("each preset has names to be held against", () => {
  expect(new Set(frameworks.map(([name]) => name))).toEqual(new Set(PRESETS.map(({ name }) => name)));
});

test("titles are in Chinese too", () => {
  const titles = PRESETS.flatMap(({ sections }) =>
    sections.flatMap(([title, cards]) => [title, ...cards.map((card) => card.title)]),
  );
  expect(titles.filter((title) => title && !zh.titles[title])).toEqual([]);
});

test("logs of nobody in particular have none", () => {
  expect(presetOf(["train/loss", "val/loss", "train/lr"])).toBeNull();
  expect(presetOf([])).toBeNull();
});

test("tags of which most have no place are left as logged", () => {
  const known = frameworks.find(([name]) => name === "torchtitan")?.[1] ?? [];
  const others = Array.from({ length: known.length }, (_, number) => `layers/${number}`);
  expect(presetOf(known)?.name).toBe("torchtitan");
  expect(presetOf([...known, ...others])).toBeNull();
});

test("cards stand in the preset's sections, all others as logged, none twice", () => {
  const tags = [...(frameworks.find(([name]) => name === "TRL DPO")?.[1] ?? []), "mine/a"];
  const preset = presetOf(tags);
  if (!preset) throw new Error("no preset");
  const placed = placedBy(preset, tags);
  const ids = [...placed.flatMap(({ cards }) => cards.map(({ id }) => id)), "mine/a"];
  const sections = sectionsOf(placed, toSections(ids.map((id) => ({ id, name: id, section: prefixOf(id) }))));
  expect(sections[0].title).toBe("Preference");
  expect(sections.at(-1)?.name).toBe("mine");
  expect(sections.flatMap(({ cards }) => cards.map(({ id }) => id)).sort()).toEqual(ids.sort());
});

test("a tag that somebody put into another card stands there alone", () => {
  const tags = frameworks.find(([name]) => name === "TRL DPO")?.[1] ?? [];
  const preset = presetOf(tags);
  if (!preset) throw new Error("no preset");
  const id = "preset:Preference/Margin";
  const names = ["train/rewards/margins", "eval/rewards/margins", "train/grad_norm"];
  const placed = placedBy(preset, tags, [defineCard({ kind: "names", names }, { id })]);
  const cards = placed.flatMap((section) => section.cards);
  expect(cards.map((card) => card.id)).toContain(id);
  expect(cards.map((card) => card.id)).not.toContain("train/grad_norm");
});

test("a changed card keeps its place", () => {
  const placed = [
    { title: "A", cards: [defineCard({ kind: "names", names: ["a"] }), defineCard({ kind: "names", names: ["b"] })] },
  ];
  const changed = defineCard({ kind: "names", names: ["a"] }, { title: "mine" });
  expect(withChanges(placed, [changed]).map(({ title }) => title)).toEqual(["mine", ""]);
});
