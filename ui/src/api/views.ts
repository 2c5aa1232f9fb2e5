/** Asks for saved views and stores them. Wraps `api.ts`. */
import { parse, request } from "../api";
import { boolean, nullable, number, object, string, type Valid, type Validator, withDefault } from "./validation";

const savedView = object({
  fragment: string,
  automatic: withDefault(boolean, false),
  saved: withDefault(number, 0),
});

export type SavedView = Valid<typeof savedView>;

function named<T>(inner: Validator<T>): Validator<Map<string, T>> {
  return (value, path) => {
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return new Map(entries.map(([name, one]) => [name, inner(one, `${path}.${name}`)]));
  };
}

const fields = { version: number, views: named(savedView), default: nullable(string) };
const viewsAnswer = object(fields);
const change = object({ views: named(nullable(savedView)), default: nullable(string) });
const changedViews = object({ ...fields, before: change });

export type StoredViews = Valid<typeof viewsAnswer>;

/** `null` takes a view away; what is not named stays. */
export interface ViewsChange {
  views?: Record<string, { fragment: string; automatic?: boolean; saved?: number } | null>;
  default?: string | null;
}

export async function fetchViews(): Promise<StoredViews> {
  return parse(await request("api/views", {}), viewsAnswer);
}

/** The address that a view stands for; `null` where there is no view of this name. */
export async function fetchView(name: string): Promise<string | null> {
  const answer = await parse(await request(`api/views?name=${encodeURIComponent(name)}`, {}), viewsAnswer);
  return answer.views.get(name)?.fragment ?? null;
}

/** The answer has the change that takes this one back. */
export async function changeViews(body: ViewsChange): Promise<StoredViews & { before: ViewsChange }> {
  const headers = { "content-type": "application/json" };
  const answer = await parse(
    await request("api/views", { method: "POST", headers, body: JSON.stringify(body) }),
    changedViews,
  );
  return { ...answer, before: { ...answer.before, views: Object.fromEntries(answer.before.views) } };
}
