/** Asks for and changes what people say about runs. Wraps `api.ts`. */
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

const changed: Validator<Record<string, Partial<Note>>> = (value) => (value ?? {}) as Record<string, Partial<Note>>;

const changeAnswer = object({ version: number, runs: notes, before: changed });

export async function fetchNotes(): Promise<{ version: number; runs: Map<string, Note> }> {
  return parse(await request("api/notes", {}), answer);
}

/** `before` undoes the change when it is sent. */
export async function changeNotes(
  runs: Record<string, Partial<Note>>,
): Promise<{ version: number; runs: Map<string, Note>; before: Record<string, Partial<Note>> }> {
  const response = await request("api/notes", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ runs }),
  });
  return parse(response, changeAnswer);
}
