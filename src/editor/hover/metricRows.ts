import * as vscode from 'vscode';
import { mainMetricOf, metricNumber, type Verdict } from '../../domain/metric.ts';
import { metricChange, type MetricChange } from '../../domain/metricChange.ts';
import type { ModelSummary, VersionSummary } from '../../domain/version.ts';
import { shown, table } from './hoverText.ts';

const shownMetrics = 3;

/** Better and worse in words; what is neither says nothing. */
export function verdictText(verdict: Verdict | undefined): string {
  return verdict === 'better' ? vscode.l10n.t('better') : verdict === 'worse' ? vscode.l10n.t('worse') : '';
}

/** The main metric, the worst regression, and what else there is room for, against the version before. */
export function metricTable(version: VersionSummary, before: VersionSummary | null, model: ModelSummary): string {
  const changes = chosenMetrics(version, before, model);
  if (changes.length === 0) return '';
  const hasChange = changes.some(({ change }) => change !== null);
  const head = [vscode.l10n.t('Metric'), shown(version.label), ...(hasChange ? [vscode.l10n.t('since {0}', shown(before?.label ?? '')), ''] : [])];
  const rows = changes.map(({ name, valueText, change }) => [shown(name), valueText, ...(hasChange ? [change?.text ?? '', verdictText(change?.verdict)] : [])]);
  return table(head, rows, [1, 2]);
}

/** `accuracy 0.943`; empty for a version without metrics. */
export function mainMetricText(version: VersionSummary, model: ModelSummary): string {
  const change = metricChange(mainMetricOf(version.metrics, model.mainMetric), version.metrics, null, model.directions);
  return change === null ? '' : `${change.name} ${change.valueText}`;
}

function chosenMetrics(version: VersionSummary, before: VersionSummary | null, model: ModelSummary): MetricChange[] {
  const all = [...version.metrics.keys()].flatMap((name) => metricChange(name, version.metrics, before?.metrics ?? null, model.directions) ?? []);
  const main = mainMetricOf(version.metrics, model.mainMetric);
  const worst = all.filter(({ change }) => change?.verdict === 'worse').sort((one, other) => regression(other, before) - regression(one, before))[0];
  const first = all.filter(({ name }) => name === main);
  const rest = all.filter((each) => each !== worst && each.name !== main);
  const last = worst === undefined || worst.name === main ? [] : [worst];
  return [...first, ...rest.slice(0, shownMetrics - first.length - last.length), ...last];
}

function regression({ name, value }: MetricChange, before: VersionSummary | null): number {
  const previous = before === null ? null : metricNumber(before.metrics, name);
  return previous === null ? 0 : Math.abs(value - previous) / Math.max(Math.abs(previous), 1e-12);
}
