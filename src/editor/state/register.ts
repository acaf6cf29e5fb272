import * as vscode from 'vscode';
import { registerCommand } from '../context/commands.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { FileDecorations } from './fileDecorations.ts';
import { showTrail } from './showTrail.ts';
import { StateItem } from './stateItem.ts';

/** Which version the files in front of a person are: in the explorer, in tabs and in the status bar. */
export function register(context: EditorContext): void {
  const decorations = new FileDecorations(context.fileStates);
  context.extension.subscriptions.push(decorations, vscode.window.registerFileDecorationProvider(decorations), new StateItem(context));
  registerCommand(context, { id: 'modeltrail.showTrail', untrusted: true, run: async (_context, uri) => showTrail(context, uri) });
  context.fileStates.look();
}
