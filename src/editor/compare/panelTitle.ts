import * as vscode from 'vscode';
import type { ComparedHead } from '../../domain/comparison.ts';

/** `churn: 1.2 ↔ 1.3`, the baseline first; `churn: 5 versions`. */
export function panelTitle(versions: readonly ComparedHead[], baseline: number): string {
  const [first, second, ...more] = [...versions.slice(baseline), ...versions.slice(0, baseline)];
  if (first === undefined || second === undefined) return vscode.l10n.t('Compare Versions');
  const models = new Set(versions.map(({ model }) => model));
  if (more.length > 0) return models.size === 1 ? vscode.l10n.t('{0}: {1} versions', first.model, versions.length) : vscode.l10n.t('{0} versions', versions.length);
  return models.size === 1 ? `${first.model}: ${first.label} ↔ ${second.label}` : `${first.model} ${first.label} ↔ ${second.model} ${second.label}`;
}
