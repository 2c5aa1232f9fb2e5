import { describe, expect, test } from "vitest";
import type { Column, HParams, Value } from "../src/data/columns";
import { groupsCsv } from "../src/data/groupfile";
import { groupLine } from "../src/data/grouplines";
import {
  allBut,
  DEFAULT_GROUPS,
  exceptOf,
  groupingOf,
  groupRuns,
  partOfName,
  patternOf,
  readGroups,
  writeGroups,
} from "../src/data/groups";
import { type Line, toLine } from "../src/data/line";
import type { Run } from "../src/data/runs";
import { NO_SMOOTHING } from "../src/data/smoothed";
import type { Buckets } from "../src/frame";

const STYLE = { run: -1, label: "lr=0.1", stroke: { colour: "#123456", dash: [] } };
const LINEAR = { kind: "linear", threshold: 1 } as const;
const RANGE = { ...DEFAULT_GROUPS, spread: "range" } as const;

function lineOf(x: number[], values: number[], run = 0, width = 0, weight = 0): Line {
  const places = Float64Array.from(x);
  const finite = Float64Array.from(values, (value) => (Number.isFinite(value) ? value : Number.NaN));
  const buckets: Buckets = {
    ...{
      run,
      tag: 0,
      n: x.length,
      points: x.length,
      superseded: 0,
      restarts: [],
      width,
      x_first: places,
      x_last: places,
    },
    mean: finite,
    count: Uint32Array.from(values, (value) => Number(Number.isFinite(value))),
    nan: Uint32Array.from(values, (value) => Number(Number.isNaN(value))),
  };
  return toLine({ run, label: `run ${run}`, stroke: { colour: "#654321", dash: [] } }, buckets, {
    ...NO_SMOOTHING,
    weight,
  });
}

const every = (spacing: number, upTo: number, value: number, run = 0) => {
  const x = Array.from({ length: Math.floor(upTo / spacing) + 1 }, (_, i) => i * spacing);
  return lineOf(
    x,
    x.map(() => value),
    run,
  );
};

function made(members: Line[], total = members.length, view = RANGE as typeof DEFAULT_GROUPS) {
  const line = groupLine(STYLE, members, total, view, "step", LINEAR);
  if (!line.group) throw new Error("no group");
  return { ...line, group: line.group };
}

describe("the line of a group", () => {
  test("of runs with the same steps is exact at each step", () => {
    const line = made([lineOf([0, 10, 20], [1, 2, 3]), lineOf([0, 10, 20], [3, 4, 8], 1)]);
    expect([...line.x]).toEqual([0, 10, 20]);
    expect([...line.mean]).toEqual([2, 3, 5.5]);
    expect([...line.min]).toEqual([1, 2, 3]);
    expect([...line.max]).toEqual([3, 4, 8]);
    expect([line.width, [...line.group.n]]).toEqual([1, [2, 2, 2]]);
  });

  test("of runs with other steps takes the finest grid on which both have a point in almost every bucket", () => {
    const line = made([every(10, 1000, 1), every(7, 1000, 3, 1)]);
    expect(line.width).toBe(16);
    expect(new Set(line.mean)).toEqual(new Set([2]));
    expect(Math.min(...line.group.n)).toBe(2);
  });

  test("does not interpolate: a bucket has the mean of its points, weighted by how many they are", () => {
    const bucketed = lineOf([0, 4, 8, 12], [1, 2, 3, 4], 0, 4);
    const points = lineOf([1, 2, 3, 9, 13], [10, 20, 30, 40, 50], 1);
    const line = made([bucketed, points]);
    expect(line.width).toBe(8);
    expect([...line.mean]).toEqual([(1.5 + 20) / 2, (3.5 + 45) / 2]);
  });

  test("a few sparse runs do not blur the others, and are counted where they are", () => {
    const line = made([0, 1, 2, 3].map((run) => every(1, 1000, 1, run)).concat(every(500, 1000, 6, 4)));
    expect(line.width).toBe(1);
    expect([...line.group.n].filter((n) => n === 5)).toHaveLength(3);
    expect(line.mean[500]).toBe(2);
    expect(line.mean[501]).toBe(1);
  });

  test("a run that ended early leaves the group from there", () => {
    const line = made([lineOf([0, 1, 2, 3], [1, 1, 1, 1]), lineOf([0, 1], [3, 3], 1)]);
    expect([...line.mean]).toEqual([2, 2, 1, 1]);
    expect([...line.group.n]).toEqual([2, 2, 1, 1]);
    expect([...line.group.ended]).toEqual([0, 0, 1, 1]);
    expect([line.min[3], line.max[3]]).toEqual([1, 1]);
  });

  test("values that are not finite are left out, counted and marked", () => {
    const line = made([lineOf([0, 1, 2], [1, Number.NaN, Number.NaN]), lineOf([0, 1, 2], [3, 3, Number.NaN], 1)]);
    expect([...line.mean]).toEqual([2, 3, Number.NaN]);
    expect([...line.count]).toEqual([2, 1, 0]);
    expect([...line.group.notFinite]).toEqual([0, 1, 2]);
    expect([...line.nan]).toEqual([0, 1, 2]);
  });

  test("where smoothing is on, line and band are of the smoothed runs", () => {
    const members = [lineOf([0, 1, 2], [1, 2, 9], 0, 0, 0.6), lineOf([0, 1, 2], [3, 2, 1], 1, 0, 0.6)];
    const line = made(members);
    members[0].smoothed?.forEach((value, i) => {
      const other = members[1].smoothed?.[i] ?? Number.NaN;
      expect(line.smoothed?.[i]).toBeCloseTo((value + other) / 2, 12);
      expect([line.min[i], line.max[i]]).toEqual([Math.min(value, other), Math.max(value, other)]);
    });
    expect([...line.value]).toEqual([2, 2, 5]);
  });

  test("times are no steps: the grid is as fine as the runs are", () => {
    const jitter = (run: number) => Array.from({ length: 50 }, (_, i) => i + 0.1 * run);
    const members = [0, 1, 2].map((run) =>
      lineOf(
        jitter(run),
        jitter(run).map(() => run),
        run,
      ),
    );
    const line = groupLine(STYLE, members, 3, RANGE, "relative", LINEAR);
    expect(line.width).toBe(0.5);
    expect(line.n).toBe(50);
    expect(new Set(line.mean)).toEqual(new Set([1]));
  });

  test("a logarithmic axis has buckets of doublings", () => {
    const x = [1, 2, 4, 8, 16];
    const bucketed = lineOf(x, [1, 2, 3, 4, 5], 0, 1);
    const points = lineOf([1.5, 3, 5, 9, 17, 31], [3, 4, 5, 6, 7, 9], 1);
    const line = groupLine(STYLE, [bucketed, points], 2, RANGE, "step", { kind: "log", threshold: 1 });
    expect(line.width).toBe(1);
    expect([...line.mean]).toEqual([2, 3, 4, 5, 6.5]);
  });

  test("is written with n, centre and band", () => {
    const line = made([lineOf([0, 1, 2], [1, 2, 3]), lineOf([0, 1], [3, 4], 1)], 3);
    const rows = groupsCsv([line], "step", RANGE).trimEnd().split("\r\n");
    expect(rows[0]).toBe("group,step_first,step_last,n,runs,mean,lo,hi,band");
    expect(rows[1]).toBe("lr=0.1,0,0,2,3,2,1,3,range");
    expect(rows[3]).toBe("lr=0.1,2,2,1,3,3,,,");
  });
});

const runs = ["lr1/seed0", "lr1/seed1", "lr2/seed0", "other"].map((name, id) => ({ id, name }) as Run);
const logged: Record<string, Value>[] = [
  { lr: 0.1, seed: 0, depth: 4 },
  { lr: 0.1, seed: 1, depth: 4 },
  { lr: 0.03, seed: 0, depth: 4 },
];
const hparams = new Map(
  logged.map((of, id): [number, HParams] => [
    id,
    { hparams: new Map(Object.entries(of)), config: new Map(), session: null },
  ]),
);
const lr: Column = {
  ...{ key: "hparam.lr", name: "lr", kind: "hparam", statistic: null, type: "number" },
  value: (run) => hparams.get(run.id)?.hparams.get("lr") ?? null,
};

function groups(by: string | null) {
  const grouping = groupingOf(by, new Map([[lr.key, lr]]), runs, hparams);
  return grouping && groupRuns(runs, grouping).map((group) => [group.label, group.runs.map(({ id }) => id)]);
}

describe("runs are grouped", () => {
  test("by a column, those without a value last", () => {
    expect(groups("hparam.lr")).toEqual([
      ["lr=0.03", [2]],
      ["lr=0.1", [0, 1]],
      ["lr=–", [3]],
    ]);
    expect(groups(null)).toBeNull();
    expect(groups("hparam.gone")).toBeNull();
  });

  test("by every hyperparameter but some, told apart by what differs", () => {
    expect(groups(allBut(["seed"]))).toEqual([
      ["lr=0.03", [2]],
      ["lr=0.1", [0, 1]],
      ["–", [3]],
    ]);
    expect(exceptOf(allBut(["seed", "a,b"]))).toEqual(["seed", "a,b"]);
  });

  test("by a part of the name: what is captured, or all that matches", () => {
    expect(groups(partOfName("^(.+)/seed"))?.map(([label]) => label)).toEqual(["lr1", "lr2", "–"]);
    expect(groups(partOfName("lr\\d"))?.map(([label]) => label)).toEqual(["lr1", "lr2", "–"]);
    expect(groups(partOfName("("))).toBeNull();
    expect(patternOf(partOfName("a"))).toBe("a");
  });

  test("and stand in the address", () => {
    for (const view of [
      DEFAULT_GROUPS,
      { by: allBut(["seed"]), centre: "median", spread: "ci", members: true } as const,
    ])
      expect(readGroups(new Map(writeGroups(view)))).toEqual(view);
    expect(readGroups(new Map([["spread", "wide"]]))).toEqual(DEFAULT_GROUPS);
  });
});
