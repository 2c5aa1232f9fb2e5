/** Asks what people say about runs. Wraps `api.ts`. */
import { parse, request } from "../api";
import { array, boolean, nullable, number, object, string, type Valid, type Validator } from "./validation";

const note = object({
  name: nullable(string),
  note: nullable(string),
  labels: nullable(array(string)),
  star: nullable(boolean),
  hidden: nullable(boolean),
  colour: nullable(string),
});

type Note = Valid<typeof note>;

const notes: Validator<Map<string, Note>> = (value, path) => {
  const runs = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return new Map(runs.map(([run, fields]) => [run, note(fields, `${path}.${run}`)]));
};

const answer = object({ version: number, runs: notes });

export async function fetchNotes(): Promise<{ version: number; runs: Map<string, Note> }> {
  return parse(await request("api/notes", {}), answer);
}
