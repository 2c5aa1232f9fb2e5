/** What is on its way: who plays steps waits until all of the last one is there, or has failed. */
import { tick } from "svelte";

const underWay = new Set<Promise<unknown>>();

export function track<T>(promise: Promise<T>): Promise<T> {
  underWay.add(promise);
  const done = () => underWay.delete(promise);
  promise.then(done, done);
  return promise;
}

/** What is known asks for pictures: so it is waited for twice. */
export async function settled(): Promise<void> {
  await Promise.allSettled(underWay);
  await tick();
  await Promise.allSettled(underWay);
}
