/** The runs that no other run beats in both of two columns. */
import type { Goal } from "./goal";

/**
 * Places of the points on the Pareto front, in order of x from its best value on. A point is left out when another is at
 * least as good in both and better in one; equal points stay together. Points that are not finite take no part.
 */
export function paretoFront(x: ArrayLike<number>, y: ArrayLike<number>, goalX: Goal, goalY: Goal): number[] {
  const [signX, signY] = [goalX === "min" ? 1 : -1, goalY === "min" ? 1 : -1];
  const places: number[] = [];
  for (let i = 0; i < x.length; i++) if (Number.isFinite(x[i]) && Number.isFinite(y[i])) places.push(i);
  places.sort((a, b) => signX * (x[a] - x[b]) || signY * (y[a] - y[b]) || a - b);
  const front: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  for (const place of places) {
    const last = front[front.length - 1];
    const twin = last !== undefined && x[last] === x[place] && y[last] === y[place];
    if (signY * y[place] < best || twin) front.push(place);
    best = Math.min(best, signY * y[place]);
  }
  return front;
}
