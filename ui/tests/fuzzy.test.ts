import { expect, test } from "vitest";
import { fuzzyScore, fuzzySort } from "../src/data/fuzzy";

const sorted = (typed: string, names: string[]) => fuzzySort(typed, names, (name) => name, 10);

test("all letters in their order, whatever their case", () => {
  expect(fuzzyScore("vl", "val/loss")).not.toBeNull();
  expect(fuzzyScore("VAL LOSS", "val/loss")).not.toBeNull();
  expect(fuzzyScore("lv", "val/loss")).toBeNull();
});

test("beginnings of words, neighbours and short names come first", () => {
  expect(sorted("tl", ["total", "train/loss"])).toEqual(["train/loss", "total"]);
  expect(sorted("loss", ["l/o/s/s", "val/loss", "loss"])[0]).toBe("loss");
  expect(sorted("val/loss", ["train/val/lossy", "val/loss"])[0]).toBe("val/loss");
});

test("nothing typed leaves the order, and only so many are listed", () => {
  expect(fuzzySort("", ["b", "a", "c"], (name) => name, 2)).toEqual(["b", "a"]);
});
