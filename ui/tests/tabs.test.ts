import { expect, test } from "vitest";
import { isTab, tabsFilledBy } from "../src/data/tabs";

test("the board is always there, another tab once something fills it", () => {
  expect(tabsFilledBy([])).toEqual(["board"]);
  expect(tabsFilledBy(["loss", "_hparams_/session_start_info"])).toEqual(["board", "hparams"]);
  expect(tabsFilledBy(["_runchart/config"])).toEqual(["board", "hparams"]);
});

test("an address may name anything", () => {
  expect(isTab("board")).toBe(true);
  expect(isTab("toString")).toBe(false);
  expect(isTab(undefined)).toBe(false);
});
