/** Asks what runs were started with. Wraps `api.ts`. */
import { parse, request } from "../api";
import { array, boolean, nullable, number, object, string, type Valid, type Validator } from "./validation";

const logged: Validator<number | string | boolean | null> = (value, path) =>
  value === null || typeof value === "boolean" || typeof value === "number" ? value : string(value, path);

const values: Validator<Map<string, number | string | boolean | null>> = (value, path) => {
  const fields = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return new Map(fields.map(([name, field]) => [name, logged(field, `${path}.${name}`)]));
};

const hparamsAnswer = object({
  boot: string,
  seq: number,
  reload: boolean,
  runs: array(
    object({
      id: number,
      hparams: values,
      config: values,
      session: nullable(object({ status: string, group: string, start: nullable(number), end: nullable(number) })),
    }),
  ),
});

export type HParamsAnswer = Valid<typeof hparamsAnswer>;

/** Of all runs, or of those that logged more after the cursor `since`. */
export async function fetchHParams(since: string | null, signal: AbortSignal): Promise<HParamsAnswer> {
  const query = since === null ? "" : `?since=${encodeURIComponent(since)}`;
  return parse(await request(`api/hparams${query}`, { signal }), hparamsAnswer);
}
