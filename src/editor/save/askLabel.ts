import * as vscode from 'vscode';
import { nameProblem } from '../../domain/label.ts';
import { sizeText } from '../../domain/numberText.ts';
import type { SavePlan } from '../../trail/planSave.ts';
import { agoText } from '../context/ago.ts';
import { fileCount, metricCount, parameterCount } from '../context/counts.ts';

export interface LabelAndNote {
  readonly label: string;
  readonly note: string;
}

/** One input: its first word is the label, the rest the note. The message below it says why this label and what is saved. */
export async function askLabel(plan: SavePlan, canGoBack: boolean): Promise<LabelAndNote | 'back' | undefined> {
  const input = vscode.window.createInputBox();
  input.title = canGoBack ? vscode.l10n.t('ModelTrail: Save Version (2/2)') : vscode.l10n.t('ModelTrail: Save Version');
  input.placeholder = vscode.l10n.t('Label, then a note');
  input.value = `${plan.label.suggested} `;
  input.valueSelection = [input.value.length, input.value.length];
  input.ignoreFocusOut = true;
  if (canGoBack) input.buttons = [vscode.QuickInputButtons.Back];
  const describe = (): void => {
    input.validationMessage = messageFor(plan, input.value);
  };
  describe();
  const answer = await new Promise<LabelAndNote | 'back' | undefined>((resolve) => {
    input.onDidChangeValue(describe);
    input.onDidTriggerButton(() => {
      resolve('back');
    });
    input.onDidAccept(() => {
      const typed = takeApart(input.value, plan);
      if (problemOf(typed.label, plan) === null) resolve(typed);
    });
    input.onDidHide(() => {
      resolve(undefined);
    });
    input.show();
  });
  input.dispose();
  return answer;
}

function takeApart(value: string, plan: SavePlan): LabelAndNote {
  const trimmed = value.trim();
  const [label = ''] = trimmed.split(/\s/u, 1);
  return label === '' ? { label: plan.label.suggested, note: '' } : { label, note: trimmed.slice(label.length).trim() };
}

function messageFor(plan: SavePlan, value: string): vscode.InputBoxValidationMessage {
  const { label, note } = takeApart(value, plan);
  const problem = problemOf(label, plan);
  if (problem !== null) return { message: problem, severity: vscode.InputBoxValidationSeverity.Error };
  const noteText = note === '' ? vscode.l10n.t('No note yet.') : vscode.l10n.t('Note: “{0}”.', note);
  return { message: `${whyThisLabel(plan, label)} ${noteText} ${whatIsSaved(plan)}`, severity: vscode.InputBoxValidationSeverity.Info };
}

function problemOf(label: string, plan: SavePlan): string | null {
  if (plan.takenLabels.has(label)) return vscode.l10n.t('{0} is taken by another version of {1}. The first word is the label, the rest the note.', label, plan.model);
  const problem = nameProblem(label);
  return problem === null ? null : vscode.l10n.t('{0} can’t be a label: {1}. The first word is the label, the rest the note.', label, problem);
}

function whyThisLabel(plan: SavePlan, label: string): string {
  const { suggested, bump, reason } = plan.label;
  if (label !== suggested) return vscode.l10n.t('{0}, as you typed it.', label);
  if (plan.parent === null) return vscode.l10n.t('{0}, the first version of {1}.', label, plan.model);
  return bump === 'major' ? vscode.l10n.t('{0}, a major step: {1}.', label, reason) : vscode.l10n.t('{0}, a minor step: {1}.', label, reason);
}

function whatIsSaved(plan: SavePlan): string {
  const { provenance } = plan;
  const files = plan.artifacts.reduce((sum, artifact) => sum + artifact.files, 0);
  const parts = [
    ...(provenance.params.size > 0 ? [parameterCount(provenance.params.size)] : []),
    ...(provenance.results.metrics.size > 0 ? [metricCount(provenance.results.metrics.size)] : []),
    ...(provenance.code === null || provenance.code.files.length === 0 ? [] : [vscode.l10n.t('code')]),
    ...(provenance.data.length > 0 ? [vscode.l10n.t('data')] : []),
    ...(provenance.environment === null ? [] : [vscode.l10n.t('environment')]),
  ];
  const list = parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${vscode.l10n.t('and')} ${parts.at(-1) ?? ''}`;
  const amount = `${fileCount(files)} (${sizeText(plan.size)})`;
  const what = list === '' ? vscode.l10n.t('Enter saves {0}; no script, parameters or metrics were found.', amount) : vscode.l10n.t('Enter saves {0} with {1}.', amount, list);
  const room = plan.freeBytes === null ? '' : ` ${vscode.l10n.t('{0} are free on the disk.', sizeText(plan.freeBytes))}`;
  const changed = provenance.remarks.find(({ code }) => code === 'changed-after');
  const captured = provenance.capturedAt === null ? '' : ` ${vscode.l10n.t('All is as it was when the file was written, {0}.', agoText(provenance.capturedAt, Date.now()))}`;
  return `${what}${room}${captured}${changed === undefined ? '' : ` ${changed.text}`}`;
}
