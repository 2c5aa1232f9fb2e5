/**
 * Asks for exactly the points of a stretch. Buckets at its ends hold points outside it too: these are asked for again, finer, until
 * every bucket lies inside. Wraps `api.ts`.
 */
import { fetchSeries } from "../../api";
import type { AskedAxis, Buckets, Column } from "../../data/line";
import { slice } from "../../data/stretch";

type Pair = [run: number, tag: number];

const BUCKETS = 4_096;
/** A stretch of a million million points is exact after four. */
const MOST_ROUNDS = 6;
const COLUMNS: Column[] = [
  ...(["x_first", "x_last", "x_min", "x_max", "first", "last", "min", "max", "mean"] as const),
  ...(["count", "nan", "pos_inf", "neg_inf"] as const),
];

/** For each series the buckets or points that lie in [lo, hi], in parts that do not overlap. */
export async function fetchStretch(
  series: Pair[],
  x: AskedAxis,
  lo: number,
  hi: number,
  signal: AbortSignal,
  rounds = MOST_ROUNDS,
): Promise<Buckets[][]> {
  if (series.length === 0) return [];
  const answers = await ask(series, x, lo, hi, signal);
  const found = answers.map((answer) => [insideOf(answer, lo, hi)]);
  if (rounds <= 1) return found;
  for (const end of ["left", "right"] as const) {
    const cut = answers.map((answer) => cutAt(answer, end, lo, hi));
    const places = cut.flatMap((stretch, place) => (stretch ? [place] : []));
    const from = Math.min(...cut.map((stretch) => stretch?.[0] ?? Number.POSITIVE_INFINITY));
    const to = Math.max(...cut.map((stretch) => stretch?.[1] ?? Number.NEGATIVE_INFINITY));
    const finer = await fetchStretch(
      places.map((place) => series[place]),
      x,
      from,
      to,
      signal,
      rounds - 1,
    );
    finer.forEach((parts, i) => {
      found[places[i]].push(...parts);
    });
  }
  return found;
}

/** The points at `x`, and the nearest one on either side. */
export function fetchAt(series: Pair[], x: AskedAxis, at: number, signal: AbortSignal): Promise<Buckets[]> {
  return ask(series, x, at, at, signal);
}

async function ask(series: Pair[], x: AskedAxis, lo: number, hi: number, signal: AbortSignal): Promise<Buckets[]> {
  const plain = { scale: "linear", threshold: 1, median: null } as const;
  return (await fetchSeries({ x, lo, hi, pixels: BUCKETS, series, columns: COLUMNS, ...plain }, signal)).series;
}

function ends(buckets: Buckets, i: number): [number, number] {
  const first = buckets.x_first?.[i] ?? Number.NaN;
  return [first, buckets.x_last?.[i] ?? first];
}

function insideOf(buckets: Buckets, lo: number, hi: number): Buckets {
  let from = 0;
  while (from < buckets.n && ends(buckets, from)[0] < lo) from += 1;
  let to = buckets.n;
  while (to > from && ends(buckets, to - 1)[1] > hi) to -= 1;
  return slice(buckets, from, to);
}

/** What of the bucket over one end of the stretch lies in it. */
function cutAt(buckets: Buckets, end: "left" | "right", lo: number, hi: number): [number, number] | null {
  for (let i = 0; i < buckets.n; i++) {
    const [first, last] = ends(buckets, i);
    if (end === "left" && first < lo && last >= lo) return [lo, Math.min(last, hi)];
    if (end === "right" && first >= lo && first <= hi && last > hi) return [first, hi];
  }
  return null;
}
