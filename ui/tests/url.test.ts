import { expect, test } from "vitest";
import { defineCard } from "../src/data/cards";
import { DEFAULT_SETTINGS } from "../src/data/settings";
import { DEFAULT_VIEW, fromFragment, toFragment, type View } from "../src/data/url";

test("the default view needs no words", () => {
  expect(toFragment(DEFAULT_VIEW)).toBe("");
  expect(fromFragment("")).toEqual(DEFAULT_VIEW);
});

test("there and back", () => {
  const view: View = {
    tab: "hparams",
    settings: {
      ...DEFAULT_SETTINGS,
      x: "tag:tokens, all",
      xScale: "log",
      window: 120.5,
      yScale: "log",
      yRange: [null, 2],
      form: "steps",
      band: false,
      superseded: true,
    },
    cards: [
      defineCard({ kind: "names", names: ["train/loss", "val/loss; a|b, c:d"] }, { title: "Both" }),
      defineCard({ kind: "pattern", pattern: "grad\\d+|x,y" }, { settings: { yScale: "symlog" } }),
      defineCard({ kind: "margins", margins: [{ value: "v", lower: "l", upper: "u" }] }),
    ],
    arrangement: {
      asLogged: true,
      order: ["val", "+1"],
      sections: [{ name: "+1", title: "Mine & yours", cards: ["a/b, c", "val/loss"] }],
      widths: { "train/loss": 2 },
      hidden: ["lr"],
    },
    values: { card: "a:b, c", part: "stretch" },
    tooltip: { order: "name", rows: "1" },
    stretch: { axis: "step", lo: -3, hi: 1e6 },
    zoom: { axis: "relative", lo: 12.25, hi: 99 },
    pin: { axis: "tag:tokens, all", x: 7e-5 },
    tagFilter: "loss & more=1 #2",
    runFilter: "/seed\\d+$/",
    show: ["a/b", "with, comma", "back\\slash", "läuft 运行"],
    hide: [],
    starredFirst: true,
    hiddenToo: true,
    pinnedCards: ["train/loss"],
    fullScreen: "val/loss, a & b",
    opened: ["system"],
    closed: ["/"],
    table: {
      open: true,
      columns: ["hparam.lr", 'metric["val/loss, x"].min'],
      orders: [
        { key: "hparam.lr", descending: true },
        { key: "run.age", descending: false },
      ],
      tree: true,
    },
    scatters: [
      {
        id: "scatter1",
        scatter: {
          x: "hparam.lr",
          y: 'metric["val/loss"].min',
          logX: true,
          logY: false,
          trend: false,
          front: ["min", "max"],
        },
        steps: true,
        colour: "step",
      },
    ],
    groups: { by: "config.seed", centre: "median", spread: "ci", members: true },
    expanded: ["sweep/a"],
    collapsed: ["sweep", "with, comma"],
    list: { value: 'metric["val/loss"].min', order: "least" },
    panel: { run: "a/b & c", section: "configuration", against: ["with, comma", "d"], alike: true },
    media: {
      kind: "image",
      brightness: 1.25,
      contrast: 0.5,
      actual: true,
      comparison: "difference",
      raw: true,
      textChanges: "run",
      compared: ["a;b, c", "back\\slash"],
    },
    hparams: {
      axes: [
        { key: "hparam.lr", scale: "log" },
        { key: 'metric["val/loss"].min', scale: null },
      ],
      brushes: [
        { key: "hparam.lr", kind: "range", lo: 1e-5, hi: 0.25 },
        { key: "hparam.optimizer", kind: "names", names: ["adam, fused", "sgd"] },
        { key: "hparam.warmup", kind: "none" },
      ],
      colour: "run",
      part: "scatter",
      sort: { key: "hparam.lr", descending: true },
      scatter: {
        x: "hparam.lr",
        y: 'metric["val/loss"].last',
        logX: true,
        logY: false,
        trend: false,
        front: ["min", "max"],
      },
    },
  };
  expect(fromFragment(`#${toFragment(view)}`)).toEqual(view);
});

test("names stay readable", () => {
  expect(toFragment({ ...DEFAULT_VIEW, show: ["sweep/lr 3e-4", "b"] })).toBe("show=sweep/lr+3e-4,b");
});

test("nonsense is the default", () => {
  const view = fromFragment("tab=nowhere&x=up&smooth=-3&zoom=step,5,5&pin=step&y=cubic&%E0%A4%A=1&&=&hparams=[1&");
  expect(view).toEqual(DEFAULT_VIEW);
});
