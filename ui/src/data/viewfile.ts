/** A saved view as a JSON file, to send to others. */

const KIND = "runchart view";
const VERSION = 1;
/** A view that is longer is none. */
const LONGEST = 1_000_000;

export interface NamedView {
  name: string;
  /** The page's address after #. */
  fragment: string;
}

/** Why a file is no saved view. */
export type FileProblem = "size" | "json" | "kind" | "version" | "fields";

export class ViewFileError extends Error {
  constructor(
    readonly problem: FileProblem,
    /** What was found instead. */
    readonly found: string,
  ) {
    super(`${problem}: ${found}`);
  }
}

export function writeViewFile({ name, fragment }: NamedView): string {
  return `${JSON.stringify({ kind: KIND, version: VERSION, name, fragment }, null, 2)}\n`;
}

/** Throws ViewFileError. */
export function readViewFile(text: string): NamedView {
  if (text.length > LONGEST) throw new ViewFileError("size", `${text.length}`);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new ViewFileError("json", text.slice(0, 40));
  }
  const fields = (typeof given === "object" && given !== null ? given : {}) as Record<string, unknown>;
  if (fields.kind !== KIND) throw new ViewFileError("kind", JSON.stringify(fields.kind ?? given).slice(0, 40));
  if (fields.version !== VERSION) throw new ViewFileError("version", JSON.stringify(fields.version ?? null));
  const { name, fragment } = fields;
  if (typeof name !== "string" || typeof fragment !== "string") {
    const missing = typeof name === "string" ? "fragment" : "name";
    throw new ViewFileError("fields", missing);
  }
  return { name: name.trim().slice(0, 200) || "view", fragment };
}
