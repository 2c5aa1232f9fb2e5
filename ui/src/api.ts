/**
 * Asks the board's server; every answer is parsed here, at the door. The only place that fetches, together with
 * `api/changes.ts`. Addresses are relative, so that the page works behind a path prefix. Wraps `frame.ts`.
 */
import type { Embedded } from "./api/embedded";
import {
  array,
  float,
  nullable,
  number,
  object,
  string,
  tuple,
  type Valid,
  type Validator,
  withDefault,
} from "./api/validation";
import { type AskedAxis, type Column, decodeFrame, type Frame } from "./frame";

const progress = object({
  state: string,
  files: nullable(number),
  files_total: nullable(number),
  points: nullable(number),
});

/** What a restart replaced: points of scalars, and all else. */
const superseded = object({ points: number, media: number });

/** tag id, points, first step, last step, flags */
const seriesEntry = tuple<[number, number, number, number, number]>(number, number, number, number, number);

/** tag id, kind, points, first step, last step */
const mediaEntry = tuple<[number, string, number, number, number]>(number, string, number, number, number);

export const runEntry = object({
  id: number,
  name: string,
  first_wall: nullable(number),
  last_wall: nullable(number),
  damage: number,
  superseded: nullable(superseded),
  fold: nullable(object({ parent: number, line: nullable(object({ tag: number, key: string })) })),
  series: array(seriesEntry),
  media: withDefault(array(mediaEntry), []),
});

const runsAnswer = object({
  boot: string,
  seq: number,
  logdir: string,
  progress,
  damaged: number,
  tags: array(string),
  total: number,
  offset: number,
  runs: array(runEntry),
});

const statisticsAnswer = object({
  boot: string,
  points: array(number),
  last: array(float),
  min: array(float),
  max: array(float),
  mean: array(float),
});

const damageAnswer = object({
  damage: array(object({ run: string, file: string, offset: number, length: number, reason: string })),
  superseded: array(object({ run: string, points: number, media: number })),
});

const nearbyAnswer = object({ folders: array(string) });

export type Progress = Valid<typeof progress>;
export type StatisticsAnswer = Valid<typeof statisticsAnswer>;
export type RunEntry = Valid<typeof runEntry>;
export type RunsAnswer = Valid<typeof runsAnswer>;
export type DamageAnswer = Valid<typeof damageAnswer>;
export { progress as progressValidator };

export interface SeriesRequest {
  x: AskedAxis;
  lo: number | null;
  hi: number | null;
  pixels: number | null;
  series: [run: number, tag: number][];
  columns: Column[];
  scale: "linear" | "log" | "symlog";
  /** Where `symlog` stops being linear. */
  threshold: number;
  /** How far the running median reaches to either side; `null` asks for none. */
  median: number | null;
  /** The points that a restart replaced, instead of those that are shown. */
  superseded?: boolean;
}

/** The server refused or could not be reached; the message is a sentence for the user. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Where this page was saved as a file: what is in it. */
export let embedded: Embedded | null = null;

/** Before anything is asked. */
export async function readEmbedded(): Promise<void> {
  if (document.getElementById("runchart-answers")) embedded = (await import("./api/embedded")).Embedded.here();
}

export async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await (embedded ? embedded.answer(path, init) : fetch(path, init));
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError("The server does not answer.", null, { cause });
  }
  if (!response.ok) throw new ApiError(await errorSentence(response), response.status);
  return response;
}

async function errorSentence(response: Response): Promise<string> {
  try {
    return object({ error: string })(await response.json(), "answer").error;
  } catch {
    return `The server answered ${response.status} ${response.statusText}.`;
  }
}

export async function parse<T>(response: Response, validator: Validator<T>): Promise<T> {
  return validator(await response.json(), "answer");
}

export async function fetchRuns(offset: number, signal: AbortSignal): Promise<RunsAnswer> {
  return parse(await request(`api/runs?offset=${offset}&limit=1000`, { signal }), runsAnswer);
}

export async function fetchDamage(signal: AbortSignal): Promise<DamageAnswer> {
  return parse(await request("api/damage", { signal }), damageAnswer);
}

export async function fetchNearby(signal: AbortSignal): Promise<string[]> {
  return (await parse(await request("api/nearby", { signal }), nearbyAnswer)).folders;
}

export async function fetchSeries(body: SeriesRequest, signal: AbortSignal): Promise<Frame> {
  const response = await request("api/series", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  return decodeFrame(await response.arrayBuffer());
}

export async function fetchStatistics(
  series: [run: number, tag: number][],
  signal: AbortSignal,
): Promise<StatisticsAnswer> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ series }) };
  return parse(await request("api/statistics", { ...init, signal }), statisticsAnswer);
}
