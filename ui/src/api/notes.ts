/** Asks what people say about runs, and changes it. Wraps `api.ts`. */
import { parse, request } from "../api";
import { array, boolean, nullable, number, object, string, type Valid, type Validator } from "./validation";

const FIELDS = {
  name: nullable(string),
  note: nullable(string),
  labels: nullable(array(string)),
  star: nullable(boolean),
  hidden: nullable(boolean),
  colour: nullable(string),
};

const note = object(FIELDS);

type Note = Valid<typeof note>;
type NoteChange = Partial<Note>;

function byRun<T>(inner: Validator<T>): Validator<[run: string, fields: T][]> {
  return (value, path) => {
    const runs = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return runs.map(([run, fields]) => [run, inner(fields, `${path}.${run}`)]);
  };
}

/** Only the fields that are there: `null` says that there was nothing. */
const noteChange: Validator<NoteChange> = (value, path) => {
  const given = Object.keys(value ?? {}) as (keyof Note)[];
  const whole = note(value, path);
  return Object.fromEntries(given.map((field) => [field, whole[field]]));
};

const notesAnswer = object({ version: number, runs: byRun(note) });
const changedAnswer = object({ version: number, runs: byRun(note), before: byRun(noteChange) });

export interface NotesAnswer {
  version: number;
  runs: Map<string, Note>;
}

export async function fetchNotes(): Promise<NotesAnswer> {
  const { version, runs } = await parse(await request("api/notes", {}), notesAnswer);
  return { version, runs: new Map(runs) };
}

/** `before` has the changed fields as they were: sent back, it undoes the change. */
export async function changeNotes(
  changes: Readonly<Record<string, NoteChange>>,
): Promise<NotesAnswer & { before: Record<string, NoteChange> }> {
  const init = { method: "POST", headers: { "content-type": "application/json" } };
  const response = await request("api/notes", { ...init, body: JSON.stringify({ runs: changes }) });
  const { version, runs, before } = await parse(response, changedAnswer);
  return { version, runs: new Map(runs), before: Object.fromEntries(before) };
}
