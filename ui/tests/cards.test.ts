import { describe, expect, test } from "vitest";
import {
  allCards,
  cardOfFilter,
  defineCard,
  joinCards,
  putCard,
  sectionOfCard,
  tagsOfCard,
  titleOfCard,
  unmakeCard,
} from "../src/data/cards";
import { toLine } from "../src/data/line";
import { withMargin } from "../src/data/margin";
import { textFilter } from "../src/data/selection";
import type { Buckets } from "../src/frame";

const TAGS = ["train/loss", "val/loss", "lr", "train/acc"];
const names = (...given: string[]) => defineCard({ kind: "names", names: given });

describe("the cards of a board", () => {
  test("are one for each tag", () => {
    expect(allCards([], TAGS).map(({ id }) => id)).toEqual(TAGS);
  });

  test("a card takes its tags by name; a pattern takes none", () => {
    const made = [names("train/loss", "val/loss"), defineCard({ kind: "pattern", pattern: "loss$" })];
    expect(allCards(made, TAGS).map(({ id }) => id)).toEqual(["train/loss", "/loss$/", "lr", "train/acc"]);
    expect(tagsOfCard(made[1], new Set(TAGS))).toEqual(["train/loss", "val/loss"]);
  });

  test("one dropped onto another is drawn there; unmade, both stand alone", () => {
    const joined = joinCards(
      [],
      { card: names("lr"), names: ["lr"] },
      { card: names("val/loss"), names: ["val/loss"] },
    );
    expect(joined.map(({ id, tags }) => [id, tags])).toEqual([["lr", { kind: "names", names: ["lr", "val/loss"] }]]);
    expect(allCards(unmakeCard(joined, "lr"), TAGS).length).toBe(TAGS.length);
  });

  test("a card that says no more than its tag is not kept", () => {
    const kept = putCard([], { ...names("lr"), title: "Rate" });
    expect(kept.length).toBe(1);
    expect(putCard(kept, names("lr"))).toEqual([]);
  });

  test("stand with their tags, and are called after them", () => {
    expect(sectionOfCard(["train/a", "train/b"])).toBe("train");
    expect(sectionOfCard(["train/a", "val/b"])).toBe("");
    expect(titleOfCard(names("a", "b"), ["a", "b"])).toBe("a, b");
    expect(titleOfCard({ ...names("a"), title: "A" }, ["a"])).toBe("A");
  });

  test.each(["loss", "loss val", "/^(train|val)\\/l/", "a.b"])(
    "a chart of the filter %s has the tags that pass it",
    (filter) => {
      const tags = [...TAGS, "a.b", "axb"];
      expect(tagsOfCard(cardOfFilter(filter), new Set(tags)).sort()).toEqual(tags.filter(textFilter(filter)).sort());
    },
  );

  test("a pattern that is no expression matches nothing", () => {
    expect(tagsOfCard(defineCard({ kind: "pattern", pattern: "(" }), new Set(TAGS))).toEqual([]);
  });
});

test("a margin's band lies between its bounds, bucket by bucket, whichever is lower", () => {
  const buckets = (x: number[], mean: number[], width: number): Buckets => ({
    ...{ run: 0, tag: 0, n: x.length, points: 9, superseded: 0, restarts: [], width },
    ...{ x_first: Float64Array.from(x), x_last: Float64Array.from(x), mean: Float64Array.from(mean) },
    count: new Uint32Array(x.length).fill(1),
  });
  const style = { run: 0, label: "", stroke: { colour: "", dash: [] } };
  const line = toLine(style, buckets([0, 4, 8], [5, 6, 7], 4));
  const band = withMargin(line, buckets([1, 9], [9, 1], 4), buckets([2, 5, 11], [4, 8, 9], 4));
  expect([...band.min]).toEqual([4, 6, 1]);
  expect([...band.max]).toEqual([9, 8, 9]);
  expect(band.bandMatters).toBe(true);
});
