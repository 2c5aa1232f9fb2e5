/** Which metric of a logdir matters most, and whether it is better small or large, as far as names tell. */

export type Goal = "min" | "max";

const EVALUATION = /(^|[/_.\-\s])(val|valid|validation|eval|evaluation|test)([/_.\-\s]|$)/i;
const SMALL_IS_GOOD =
  /loss|error|perplexity|ppl|regret|(^|[^a-z])(mse|mae|rmse|wer|cer|fid|nll|bpb|latency|time)([^a-z]|$)/i;
const LARGE_IS_GOOD =
  /acc|reward|return|score|bleu|rouge|success|precision|recall|throughput|(^|[^a-z])(f1|auc|auroc|map|iou|miou|psnr|ssim|r2|win)([^a-z]|$)/i;

/** Large is better where the name says so; everything else counts as a cost. */
export function goalOf(name: string): Goal {
  return LARGE_IS_GOOD.test(name) && !SMALL_IS_GOOD.test(name) ? "max" : "min";
}

/** What was given to `add_hparams` by torch's custom, `hparam/...`; an evaluation loss, else a loss, else another metric of quality, evaluated
 * first; else the first name. */
export function mainMetricOf(names: readonly string[]): string | null {
  let best: string | null = null;
  let bestRank = -1;
  for (const name of names) {
    const quality = /loss/i.test(name) ? 4 : SMALL_IS_GOOD.test(name) || LARGE_IS_GOOD.test(name) ? 1 : 0;
    const named = name.startsWith("hparam/") ? 8 : 0;
    const rank = named + (quality === 0 ? 0 : quality + (EVALUATION.test(name) ? 2 : 0));
    if (rank > bestRank) [best, bestRank] = [name, rank];
  }
  return best;
}
