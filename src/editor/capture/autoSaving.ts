import * as vscode from 'vscode';
import { TrailError } from '../../base/errors.ts';
import { planAutoSave, type RetrainedModel } from '../../trail/autoSave.ts';
import { saveVersion, type SavedVersion } from '../../trail/saveVersion.ts';
import type { Trail } from '../../trail/trail.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { announceSaved, outcomeText } from '../context/savedMessage.ts';

/** Saves a model that was trained again, or asks, as was chosen for it. @param path absolute */
export async function autoSave(context: EditorContext, trail: Trail, path: string, signal: AbortSignal): Promise<void> {
  const retrained = await planAutoSave(trail, path, { signal });
  if (retrained === null) return;
  if (retrained.autoSave === 'ask') {
    void ask(retrained);
    return;
  }
  const saved = await saveOnce(trail, path, retrained, signal);
  if (saved === null) return;
  context.trails.changed();
  void announceSaved(context, trail, saved);
}

/** Every open window notices the same training; who takes the label first has saved it. */
async function saveOnce(trail: Trail, path: string, retrained: RetrainedModel, signal: AbortSignal): Promise<SavedVersion | null> {
  const save = ({ request, plan }: RetrainedModel): Promise<SavedVersion> => saveVersion(trail, request, plan, { label: plan.label.suggested, note: '' }, { signal });
  try {
    return await save(retrained);
  } catch (error) {
    if (!(error instanceof TrailError && error.code === 'label-taken')) throw error;
    const again = await planAutoSave(trail, path, { signal });
    return again === null ? null : save(again);
  }
}

async function ask({ request, plan, change, against }: RetrainedModel): Promise<void> {
  const save = vscode.l10n.t('Save Version…');
  const chosen = await vscode.window.showInformationMessage(sentence(plan.model, change, against?.label ?? null), save);
  if (chosen === save) await vscode.commands.executeCommand('modeltrail.save', ...request.paths.slice(0, 1).map((path) => vscode.Uri.file(path)));
}

/** `churn was trained again: accuracy 0.945 (+0.002, better than 1.3). Save it?` */
function sentence(model: string, change: RetrainedModel['change'], label: string | null): string {
  return change === null ? vscode.l10n.t('{0} was trained again. Save it?', model) : vscode.l10n.t('{0} was trained again: {1}. Save it?', model, outcomeText(change, label));
}
