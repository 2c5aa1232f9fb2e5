/** Series of one run joined by step: the steps at which all of them have a finite value. */
import type { Buckets } from "../frame";

export interface JoinedSteps {
  steps: Float64Array;
  /** Of each series its values at these steps. */
  values: Float64Array[];
  /** Steps in one of them: where there are too many points, each is the mean of a bucket of this width; 1 where they are whole. */
  width: number;
}

/** Of several values at one step the last counts, as a restart means it. */
export function joinSteps(series: readonly Buckets[]): JoinedSteps {
  const width = Math.max(1, ...series.map((one) => one.width));
  const byStep = series.map((one) => valuesByStep(one, width));
  const [first, ...others] = byStep;
  const numbers = [...(first?.keys() ?? [])].filter((number) => others.every((other) => other.has(number)));
  numbers.sort((a, b) => a - b);
  return {
    steps: Float64Array.from(numbers, (number) => number * width),
    values: byStep.map((values) => Float64Array.from(numbers, (number) => values.get(number) as number)),
    width,
  };
}

function valuesByStep({ n, width: own, x_first: x, mean, count }: Buckets, width: number): Map<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (let i = 0; i < n; i++) {
    const points = count?.[i] ?? 0;
    if (!x || !mean || points === 0) continue;
    const number = Math.floor(x[i] / width);
    const before = own === 0 && width === 1 ? undefined : sums.get(number);
    sums.set(number, { sum: (before?.sum ?? 0) + points * mean[i], count: (before?.count ?? 0) + points });
  }
  return new Map([...sums].map(([number, { sum, count }]) => [number, sum / count]));
}
