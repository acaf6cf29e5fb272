import * as vscode from 'vscode';
import type { EditorContext } from '../context/editorContext.ts';
import { Captures } from './captures.ts';
import { ModelFileWatcher } from './modelFileWatcher.ts';

/** Notes what produced each model file as it is written, from when there are any. */
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
}
