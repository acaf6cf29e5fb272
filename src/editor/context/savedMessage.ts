import * as vscode from 'vscode';
import { mainMetricOf } from '../../domain/metric.ts';
import { metricChange } from '../../domain/metricChange.ts';
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
  if (change === null) return vscode.l10n.t('Saved {0}.', name);
  const value = `${change.name} ${change.valueText}`;
  if (change.change === null || parent === null) return vscode.l10n.t('Saved {0}: {1}.', name, value);
  switch (change.change.verdict) {
    case 'better':
      return vscode.l10n.t('Saved {0}: {1} ({2}, better than {3}).', name, value, change.change.text, parent.label);
    case 'worse':
      return vscode.l10n.t('Saved {0}: {1} ({2}, worse than {3}).', name, value, change.change.text, parent.label);
    case 'same':
      return vscode.l10n.t('Saved {0}: {1}, as in {2}.', name, value, parent.label);
    case 'changed':
      return vscode.l10n.t('Saved {0}: {1} ({2} against {3}).', name, value, change.change.text, parent.label);
  }
}

