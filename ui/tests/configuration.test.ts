import { describe, expect, it } from "vitest";
import { diffRows } from "../src/data/configdiff";
import { configText, toFlags, toYaml } from "../src/data/configfile";
import { combined, flat, type Logged, matchingNodes, nested, toTree } from "../src/data/configuration";

const CONFIG: { [name: string]: Logged } = {
  lr: 0.001,
  model: { name: "gpt", layers: [2, 2], empty: {}, blocks: [{ width: 64 }, { width: 128 }] },
  note: "no: really",
  tiny: 1e-7,
  nothing: null,
};

describe("a configuration", () => {
  it("is a tree in the order in which it was logged; plain lists are values", () => {
    const tree = toTree(CONFIG);
    expect(tree.map((node) => node.name)).toEqual(["lr", "model", "note", "tiny", "nothing"]);
    expect(tree[1].nodes.map(({ name, value }) => [name, value])).toEqual([
      ["name", "gpt"],
      ["layers", [2, 2]],
      ["empty", {}],
      ["blocks", undefined],
    ]);
    expect(tree[1].nodes[3].nodes[1].nodes[0].path).toBe("model.blocks.1.width");
  });

  it("is one value a path", () => {
    expect([...flat(CONFIG).keys()]).toEqual([
      "lr",
      "model.name",
      "model.layers",
      "model.empty",
      "model.blocks.0.width",
      "model.blocks.1.width",
      "note",
      "tiny",
      "nothing",
    ]);
  });

  it("is filtered by path and value; a node that matches keeps all that is in it", () => {
    const by = (word: string) => [...flat(pruned(matchingNodes(toTree(CONFIG), (text) => text.includes(word)))).keys()];
    expect(by("gpt")).toEqual(["model.name"]);
    expect(by("blocks")).toEqual(["model.blocks.0.width", "model.blocks.1.width"]);
    expect(by("nowhere")).toEqual([]);
  });

  it("nests hyperparameters by slashes, unless a value stands in the way", () => {
    const of = (...pairs: [string, Logged][]) => nested(new Map(pairs));
    expect(of(["opt/name", "adam"], ["opt/lr", 1], ["seed", 0])).toEqual({ opt: { lr: 1, name: "adam" }, seed: 0 });
    expect(of(["a", 1], ["a/b", 2], ["/c", 3], ["d/", 4])).toEqual({ a: 1, "a/b": 2, "/c": 3, "d/": 4 });
  });

  it("joins hyperparameters and configuration; configuration has the last word", () => {
    expect(combined({ lr: 1, opt: { name: "a", eps: 2 } }, { lr: 3, opt: { name: "b" } })).toEqual({
      lr: 3,
      opt: { name: "b", eps: 2 },
    });
  });
});

describe("what is taken elsewhere", () => {
  it("is YAML whose words and numbers cannot be mistaken", () => {
    expect(toYaml(CONFIG)).toBe(
      [
        "lr: 0.001",
        "model:",
        "  name: gpt",
        "  layers: [2, 2]",
        "  empty: {}",
        "  blocks:",
        "    - width: 64",
        "    - width: 128",
        'note: "no: really"',
        "tiny: 1.0e-7",
        "nothing: null",
        "",
      ].join("\n"),
    );
    expect(toYaml({ no: "yes", n: "1", multi: "a\nb" })).toBe('"no": "yes"\n"n": "1"\nmulti: "a\\nb"\n');
    expect(toYaml({})).toBe("{}\n");
  });

  it("is flags that a shell takes apart again", () => {
    expect(toFlags({ lr: 0.1, model: { layers: [2, 2] }, name: "it's", ok: true })).toBe(
      "--lr=0.1 --model.layers='[2,2]' --name='it'\\''s' --ok=true",
    );
  });

  it("is JSON that reads back", () => {
    expect(JSON.parse(configText(CONFIG, "json"))).toEqual(CONFIG);
  });
});

describe("a comparison", () => {
  const rows = diffRows([
    flat(CONFIG),
    flat({ lr: 0.01, model: { name: "gpt", layers: [2, 2], drop: 0.1 }, extra: 1 }),
  ]);
  const changes = Object.fromEntries(rows.map((row) => [row.path, row.changes[1]]));

  it("says of each value what became of it", () => {
    expect(changes).toMatchObject({
      lr: "changed",
      "model.name": "same",
      "model.layers": "same",
      "model.drop": "added",
      note: "removed",
      extra: "added",
    });
  });

  it("puts what is new beside what it belongs to", () => {
    const paths = rows.map((row) => row.path);
    expect(paths[paths.indexOf("model.drop") - 1]).toBe("model.blocks.1.width");
    expect(paths.at(-1)).toBe("extra");
  });

  it("takes several runs, each against the first", () => {
    const [row] = diffRows([new Map([["a", 1]]), new Map([["a", 1]]), new Map([["a", 2]]), new Map()]);
    expect(row.changes).toEqual(["same", "same", "changed", "removed"]);
    expect(row.differs).toBe(true);
  });

  it("finds mappings equal whatever the order of their keys, and 1 other than true", () => {
    const of = (value: Logged) => new Map([["a", value]]);
    expect(diffRows([of([{ x: 1, y: 2 }]), of([{ y: 2, x: 1 }])])[0].differs).toBe(false);
    expect(diffRows([of(1), of(true)])[0].differs).toBe(true);
    expect(diffRows([of(null), new Map()])[0].changes[1]).toBe("removed");
  });
});

/** Nodes as the mapping that they were made of. */
function pruned(nodes: ReturnType<typeof toTree>): { [name: string]: Logged } {
  return Object.fromEntries(
    nodes.map(({ name, value, nodes: inner }) => [name, value === undefined ? pruned(inner) : value]),
  );
}
