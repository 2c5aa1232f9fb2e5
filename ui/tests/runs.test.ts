import { describe, expect, test } from "vitest";
import { toCard as cardOf, sameCard, tagsOf } from "../src/data/card";
import { defineCard } from "../src/data/cards";
import { strokeAt } from "../src/data/colours";
import { mainMetric, RunTable, shortNames } from "../src/data/runs";

type Entry = Parameters<RunTable["put"]>[0][number];

function entry(id: number, name: string, series: Entry["series"], fold: Entry["fold"] = null): Entry {
  return { id, name, first_wall: 1000, last_wall: 1100, damage: 0, superseded: null, fold, series };
}

function table(): RunTable {
  const made = new RunTable();
  made.extendTags(0, ["loss", "performance", "val/loss"]);
  made.put([
    entry(1, "cnn/performance_accuracy", [[1, 10, 0, 9, 0]], { parent: 0, line: { tag: 1, key: "accuracy" } }),
    entry(0, "cnn", [[0, 11, 0, 100, 0]]),
    entry(2, "cnn/performance_loss", [[1, 10, 0, 9, 0]], { parent: 0, line: { tag: 1, key: "loss" } }),
  ]);
  return made;
}

function toCard(runs: RunTable, names: string[], shown: Parameters<typeof cardOf>[3]) {
  return cardOf(runs, defineCard({ kind: "names", names }), names, shown);
}

describe("the runs", () => {
  test("children fold into their parent, whichever came first", () => {
    const runs = table();
    expect(runs.list().map(({ name }) => name)).toEqual(["cnn"]);
    expect(
      runs
        .get(0)
        ?.children.map(({ key }) => key)
        .sort(),
    ).toEqual(["accuracy", "loss"]);
    expect([...tagsOf(runs.list())].sort()).toEqual([0, 1]);
  });

  test("a session's series stand beside those that its parent logged itself", () => {
    const runs = new RunTable();
    runs.extendTags(0, ["loss", "best"]);
    const session = { parent: 0, line: null };
    runs.put([
      entry(
        1,
        "cnn/1795611158.03",
        [
          [0, 1, 0, 0, 0],
          [1, 1, 0, 0, 0],
        ],
        session,
      ),
    ]);
    runs.put([entry(0, "cnn", [[0, 11, 0, 100, 0]])]);
    const holders = () => [...(runs.get(0)?.series.values() ?? [])].map(({ run, tag }) => [tag, run]);
    expect(runs.list().map(({ name }) => name)).toEqual(["cnn"]);
    expect(holders()).toEqual([
      [0, 0],
      [1, 1],
    ]);
    const before = runs.get(0)?.series.get(0);
    runs.put([entry(0, "cnn", [[0, 11, 0, 100, 0]])]);
    expect(holders()).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(runs.get(0)?.series.get(0)).toBe(before);
    runs.put([
      entry(1, "cnn/1795611158.03", [
        [0, 1, 0, 0, 0],
        [1, 1, 0, 0, 0],
      ]),
    ]);
    expect(runs.list().length).toBe(2);
    expect(holders()).toEqual([[0, 0]]);
  });

  test("a changed child replaces itself", () => {
    const runs = table();
    runs.put([entry(2, "cnn/performance_loss", [[1, 12, 0, 11, 0]], { parent: 0, line: { tag: 1, key: "loss" } })]);
    runs.put([entry(0, "cnn", [[0, 12, 0, 101, 0]])]);
    expect(runs.get(0)?.children.length).toBe(2);
    runs.remove([1]);
    expect(runs.get(0)?.children.map(({ key }) => key)).toEqual(["loss"]);
  });

  test("what a restart replaced is counted, and its series say so", () => {
    const runs = table();
    expect([runs.get(0)?.superseded, runs.get(0)?.series.get(0)?.superseded]).toEqual([0, false]);
    runs.put([{ ...entry(0, "cnn", [[0, 11, 0, 100, 2]]), superseded: { points: 3, media: 2 } }]);
    expect([runs.get(0)?.superseded, runs.get(0)?.series.get(0)?.superseded]).toEqual([5, true]);
  });

  test("a series that did not change stays the same object", () => {
    const runs = table();
    const before = runs.get(0)?.series.get(0);
    runs.put([entry(0, "cnn", [[0, 11, 0, 100, 0]])]);
    expect(runs.get(0)?.series.get(0)).toBe(before);
  });
});

describe("a card", () => {
  const shown = (runs: RunTable) =>
    runs.list().map((run, place) => ({ run, label: run.name, stroke: strokeAt(place) }));

  test("has a line for each key of one run, told apart by colour", () => {
    const runs = table();
    const card = toCard(runs, ["performance"], shown(runs));
    expect(card?.series.map(({ run, label, source }) => [run, label, source.run])).toEqual([
      [0, "accuracy", 1],
      [0, "loss", 2],
    ]);
    expect(new Set(card?.series.map(({ stroke }) => stroke.colour)).size).toBe(2);
  });

  test("of two runs tells keys apart by dash", () => {
    const runs = table();
    runs.put([
      entry(3, "mlp", []),
      entry(4, "mlp/performance_loss", [[1, 10, 0, 9, 0]], { parent: 3, line: { tag: 1, key: "loss" } }),
    ]);
    const card = toCard(runs, ["performance"], shown(runs));
    expect(card?.series.map(({ label }) => label)).toEqual(["cnn · accuracy", "cnn · loss", "mlp · loss"]);
    expect(card?.series[1].stroke.dash).toEqual(card?.series[2].stroke.dash);
    expect(card?.series[0].stroke.colour).toBe(card?.series[1].stroke.colour);
  });

  test("of several tags: colour tells runs apart and dash the tags; of one run, colour the tags", () => {
    const runs = new RunTable();
    runs.extendTags(0, ["fit/a/loss", "fit/b/loss"]);
    const series: Entry["series"] = [
      [0, 11, 0, 100, 0],
      [1, 11, 0, 100, 0],
    ];
    runs.put([entry(0, "cnn", series), entry(1, "mlp", series)]);
    const card = toCard(runs, ["fit/a/loss", "fit/b/loss"], shown(runs));
    expect(card?.series.map(({ label }) => label)).toEqual([
      "cnn · a/loss",
      "cnn · b/loss",
      "mlp · a/loss",
      "mlp · b/loss",
    ]);
    expect(card?.series[0].stroke.colour).toBe(card?.series[1].stroke.colour);
    expect(card?.series[0].stroke.colour).not.toBe(card?.series[2].stroke.colour);
    expect(card?.series[1].stroke.dash).toEqual(card?.series[3].stroke.dash);
    expect(card?.series[0].stroke.dash).not.toEqual(card?.series[1].stroke.dash);
    const one = toCard(runs, ["fit/a/loss", "fit/b/loss"], shown(runs).slice(0, 1));
    expect(new Set(one?.series.map(({ stroke }) => stroke.colour)).size).toBe(2);
  });

  test("is the same until something in it changes", () => {
    const runs = table();
    const loss = defineCard({ kind: "names", names: ["loss"] });
    const before = cardOf(runs, loss, ["loss"], shown(runs));
    expect(before && sameCard(before, cardOf(runs, loss, ["loss"], shown(runs)) as typeof before)).toBe(true);
    runs.put([entry(0, "cnn", [[0, 12, 0, 110, 0]])]);
    expect(before && sameCard(before, cardOf(runs, loss, ["loss"], shown(runs)) as typeof before)).toBe(false);
  });
});

test("names lose what all paths share; the root run bears the logdir's name", () => {
  const runs = new RunTable();
  runs.put([entry(0, ".", []), entry(1, "exp/a/x", []), entry(2, "exp/a/y", []), entry(3, "exp/ab", [])]);
  expect([...shortNames(runs.list(), "/home/ada/logs/").values()]).toEqual(["logs", "a/x", "a/y", "ab"]);
});

test("the main metric is an evaluation loss, else a loss, else none", () => {
  const metric = (...tags: string[]) => {
    const runs = new RunTable();
    runs.extendTags(0, tags);
    runs.put([
      entry(
        0,
        "run",
        tags.map((_, tag) => [tag, 1, 0, 0, 0] as Entry["series"][number]),
      ),
    ]);
    const found = mainMetric(runs.list()[0], tags);
    return found && tags[found.tag];
  };
  expect(metric("train/loss", "val/accuracy", "val/loss")).toBe("val/loss");
  expect(metric("train_loss", "valid_loss")).toBe("valid_loss");
  expect(metric("accuracy", "loss")).toBe("loss");
  expect(metric("interval/loss_scale", "loss")).toBe("loss");
  expect(metric("accuracy")).toBeNull();
});
