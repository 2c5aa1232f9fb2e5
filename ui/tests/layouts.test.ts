import { describe, expect, test } from "vitest";
import { toCard } from "../src/data/card";
import { defineCard, missingTags, readCards, tagsOfCard, writeCards } from "../src/data/cards";
import { headingsOf, isOfLayout } from "../src/data/layouts";
import { lineMatcher } from "../src/data/lines";
import { RunTable } from "../src/data/runs";

const margin = { value: "loss", lower: "low", upper: "high" };
const category = {
  title: "losses",
  closed: false,
  charts: [
    { title: "both", lines: ["loss/.*"], margins: [] },
    { title: "both", lines: [], margins: [margin] },
  ],
};

describe("the lines of a multiline chart", () => {
  test.each([
    ["loss", "loss/train", true],
    ["loss", "train/loss", false],
    ["Loss", "loss", false],
    ["a|b", "xb", false],
    ["loss\\Z", "loss/train", false],
    ["(?P<x>a)(?P=x)", "aa", true],
    ["loss[a", "loss[a", true],
    ["loss[a", "loss[ab", false],
  ])("%s draws %s: %s", (line, tag, drawn) => {
    expect(lineMatcher(line)(tag)).toBe(drawn);
  });
});

describe("the charts that runs asked for", () => {
  test("are cards under their headings, and those of one title are told apart", () => {
    const [{ title, cards }] = headingsOf([category], []);
    expect(title).toBe("losses");
    expect(cards.map((card) => [card.title, card.tags.kind])).toEqual([
      ["both", "lines"],
      ["both", "margins"],
    ]);
    expect(new Set(cards.map(({ id }) => id)).size).toBe(2);
    expect(cards.every(({ id }) => isOfLayout(id))).toBe(true);
    expect(tagsOfCard(cards[0], new Set(["loss/b", "loss/a", "x/loss/c"]))).toEqual(["loss/a", "loss/b"]);
  });

  test("once changed keep their place, also through the address", () => {
    const [before] = headingsOf([category], [])[0].cards;
    const changed = { ...before, settings: { clip: false } };
    const read = readCards(writeCards([changed]));
    expect(read).toEqual([changed]);
    expect(headingsOf([category], read)[0].cards[0]).toBe(read[0]);
  });

  test("say which of their tags nobody logged", () => {
    expect(missingTags(defineCard({ kind: "margins", margins: [margin] }), ["loss", "low"])).toEqual(["high"]);
    expect(missingTags(defineCard({ kind: "lines", lines: ["a", "b"] }), ["ab"])).toEqual(["b"]);
    const table = new RunTable();
    table.extendTags(0, ["x"]);
    const entry = { id: 0, name: "r", first_wall: 0, last_wall: 1, damage: 0, superseded: null, fold: null };
    table.put([{ ...entry, series: [[0, 2, 0, 1, 0]] }]);
    const shown = table.list().map((run) => ({ run, label: "r", stroke: { colour: "#000", dash: [] } }));
    const card = toCard(table, defineCard({ kind: "margins", margins: [margin] }), [], shown);
    expect(card?.series).toEqual([]);
    expect(card?.missing).toEqual(["loss", "low", "high"]);
  });
});
