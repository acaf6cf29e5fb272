import * as vscode from 'vscode';
import { registerCommand } from '../context/commands.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { showHover } from './showHover.ts';

/** `ModelTrail: Get Started`, and what a step of the walkthrough in package.json needs beyond the product's commands. */
export function register(context: EditorContext): void {
  registerCommand(context, { id: 'modeltrail.getStarted', untrusted: true, run: getStarted });
  registerCommand(context, { id: '_modeltrail.showHover', untrusted: true, run: showHover });
}

async function getStarted({ extension }: EditorContext): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension.extension.id}#getStarted`, false);
  // As a preview it would give way to the first file that a step opens.
  await vscode.commands.executeCommand('workbench.action.keepEditor');
}
