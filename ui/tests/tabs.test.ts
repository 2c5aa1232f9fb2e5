import { expect, test } from "vitest";
import { isTab, tabsFilledBy } from "../src/data/tabs";

test("the board is always there", () => {
  expect(tabsFilledBy([])).toEqual(["board"]);
});

test("an address may name anything", () => {
  expect(isTab("board")).toBe(true);
  expect(isTab("toString")).toBe(false);
  expect(isTab(undefined)).toBe(false);
});
