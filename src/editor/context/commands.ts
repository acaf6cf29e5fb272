import * as vscode from 'vscode';
import type { EditorContext } from './editorContext.ts';
import { showFailure } from './messages.ts';

/** A command is made from the context; `untrusted` says whether it may run in Restricted Mode. */
export interface CommandSpec {
  readonly id: `modeltrail.${string}` | `_modeltrail.${string}`;
  readonly untrusted: boolean;
  run(context: EditorContext, ...given: unknown[]): Promise<unknown>;
}

/** Registers a command so that whatever fails in it becomes one sentence for the person. */
export function registerCommand(context: EditorContext, spec: CommandSpec): void {
  const run = async (...given: unknown[]): Promise<unknown> => {
    try {
      if (!spec.untrusted && !vscode.workspace.isTrusted) return await explainTrust();
      return await spec.run(context, ...given);
    } catch (error) {
      await showFailure(context, error);
      return undefined;
    }
  };
  context.extension.subscriptions.push(vscode.commands.registerCommand(spec.id, run));
}

async function explainTrust(): Promise<void> {
  const manage = vscode.l10n.t('Manage Trust');
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('This folder is not trusted yet. Versions can be browsed and compared; saving, restoring and changing them, and starting Git, wait for trust.'), manage);
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
