import * as vscode from 'vscode';
import { listModels } from '../../trail/listVersions.ts';
import type { Trail } from '../../trail/trail.ts';
import { registerCommand } from '../context/commands.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { isModelRow, type ModelRow } from '../context/modelRow.ts';
import { Captures } from './captures.ts';
import { ModelFileWatcher } from './modelFileWatcher.ts';

/** Notes what produced each model file as it is written, from when there are any, and saves it where that was asked for. */
export function register(context: EditorContext): void {
  const { extension, trails } = context;
  const captures = new Captures(context);
  const watcher = new ModelFileWatcher((uri) => { captures.note(uri); });
  const watch = (): void => {
    const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
    watcher.watch(folders.filter((folder) => vscode.workspace.getConfiguration('modeltrail', folder).get('capture.enabled', true)));
  };
  extension.subscriptions.push(
    captures,
    watcher,
    trails.onDidFindModels(watch),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('modeltrail.capture.enabled')) watch();
    }),
  );
  registerCommand(context, { id: 'modeltrail.chooseAutoSave', untrusted: false, run: chooseFor });
}

async function chooseFor({ trails }: EditorContext, row: unknown): Promise<void> {
  const chosen = isModelRow(row) ? row : await pickModel(await trails.all());
  if (chosen !== undefined) await (await import('./chooseAutoSave.ts')).chooseAutoSave(chosen.trail, chosen.model);
}

async function pickModel(trails: readonly Trail[]): Promise<ModelRow | undefined> {
  const models = (await Promise.all(trails.map(async (trail) => (await listModels(trail)).map((model) => ({ trail, model }))))).flat();
  if (models.length < 2) return models[0];
  const items = models.map((one) => ({ label: one.model.name, description: one.trail.root, one }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which model?') }))?.one;
}
