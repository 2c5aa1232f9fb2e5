/**
 * The line of a group: in each bucket of the dyadic grid one value a run, its mean there, and of these the centre and the band.
 * Nothing is interpolated. Runs that log at other steps than their neighbours meet on a coarser grid.
 */
import type { GroupView } from "./groups";
import { type Line, type LineStyle, middles, type XAxis } from "./line";
import { summarise } from "./spread";
import { gridPlace, hasWholeX, type XScale } from "./xaxis";

/** A run is dense on a grid where it has a point in this share of the buckets that any run has one in, from its first to its last. */
const DENSE = 0.9;
/** The finest grid is taken on which this share of the runs is dense; else the finest on which more than half of them are. */
const ALMOST_ALL = 0.9;
/** A few sparse runs must not blur the others: at least this share of their points keep a bucket of their own. */
const LEAST_BUCKETS = 1 / 16;
const LEAST_WIDTH = 2 ** -20;

interface Grid {
  width: number;
  /** Of each line's points the number of their bucket, rising. */
  numbers: Float64Array[];
  /** The buckets in which any line has a point. */
  filled: Float64Array;
}

/** `members` are lines of one run each; `total` are those that belong to it, loaded or not. */
export function groupLine(
  style: LineStyle,
  members: Line[],
  total: number,
  view: GroupView,
  axis: XAxis,
  scale: XScale,
): Line {
  const grid = gridOf(members, axis, scale);
  const n = grid.filled.length;
  const per = members.map((line, place) => gathered(line, grid.numbers[place], grid.filled));
  const line = emptyLine(style, n, grid.width);
  const smoothed = members.some((member) => member.smoothed) ? new Float64Array(n) : null;
  const facts = { n: new Uint32Array(n), ended: new Uint32Array(n), notFinite: new Uint32Array(n) };
  for (let i = 0; i < n; i++) {
    for (const one of per) {
      if (i > one.last) facts.ended[i] += 1;
      if (one.points[i] > 0 && one.count[i] === 0) facts.notFinite[i] += 1;
      line.nan[i] += one.nan[i];
      line.positiveInfinity[i] += one.positiveInfinity[i];
      line.negativeInfinity[i] += one.negativeInfinity[i];
      line.xFirst[i] = Math.min(line.xFirst[i], one.xFirst[i]);
      line.xLast[i] = Math.max(line.xLast[i], one.xLast[i]);
    }
    const values = sortedValues(per.map(({ mean }) => mean[i]));
    facts.n[i] = line.count[i] = values.length;
    if (values.length === 0) continue;
    const raw = summarise(values, view.centre, smoothed ? "none" : view.spread);
    line.mean[i] = raw.centre;
    const drawn = smoothed ? summarise(sortedValues(per.map((one) => one.smoothed[i])), view.centre, view.spread) : raw;
    if (smoothed) smoothed[i] = drawn.centre;
    [line.min[i], line.max[i]] = [drawn.lo, drawn.hi];
  }
  const runs = new Set(members.map(({ run }) => run));
  const group = { ...facts, runs, total, spread: view.spread, behind: view.members ? behind(members, style) : [] };
  const superseded = members.reduce((sum, member) => sum + member.superseded, 0);
  return { ...line, x: middles(line.xFirst, line.xLast), smoothed, superseded, group };
}

function behind(members: Line[], { stroke }: LineStyle): Line[] {
  return members.map((member) => ({ ...member, stroke }));
}

function sortedValues(values: number[]): Float64Array {
  return Float64Array.from(values.filter(Number.isFinite)).sort();
}

function emptyLine(style: LineStyle, n: number, width: number): Line {
  const [mean, xFirst] = [new Float64Array(n).fill(Number.NaN), new Float64Array(n).fill(Number.POSITIVE_INFINITY)];
  return {
    ...style,
    n,
    width,
    superseded: 0,
    restarts: [],
    xFirst,
    xLast: new Float64Array(n).fill(Number.NEGATIVE_INFINITY),
    x: xFirst,
    mean,
    value: mean,
    min: mean.slice(),
    max: mean.slice(),
    ranged: false,
    xMin: undefined,
    xMax: undefined,
    count: new Uint32Array(n),
    nan: new Uint32Array(n),
    positiveInfinity: new Uint32Array(n),
    negativeInfinity: new Uint32Array(n),
    smoothed: null,
    spikes: new Uint8Array(n),
    bandMatters: true,
  };
}

/** What one run has in each of the filled buckets: its mean, over finite points. */
function gathered(line: Line, numbers: Float64Array, filled: Float64Array) {
  const n = filled.length;
  const ones = () => new Float64Array(n);
  const sums = { count: ones(), points: ones(), nan: ones(), positiveInfinity: ones(), negativeInfinity: ones() };
  const [mean, smoothed] = [ones(), ones()];
  const [xFirst, xLast] = [ones().fill(Number.POSITIVE_INFINITY), ones().fill(Number.NEGATIVE_INFINITY)];
  let at = 0;
  for (let i = 0; i < line.n; i++) {
    while (filled[at] < numbers[i]) at += 1;
    const finite = line.count[i];
    sums.count[at] += finite;
    sums.points[at] += finite + line.nan[i] + line.positiveInfinity[i] + line.negativeInfinity[i];
    sums.nan[at] += line.nan[i];
    sums.positiveInfinity[at] += line.positiveInfinity[i];
    sums.negativeInfinity[at] += line.negativeInfinity[i];
    xFirst[at] = Math.min(xFirst[at], line.xFirst[i]);
    xLast[at] = Math.max(xLast[at], line.xLast[i]);
    if (finite > 0) mean[at] += finite * line.mean[i];
    if (finite > 0) smoothed[at] += finite * (line.smoothed?.[i] ?? line.mean[i]);
  }
  for (let i = 0; i < n; i++) {
    mean[i] /= sums.count[i];
    smoothed[i] /= sums.count[i];
  }
  return { ...sums, mean, smoothed, xFirst, xLast, last: line.n > 0 ? at : -1 };
}

function gridOf(lines: Line[], axis: XAxis, scale: XScale): Grid {
  const places = lines.map((line) => line.x.map((x) => gridPlace(x, scale)));
  const whole = scale.kind === "linear" && hasWholeX(axis, lines);
  const width = Math.max(...lines.map((line) => line.width)) || (whole ? 1 : halfOfSpacing(places));
  const numbers = places.map((those) => those.map((place) => Math.floor(place / width)));
  const finest: Grid = { width, numbers, filled: distinct(joined(numbers).sort()) };
  const points = numbers.map((those) => those.length).sort((a, b) => a - b);
  const least = Math.max(2, points[points.length >> 1] * LEAST_BUCKETS);
  let usable: Grid | null = null;
  let grid = finest;
  while (true) {
    const { filled } = grid;
    const dense = grid.numbers.filter((those) => isDense(those, filled)).length;
    if (dense >= ALMOST_ALL * lines.length) return grid;
    if (dense > lines.length / 2) usable ??= grid;
    if (filled.length / 2 < least) return usable ?? finest;
    grid = coarser(grid);
  }
}

/** Half of what lies between two points of the run that has most. */
function halfOfSpacing(places: Float64Array[]): number {
  const spacing = Math.min(...places.map((of) => (of[of.length - 1] - of[0]) / (of.length - 1) || Infinity));
  return Number.isFinite(spacing) ? Math.max(LEAST_WIDTH, 2 ** Math.floor(Math.log2(spacing / 2))) : 1;
}

function coarser({ width, numbers, filled }: Grid): Grid {
  const half = (number: number) => Math.floor(number / 2);
  return { width: 2 * width, numbers: numbers.map((those) => those.map(half)), filled: distinct(filled.map(half)) };
}

function isDense(numbers: Float64Array, filled: Float64Array): boolean {
  if (numbers.length === 0) return true;
  const [first, last] = [filled.indexOf(numbers[0]), filled.indexOf(numbers[numbers.length - 1])];
  return distinct(numbers).length >= DENSE * (last - first + 1);
}

function joined(parts: Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function distinct(sorted: Float64Array): Float64Array {
  return sorted.filter((value, place) => place === 0 || value !== sorted[place - 1]);
}
