import * as vscode from 'vscode';
import { verifyTrail } from '../../trail/maintain.ts';
import { registerCommand } from '../context/commands.ts';
import { problemCount } from '../context/counts.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { withCancellableProgress } from '../context/progress.ts';

/** Reads everything that is stored and compares it with its digests. */
export function register(context: EditorContext): void {
  registerCommand(context, { id: 'modeltrail.verify', untrusted: true, run: verify });
}

async function verify(context: EditorContext): Promise<void> {
  const trails = await context.trails.all();
  const problems = await withCancellableProgress(vscode.l10n.t('Verifying stored versions'), async (options) => {
    const results = [];
    for (const trail of trails) results.push(...(await verifyTrail(trail, null, options)).problems);
    return results;
  });
  if (problems.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Everything stored is whole.'));
    return;
  }
  for (const { version, path, problem } of problems) context.log.error([version?.slice(0, 7), path, problem].filter((part) => part != null).join('  '));
  const details = vscode.l10n.t('Show Problems');
  const chosen = await vscode.window.showErrorMessage(vscode.l10n.t('{0} found in the store; nothing was changed.', problemCount(problems.length)), details);
  if (chosen === details) context.log.show();
}
