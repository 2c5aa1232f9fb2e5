/** The points of media series and what each holds; where the bytes of a sample are. Wraps `api.ts`. */
import { parse, request } from "../api";
import { array, float, nullable, number, object, string, type Valid } from "./validation";

const mediaAnswer = object({
  boot: string,
  seq: number,
  series: array(
    object({
      run: number,
      tag: number,
      kind: nullable(string),
      description: string,
      superseded: number,
      steps: array(number),
      wall_times: array(float),
      refs: array(string),
    }),
  ),
});

const sample = object({ type: nullable(string), bytes: number, width: nullable(number), height: nullable(number) });

const samplesAnswer = object({
  boot: string,
  points: array(object({ samples: array(sample), status: number, error: nullable(string) })),
});

export type MediaAnswer = Valid<typeof mediaAnswer>;
/** One picture of a point, as its bytes say. `type` is `null` where they are no picture. */
export type Sample = Valid<typeof sample>;
export type Held = Valid<typeof samplesAnswer>["points"][number];

/** As many references as the server answers at once. */
export const MOST_REFERENCES = 200;

const post = (body: object): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

export async function fetchMedia(series: [run: number, tag: number][]): Promise<MediaAnswer> {
  return parse(await request("api/media", post({ series })), mediaAnswer);
}

export async function fetchSamples(refs: string[]): Promise<Held[]> {
  return (await parse(await request("api/media/samples", post({ refs })), samplesAnswer)).points;
}

const textAnswer = object({ boot: string, shape: array(number), values: array(string) });

/** A tensor of strings in row-major order; most are one string. */
export interface Text {
  shape: number[];
  values: string[];
}

export async function fetchText(ref: string): Promise<Text> {
  return parse(await request(`api/media/text?ref=${encodeURIComponent(ref)}`, {}), textAnswer);
}

export function blobAddress(ref: string, sample: number): string {
  return `api/media/blob?ref=${encodeURIComponent(ref)}&sample=${sample}`;
}
