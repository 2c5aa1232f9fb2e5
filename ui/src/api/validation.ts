/** Small validators that compose: each takes what JSON gave and returns it typed, or says where it is not as agreed. */

export class ValidationError extends Error {}

export type Validator<T> = (value: unknown, path: string) => T;
export type Valid<V> = V extends Validator<infer T> ? T : never;

function wrong(path: string, expected: string, value: unknown): never {
  const given = JSON.stringify(value) ?? String(value);
  throw new ValidationError(`${path} should be ${expected}, not ${given.slice(0, 60)}`);
}

export const string: Validator<string> = (value, path) =>
  typeof value === "string" ? value : wrong(path, "a string", value);

export const number: Validator<number> = (value, path) =>
  typeof value === "number" ? value : wrong(path, "a number", value);

export const boolean: Validator<boolean> = (value, path) =>
  typeof value === "boolean" ? value : wrong(path, "true or false", value);

/** A number that may be not finite, which JSON cannot say: it travels as a string. */
export const float: Validator<number> = (value, path) => {
  if (typeof value === "number") return value;
  if (value === "NaN") return Number.NaN;
  if (value === "Infinity") return Number.POSITIVE_INFINITY;
  if (value === "-Infinity") return Number.NEGATIVE_INFINITY;
  return wrong(path, 'a number, "NaN", "Infinity" or "-Infinity"', value);
};

export function nullable<T>(inner: Validator<T>): Validator<T | null> {
  return (value, path) => (value === null || value === undefined ? null : inner(value, path));
}

export function withDefault<T>(inner: Validator<T>, fallback: T): Validator<T> {
  return (value, path) => (value === null || value === undefined ? fallback : inner(value, path));
}

export function array<T>(inner: Validator<T>): Validator<T[]> {
  return (value, path) =>
    Array.isArray(value) ? value.map((item, place) => inner(item, `${path}[${place}]`)) : wrong(path, "a list", value);
}

type Fields = Record<string, Validator<unknown>>;

export function object<F extends Fields>(fields: F): Validator<{ [name in keyof F]: Valid<F[name]> }> {
  const entries = Object.entries(fields);
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(path, "an object", value);
    const given = value as Record<string, unknown>;
    const parsed: Record<string, unknown> = {};
    for (const [name, inner] of entries) parsed[name] = inner(given[name], `${path}.${name}`);
    return parsed as { [name in keyof F]: Valid<F[name]> };
  };
}

export function tuple<T extends unknown[]>(...inner: { [place in keyof T]: Validator<T[place]> }): Validator<T> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length < inner.length) return wrong(path, `${inner.length} values`, value);
    return inner.map((item, place) => item(value[place], `${path}[${place}]`)) as T;
  };
}
