import * as vscode from 'vscode';
import { asTrailError, isCancelled } from '../../base/errors.ts';
import type { EditorContext } from './editorContext.ts';

/** One sentence that says what is so and what to do; nothing at all for what the person cancelled. */
export async function showFailure(context: EditorContext, error: unknown): Promise<void> {
  if (isCancelled(error)) return;
  const failure = asTrailError(error);
  context.log.error(failure.code, failure);
  const sentence = failure.hint === null ? failure.message : `${failure.message} ${failure.hint}`;
  if (failure.code !== 'internal') {
    void vscode.window.showErrorMessage(sentence);
    return;
  }
  const details = vscode.l10n.t('Show Log');
  const chosen = await vscode.window.showErrorMessage(sentence, details);
  if (chosen === details) context.log.show();
}

/** Says what was done and offers to take it back; `undo` runs only when it is chosen. */
export async function offerUndo(context: EditorContext, sentence: string, undo: () => Promise<void>): Promise<void> {
  const choice = vscode.l10n.t('Undo');
  const chosen = await vscode.window.showInformationMessage(sentence, choice);
  if (chosen !== choice) return;
  try {
    await undo();
  } catch (error) {
    await showFailure(context, error);
  }
}
