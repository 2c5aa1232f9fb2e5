/** Asks for and changes what people say about runs. Wraps `api.ts`. */
import { parse, request } from "../api";
import type { Note } from "../data/notes";
import { array, boolean, number, object, string, type Validator } from "./validation";

const optional =
  <T>(inner: Validator<T>): Validator<T | null> =>
  (value, path) =>
    value === null || value === undefined ? null : inner(value, path);

const note = object({
  name: optional(string),
  note: optional(string),
  labels: optional(array(string)),
  star: optional(boolean),
  hidden: optional(boolean),
  colour: optional(string),
});

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
