import { expect, test } from "vitest";
import { wordDiff } from "../src/data/worddiff";

const before = (pieces: ReturnType<typeof wordDiff>) =>
  pieces
    .filter(({ kind }) => kind !== "added")
    .map(({ text }) => text)
    .join("");
const after = (pieces: ReturnType<typeof wordDiff>) =>
  pieces
    .filter(({ kind }) => kind !== "removed")
    .map(({ text }) => text)
    .join("");

test("whole words are added and removed", () => {
  expect(wordDiff("the quick brown fox", "the slow brown dog")).toEqual([
    { kind: "same", text: "the " },
    { kind: "removed", text: "quick" },
    { kind: "added", text: "slow" },
    { kind: "same", text: " brown " },
    { kind: "removed", text: "fox" },
    { kind: "added", text: "dog" },
  ]);
});

test("a number is one word", () => {
  expect(wordDiff("loss 0.33, lr 1e-4", "loss 0.25, lr 1e-3").filter(({ kind }) => kind !== "same")).toEqual([
    { kind: "removed", text: "0.33" },
    { kind: "added", text: "0.25" },
    { kind: "removed", text: "1e-4" },
    { kind: "added", text: "1e-3" },
  ]);
});

test("equal texts are one piece, and an empty one is all added or removed", () => {
  expect(wordDiff("a b", "a b")).toEqual([{ kind: "same", text: "a b" }]);
  expect(wordDiff("", "a b")).toEqual([{ kind: "added", text: "a b" }]);
  expect(wordDiff("a b", "")).toEqual([{ kind: "removed", text: "a b" }]);
  expect(wordDiff("", "")).toEqual([]);
});

test("Chinese is compared letter by letter, and other scripts word by word", () => {
  expect(wordDiff("模型很好", "模型不好").map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    "same 模型",
    "removed 很",
    "added 不",
    "same 好",
  ]);
  expect(wordDiff("النموذج جيد", "النموذج سيئ").at(-1)).toEqual({ kind: "added", text: "سيئ" });
  expect(wordDiff("a 👍🏽 b", "a 👎 b").filter(({ kind }) => kind === "same")).toHaveLength(2);
});

test("both texts can be read off the pieces, whatever they are", () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  for (let round = 0; round < 200; round++) {
    const words = () => Array.from({ length: random(30) }, () => "abcd"[random(4)]).join(random(2) ? " " : "-");
    const [one, other] = [words(), words()];
    const pieces = wordDiff(one, other);
    expect([before(pieces), after(pieces)]).toEqual([one, other]);
  }
});

test("texts with next to nothing in common are one change", () => {
  const [one, other] = ["x", "y"].map((letter) => Array.from({ length: 3000 }, (_, n) => `${letter}${n}`).join(" "));
  const pieces = wordDiff(one, other);
  expect([before(pieces), after(pieces)]).toEqual([one, other]);
});
