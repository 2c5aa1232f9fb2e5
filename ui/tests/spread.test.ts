import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SPREADS } from "../src/data/groups";
import { ALL_RESAMPLES_UNTIL, summarise } from "../src/data/spread";

interface Figures {
  values: number[];
  mean: number;
  median: number;
  sd: number | null;
  se: number | null;
  ci: [number, number] | null;
  scipy_ci: [number, number] | null;
}

/** By numpy and scipy: tests/figures/spread.py. */
const all: Figures[] = JSON.parse(readFileSync(new URL("figures/spread.json", import.meta.url), "utf8"));

describe.each(all)("of $values.length values", ({ values, mean, median, sd, se, ci, scipy_ci: scipy }) => {
  const sorted = Float64Array.from(values);

  test("mean and median are numpy's", () => {
    expect(summarise(sorted, "mean", "none").centre).toBeCloseTo(mean, 12);
    expect(summarise(sorted, "median", "none").centre).toBeCloseTo(median, 12);
  });

  test("the range is from the least to the greatest", () => {
    expect(summarise(sorted, "mean", "range")).toMatchObject({ lo: values[0], hi: values[values.length - 1] });
  });

  test("standard deviation and standard error are about the mean, also beside a median", () => {
    for (const [spread, half] of [
      ["sd", sd],
      ["se", se],
    ] as const) {
      const { lo, hi, centre } = summarise(sorted, "median", spread);
      expect(centre).toBeCloseTo(median, 12);
      expect(lo).toBeCloseTo(half === null ? median : mean - half, 12);
      expect(hi).toBeCloseTo(half === null ? median : mean + half, 12);
    }
  });

  test("the bootstrap interval is numpy's of the same resamples, and near scipy's of many others", () => {
    const { lo, hi } = summarise(sorted, "mean", "ci");
    if (!ci || !scipy) {
      expect([lo, hi]).toEqual([mean, mean]);
      return;
    }
    expect(lo).toBeCloseTo(ci[0], 12);
    expect(hi).toBeCloseTo(ci[1], 12);
    const near = values.length <= ALL_RESAMPLES_UNTIL ? 1e-9 : 0.1 * (scipy[1] - scipy[0]);
    expect(Math.abs(lo - scipy[0])).toBeLessThan(near);
    expect(Math.abs(hi - scipy[1])).toBeLessThan(near);
  });
});

test("one value has no band, whatever is asked", () => {
  for (const spread of SPREADS)
    expect(summarise(Float64Array.of(3), "mean", spread)).toEqual({ centre: 3, lo: 3, hi: 3 });
});
