import { expect, test } from "vitest";
import { readViewFile, ViewFileError, writeViewFile } from "../src/data/viewfile";

test("there and back", () => {
  const view = { name: "损失, log", fragment: "y=log&show=a,b" };
  expect(readViewFile(writeViewFile(view))).toEqual(view);
});

test.each([
  ["{", "json"],
  ["null", "kind"],
  ["7", "kind"],
  ['{"kind": "other"}', "kind"],
  ['{"kind": "runchart view"}', "version"],
  ['{"kind": "runchart view", "version": 1, "fragment": ""}', "fields"],
  ['{"kind": "runchart view", "version": 1, "name": "a", "fragment": 7}', "fields"],
  [`"${"x".repeat(1_000_001)}"`, "size"],
])("%s is no view: %s", (text, problem) => {
  try {
    readViewFile(text);
    throw new Error("it was taken");
  } catch (error) {
    expect(error).toBeInstanceOf(ViewFileError);
    expect((error as ViewFileError).problem).toBe(problem);
  }
});

test("a file without a name is a view all the same", () => {
  expect(readViewFile(writeViewFile({ name: " ", fragment: "y=log" })).name).toBe("view");
});
