import { describe, expect, test } from "vitest";
import type { Column, Value } from "../src/data/columns";
import { parseExpression } from "../src/data/expression";
import { parseFilter } from "../src/data/filter";
import type { Run } from "../src/data/runs";
import { ExpressionError } from "../src/data/tokens";

const KEYS = [
  "hparam.lr",
  "hparam.amp",
  "hparam.name",
  'hparam["opt/b"]',
  'metric["val/loss"].last',
  'metric["val/loss"].min',
  "config.model.layers",
  "run.age",
];

function runOf(values: Record<string, Value>, labels: string[] = [], name = "run"): Run {
  return { name, values, labels } as unknown as Run;
}

const names = {
  column: (key: string): Column | null =>
    KEYS.includes(key)
      ? ({
          key,
          value: (run: Run) => (run as unknown as { values: Record<string, Value> }).values[key] ?? null,
        } as Column)
      : null,
  labels: (run: Run) => (run as unknown as { labels: string[] }).labels,
};

const good = runOf({
  "hparam.lr": 1e-4,
  "hparam.amp": true,
  "hparam.name": "adam",
  'metric["val/loss"].min': 0.3,
  'metric["val/loss"].last': 0.5,
  "config.model.layers": 12,
  'hparam["opt/b"]': 2,
});
const bad = runOf({ "hparam.lr": 1e-2 }, ["debug"]);

const holds = (text: string, run: Run) => parseExpression(text, names).test(run);

describe("expressions", () => {
  test.each([
    ['hparam.lr < 1e-3 and metric["val/loss"].min < 0.4 and not label:debug', true, false],
    ["lr<1e-3", true, false],
    ["1e-5 < lr <= 0.0001", true, false],
    ["lr = 0.01 or val/loss >= 0.5", true, true],
    ["not (lr = 0.01 or amp)", false, false],
    ["amp", true, false],
    ["amp = true and model.layers == 12", true, false],
    ["name ~ '^ad'", true, false],
    ['name = "adam"', true, false],
    ["hparam['opt/b'] = 2 and opt/b != 3", true, false],
    ["metric.val/loss.min < 1", true, false],
    ["val/loss = null", false, true],
    ["val/loss != null", true, false],
    ["name != 'sgd'", true, true],
    ["lr > 0 and lr > 1 or label:debug", false, true],
    ["label:debug and lr>-1", false, true],
  ])("%s", (text, ofGood, ofBad) => {
    expect([holds(text, good), holds(text, bad)]).toEqual([ofGood, ofBad]);
  });

  test("what is missing is neither less nor greater", () => {
    expect(holds("val/loss < 1", bad)).toBe(false);
    expect(holds("val/loss >= 1", bad)).toBe(false);
  });

  test("bare names say what they were taken for", () => {
    const { taken } = parseExpression("lr < 1 and val/loss < 1 and hparam.amp", names);
    expect([...taken]).toEqual([
      ["lr", "hparam.lr"],
      ["val/loss", 'metric["val/loss"].last'],
    ]);
  });

  test.each([
    ["lr < ", "end", 5],
    ["lr < and", "operand", 5],
    ["(lr < 1", "end", 7],
    ["lr < 1)", "closing", 6],
    ["nope < 1", "name", 0],
    ["lr < 1 amp", "rest", 7],
    ["lr < 'x", "quote", 5],
    ["lr < §", "character", 5],
    ["name ~ '('", "pattern", 5],
    ["hparam.nope = 1", "name", 0],
  ])("%s is wrong: %s at %d", (text, problem, at) => {
    let caught: unknown;
    try {
      parseExpression(text, names);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ExpressionError);
    expect([(caught as ExpressionError).problem, (caught as ExpressionError).at]).toEqual([problem, at]);
  });
});

describe("filters", () => {
  const filter = (text: string) => parseFilter(text, (run) => [run.name], names);

  test("the text says what it is", () => {
    expect(
      ["", "cnn big", "/cnn.*/", "lr < 1", "label:x", "lr3e-4", "hparam.amp"].map((text) => filter(text).kind),
    ).toEqual(["none", "text", "regex", "expression", "expression", "text", "expression"]);
  });

  test("words, patterns and expressions select", () => {
    expect(filter("RU n").test(good)).toBe(true);
    expect(filter("/^un/").test(good)).toBe(false);
    expect(filter("lr < 1e-3").test(bad)).toBe(false);
  });

  test("while it is wrong it hides nothing and says where", () => {
    expect(filter("lr <").test(bad)).toBe(true);
    expect(filter("lr <").error?.problem).toBe("end");
    expect(filter("/(/").error?.problem).toBe("pattern");
  });
});
