import type { RecordedValue } from './version.ts';

/** Whether a larger value is better (`up`), a smaller one (`down`), or nobody knows. */
export type Direction = 'up' | 'down' | null;

const lowerIsBetter =
  /(?:^|[^a-z])(?:loss|error|err|mse|rmse|mae|mape|smape|msle|rmsle|nll|perplexity|ppl|ece|brier|wer|cer|fid|kl|divergence|latency|time|seconds|duration|ms|fpr|fnr|fdr|eer|regret|bpc|bpb|deviance|hinge|logloss|size)(?:$|[^a-z])/u;
const higherIsBetter =
  /(?:^|[^a-z])(?:acc|accuracy|f1|fbeta|precision|recall|auc|auroc|auprc|roc|pr|ap|map|r2|score|bleu|rouge|meteor|iou|miou|dice|ndcg|mrr|hits?|kappa|mcc|sensitivity|specificity|throughput|reward|return|tpr|tnr|psnr|ssim|pass|win|spearman|pearson|correlation|top)(?:$|[^a-z])/u;

/** The good direction that a metric's name tells; a loss in the name outweighs the rest (`accuracy_loss`). */
export function inferDirection(name: string): Direction {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/gu, '$1_$2').toLowerCase();
  const spaced = words.replaceAll(/([a-z])(\d)/gu, (all: string, letter: string, digit: string) => (/^[fr]$/u.test(letter) ? all : `${letter}_${digit}`));
  if (lowerIsBetter.test(spaced)) return 'down';
  return higherIsBetter.test(spaced) ? 'up' : null;
}

/** Corrections of what metrics' names tell, by name. */
export type Directions = Readonly<Record<string, 'up' | 'down'>>;

/** Which way is good for a metric: as a person said, else as its name tells. */
export function directionOf(name: string, directions: Directions): Direction {
  return (Object.hasOwn(directions, name) ? directions[name] : undefined) ?? inferDirection(name);
}

const mainMetricOrder = ['accuracy', 'acc', 'f1', 'auroc', 'auc', 'r2', 'rmse', 'mae', 'loss'];

/** The metric that stands for a version where nobody chose one: the best known name, held-out before training, else the first. */
export function inferMainMetric(names: readonly string[]): string | null {
  const heldOut = names.filter((name) => !/(?:^|[^a-z])train/iu.test(name));
  const candidates = heldOut.length > 0 ? heldOut : names;
  for (const known of mainMetricOrder) {
    const pattern = new RegExp(`(?:^|[^a-z0-9])${known}(?:$|[^a-z0-9])`, 'iu');
    const found = candidates.find((name) => name.toLowerCase() === known) ?? candidates.find((name) => pattern.test(name));
    if (found !== undefined) return found;
  }
  return candidates.find((name) => inferDirection(name) !== null) ?? candidates[0] ?? null;
}

/** The metric that stands for one version: its model's, where it has that. */
export function mainMetricOf(metrics: ReadonlyMap<string, RecordedValue>, ofModel: string | null): string | null {
  return ofModel !== null && metrics.has(ofModel) ? ofModel : inferMainMetric([...metrics.keys()]);
}

/** A metric's number, or null where it is absent or not a number. */
export function metricNumber(metrics: ReadonlyMap<string, RecordedValue>, name: string | null): number | null {
  const value = name === null ? undefined : metrics.get(name)?.value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : null;
}

export type Verdict = 'better' | 'worse' | 'same' | 'changed';

/** What a change from `before` to `after` means. */
export function judge(before: number, after: number, direction: Direction): Verdict {
  if (Object.is(before, after) || before === after) return 'same';
  if (direction === null || Number.isNaN(before) || Number.isNaN(after)) return 'changed';
  return after > before === (direction === 'up') ? 'better' : 'worse';
}
