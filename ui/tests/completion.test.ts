import { describe, expect, it } from "vitest";
import { type Column, keyOf } from "../src/data/columns";
import { complete, type Known } from "../src/data/completion";
import type { Statistic } from "../src/data/metrics";

const column = (kind: Column["kind"], name: string, statistic: Statistic | null = null): Column => ({
  key: keyOf(kind, name, statistic ?? "last"),
  name,
  kind,
  statistic,
  type: "number",
  value: () => null,
});
const KNOWN: Known = {
  columns: [
    column("run", "age"),
    column("hparam", "lr"),
    column("hparam", "seed"),
    column("hparam", "drop out"),
    column("config", "model.lr"),
    column("config", "seed"),
    ...(["last", "min", "max", "mean"] as const).map((statistic) => column("metric", "val/loss", statistic)),
  ],
  labels: ["paper", "to keep"],
};
const texts = (text: string, asked = false) =>
  complete(text, text.length, KNOWN, asked)?.options.map((one) => one.text) ?? null;

describe("completion of a filter", () => {
  it("offers names that begin with what may still be part of a run's name", () => {
    expect(texts("l")).toEqual(["lr", "label:paper", 'label:"to keep"']);
    expect(texts("lo")).toBe(null);
    expect(texts("seed1")).toBe(null);
    expect(texts("")).toBe(null);
    expect(texts("sweep l")).toBe(null);
  });

  it("offers names anywhere in an expression, beginning first; a bare name where it means that column", () => {
    expect(texts("seed = 1 and l")).toEqual(["lr", "val/loss", "model.lr", "label:paper", 'label:"to keep"']);
    expect(texts("lr < 1 and see")).toEqual(["seed", "config.seed"]);
    expect(texts("lr < 1 and dro")).toEqual(['hparam["drop out"]']);
  });

  it("says of which column an option is", () => {
    expect(complete("lr < se", 7, KNOWN)).toEqual({
      from: 5,
      to: 7,
      options: [
        { text: "seed", key: "hparam.seed", kind: "hparam" },
        { text: "config.seed", key: "config.seed", kind: "config" },
      ],
    });
  });

  it("offers the statistics of a metric by its key", () => {
    const keys = ["last", "min", "max", "mean"].map((statistic) => `metric["val/loss"].${statistic}`);
    expect(texts("metric.val")).toEqual(keys);
    expect(texts('metric["val/loss"].m')).toEqual(keys.slice(1));
  });

  it("offers comparisons after a name that is known, then words", () => {
    expect(texts("lr ")).toEqual(["<", "<=", ">", ">=", "=", "!=", "~", "and", "or"]);
    expect(texts("nobody ")).toBe(null);
    expect(texts("lr < 1 a")).toEqual(["and"]);
    expect(texts("lr < ")).toBe(null);
  });

  it("offers labels", () => {
    expect(texts("label:")).toEqual(["label:paper", 'label:"to keep"']);
    expect(texts("not label:ke")).toEqual(['label:"to keep"']);
    expect(texts("label:paper")).toBe(null);
  });

  it("offers everything where a key asks for it", () => {
    expect(texts("", true)).toContain("lr");
    expect(texts("", true)).toContain("not");
  });
});
