/** Asks for one run in full. Wraps `api.ts`. */
import { parse, request } from "../api";
import { array, nullable, number, object, string, type Valid, ValidationError, type Validator } from "./validation";

/** Any JSON but for what stands at the top: a mapping. */
type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const mapping: Validator<{ [name: string]: Json }> = (value, path) => {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as { [name: string]: Json };
  throw new ValidationError(`${path} should be an object`);
};

const kinds: Validator<Map<string, number[]>> = (value, path) => {
  const tags = array(number);
  return new Map(Object.entries(mapping(value, path)).map(([kind, ids]) => [kind, tags(ids, `${path}.${kind}`)]));
};

const runInFull = object({
  boot: string,
  seq: number,
  id: number,
  directory: nullable(string),
  files: array(object({ path: string, bytes: number, modified: number })),
  kinds,
  config: mapping,
  damage: array(object({ run: string, file: string, offset: number, length: number, reason: string })),
});

export type RunInFull = Valid<typeof runInFull>;

export async function fetchRun(id: number, signal: AbortSignal): Promise<RunInFull> {
  return parse(await request(`api/run?id=${id}`, { signal }), runInFull);
}
