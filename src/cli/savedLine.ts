import { metricChange } from '../domain/metricChange.ts';
import { mainMetricOf } from '../domain/metric.ts';
import type { SavedVersion } from '../trail/saveVersion.ts';
import { versionName } from './versionText.ts';

/** `Saved churn 1.3: accuracy 0.94 (+0.01 against 1.2), 4.20 MB, 0a1b2c3.` @param facts said between the metric and the id */
export function savedLine({ version, parent, model }: SavedVersion, ...facts: readonly string[]): string {
  const change = metricChange(mainMetricOf(version.metrics, model.mainMetric), version.metrics, parent?.metrics ?? null, model.directions);
  const metric = change === null ? '' : `: ${change.name} ${change.valueText}${change.change === null || parent === null ? '' : ` (${change.change.text} against ${parent.label})`}`;
  return `${[`Saved ${versionName(version)}${metric}`, ...facts, version.id.slice(0, 7)].join(', ')}.`;
}
