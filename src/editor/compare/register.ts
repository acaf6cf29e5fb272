import * as vscode from 'vscode';
import { registerCommand } from '../context/commands.ts';
import type { EditorContext } from '../context/editorContext.ts';
import type { Comparing } from './comparing.ts';
import { compareViewType } from './viewType.ts';

const commands = [
  'modeltrail.compare',
  'modeltrail.compareWithPrevious',
  'modeltrail.compareWithWorkingFiles',
  'modeltrail.compareSelected',
  'modeltrail.selectForCompare',
  'modeltrail.compareWithSelected',
  'modeltrail.copyComparison',
  'modeltrail.exportComparison',
  'modeltrail.openComparedCode',
  '_modeltrail.compareIds',
  '_modeltrail.compare',
] as const;

export type CompareCommand = (typeof commands)[number];

/** Compares versions in an editor tab. Most windows never do: what it takes is loaded with the first panel or command. */
export function register(context: EditorContext): void {
  let loading: Promise<Comparing> | null = null;
  const load = (): Promise<Comparing> => (loading ??= import('./comparing.ts').then(({ startComparing }) => startComparing(context)));
  for (const id of commands) registerCommand(context, { id, untrusted: true, run: async (_context, ...given) => (await load()).commands[id](...given) });
  const reopen = async (panel: vscode.WebviewPanel, state: unknown): Promise<void> => {
    (await load()).panels.reopen(panel, state);
  };
  context.extension.subscriptions.push(vscode.window.registerWebviewPanelSerializer(compareViewType, { deserializeWebviewPanel: reopen }));
}
