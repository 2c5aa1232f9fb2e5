/** What can be chosen of how charts are drawn: a saved board holds no points, from which a tag as x and medians are made. */
import { embedded } from "../api";
import { METHODS, type Method } from "../data/settings";

export function offeredMethods(): readonly Method[] {
  return embedded ? METHODS.filter((method) => method !== "median") : METHODS;
}

/** Those of `tags` that can be x. */
export function offeredAxes(tags: string[]): string[] {
  return embedded ? [] : tags;
}
