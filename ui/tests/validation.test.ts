import { expect, test } from "vitest";
import { array, float, nullable, number, object, string, tuple } from "../src/api/validation";

const answer = object({
  name: string,
  last: float,
  fold: nullable(object({ key: string })),
  rows: array(tuple(number, float)),
});

test("what is as agreed comes out typed", () => {
  const given = { name: "a", last: "NaN", fold: null, rows: [[1, "-Infinity"]], more: true };
  expect(answer(given, "answer")).toEqual({
    name: "a",
    last: Number.NaN,
    fold: null,
    rows: [[1, Number.NEGATIVE_INFINITY]],
  });
});

test("what is not says where", () => {
  expect(() => answer({ name: "a", last: "big", fold: null, rows: [] }, "answer")).toThrow(/answer\.last should be/);
  expect(() => answer({ name: "a", last: 1, fold: null, rows: [[1]] }, "answer")).toThrow("answer.rows[0] should be");
  expect(() => answer(null, "answer")).toThrow("answer should be an object, not null");
});
