import { expect, test } from "vitest";
import { completions, labelsOf, relabelled, sharedLabels } from "../src/data/labels";
import { NO_NOTE } from "../src/data/notes";

const noted = (...labels: string[]) => ({ ...NO_NOTE, labels });

test("all labels, those of most runs first", () => {
  expect(labelsOf([noted("b", "a"), noted("c", "a"), NO_NOTE, noted("b", "a")])).toEqual(["a", "b", "c"]);
});

test("what several runs share, in the order of the first", () => {
  expect(sharedLabels([noted("x", "y", "z"), noted("z", "x")])).toEqual(["x", "z"]);
  expect(sharedLabels([noted("x"), NO_NOTE])).toEqual([]);
  expect(sharedLabels([])).toEqual([]);
});

test("labels are put on once, without blanks, and taken off", () => {
  expect(relabelled(noted("a"), [" b ", "a", ""], [])).toEqual(["a", "b"]);
  expect(relabelled(noted("a", "b"), [], ["a"])).toEqual(["b"]);
  expect(relabelled(noted("a"), [], ["a"])).toBeNull();
});

test("completions leave out what is there and begin with what begins so", () => {
  const known = ["baseline", "debug", "old-base", "paper"];
  expect(completions(known, [], "base")).toEqual(["baseline", "old-base"]);
  expect(completions(known, ["baseline"], "BASE")).toEqual(["old-base"]);
  expect(completions(known, ["paper"], "")).toEqual(["baseline", "debug", "old-base"]);
});
