/** Which metric of a logdir matters most, and whether it is better small or large, as far as names tell. */

export type Goal = "min" | "max";

/** What is known to matter: the first of these names that is there, and which way. */
export interface Main {
  tags: readonly RegExp[];
  goal: Goal;
}

const EVALUATION = /(^|[/_.\-\s])(val|valid|validation|eval|evaluation|test)([/_.\-\s]|$)/i;
const SMALL_IS_GOOD =
  /loss|error|perplexity|ppl|regret|(^|[^a-z])(mse|mae|rmse|wer|cer|fid|nll|bpb|latency|time)([^a-z]|$)/i;
const LARGE_IS_GOOD =
  /acc|reward|return|score|bleu|rouge|success|precision|recall|throughput|(^|[^a-z])(f1|auc|auroc|map|iou|miou|psnr|ssim|r2|win)([^a-z]|$)/i;

/** Large is better where the name says so; everything else counts as a cost. */
export function goalOf(name: string): Goal {
  return LARGE_IS_GOOD.test(name) && !SMALL_IS_GOOD.test(name) ? "max" : "min";
}

/** How much a metric tells by its name: what was given to torch's `add_hparams`, as `hparam/...`; an evaluation loss, then a
 * loss, then other measures of quality, evaluated first. */
function weightOf(name: string): number {
  const quality = /loss/i.test(name) ? 4 : SMALL_IS_GOOD.test(name) || LARGE_IS_GOOD.test(name) ? 1 : 0;
  const given = name.startsWith("hparam/") ? 8 : 0;
  return given + (quality === 0 ? 0 : quality + (EVALUATION.test(name) ? 2 : 0));
}

/** The metric that tells most; of equals the first. */
export function mainMetricOf(names: readonly string[]): string | null {
  return byWeight(names)[0] ?? null;
}

/** What tells most first; equals keep their order. What is about the machine comes last. */
export function byWeight(names: readonly string[]): string[] {
  const weights = new Map(names.map((name) => [name, /^system\//.test(name) ? -1 : weightOf(name)]));
  return [...names].sort((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0));
}
