import * as vscode from 'vscode';
import { mainMetricOf } from '../../domain/metric.ts';
import { metricChange, type MetricChange } from '../../domain/metricChange.ts';
import type { SavedVersion } from '../../trail/saveVersion.ts';
import type { Trail } from '../../trail/trail.ts';
import type { EditorContext } from './editorContext.ts';
import { showFailure } from './messages.ts';
import type { VersionInTrail } from './versionPick.ts';

/** Says what was saved and what became of the main metric, shows its row, and offers to compare it with the version before. */
export async function announceSaved(context: EditorContext, trail: Trail, saved: SavedVersion): Promise<void> {
  const show = vscode.l10n.t('Show');
  const compare = vscode.l10n.t('Compare');
  const { version, parent } = saved;
  const asked = vscode.window.showInformationMessage(savedSentence(saved), ...(parent === null ? [] : [compare]), show);
  await reveal({ trail, version }, false);
  const chosen = await asked;
  try {
    if (chosen === show) await reveal({ trail, version }, true);
    else if (chosen === compare && parent !== null) await vscode.commands.executeCommand('_modeltrail.compare', [{ trail, version: parent }, { trail, version }]);
  } catch (error) {
    await showFailure(context, error);
  }
}

/** Selects a version's row. */
export async function reveal(target: VersionInTrail, evenIfHidden: boolean): Promise<void> {
  await vscode.commands.executeCommand('_modeltrail.reveal', target, evenIfHidden);
}

/** `Saved churn 1.4: accuracy 0.945 (+0.002, better than 1.3).` */
function savedSentence({ version, parent, model }: SavedVersion): string {
  const name = `${version.model} ${version.label}`;
  const change = metricChange(mainMetricOf(version.metrics, model.mainMetric), version.metrics, parent?.metrics ?? null, model.directions);
  return change === null ? vscode.l10n.t('Saved {0}.', name) : vscode.l10n.t('Saved {0}: {1}.', name, outcomeText(change, parent?.label ?? null));
}

/** `accuracy 0.945 (+0.002, better than 1.3)`; the value alone where it is compared with nothing. @param label of the version that it is compared with */
export function outcomeText({ name, valueText, change }: MetricChange, label: string | null): string {
  const value = `${name} ${valueText}`;
  if (change === null || label === null) return value;
  switch (change.verdict) {
    case 'better':
      return vscode.l10n.t('{0} ({1}, better than {2})', value, change.text, label);
    case 'worse':
      return vscode.l10n.t('{0} ({1}, worse than {2})', value, change.text, label);
    case 'same':
      return vscode.l10n.t('{0}, as in {1}', value, label);
    case 'changed':
      return vscode.l10n.t('{0} ({1} against {2})', value, change.text, label);
  }
}
