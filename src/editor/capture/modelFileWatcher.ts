import * as vscode from 'vscode';
import { disposeAll, type Disposable } from '../../base/disposables.ts';
import { modelExtensions, skippedFolders } from '../../domain/modelFile.ts';

/** Tells of model files that are written, by their extensions: a first file of a name is known by nothing else. */
export class ModelFileWatcher implements Disposable {
  readonly #onWrite: (uri: vscode.Uri) => void;
  #watchers = new Map<string, Disposable>();

  constructor(onWrite: (uri: vscode.Uri) => void) {
    this.#onWrite = onWrite;
  }

  /** @param folders those watched before and not among them are let go */
  watch(folders: readonly vscode.WorkspaceFolder[]): void {
    const wanted = new Map(folders.filter(({ uri }) => uri.scheme === 'file').map((folder) => [folder.uri.toString(), folder]));
    for (const [key, watcher] of this.#watchers) {
      if (wanted.has(key)) continue;
      watcher.dispose();
      this.#watchers.delete(key);
    }
    for (const [key, folder] of wanted) if (!this.#watchers.has(key)) this.#watchers.set(key, this.#watchFolder(folder));
  }

  #watchFolder(folder: vscode.WorkspaceFolder): Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, `**/*.{${modelExtensions.join(',')}}`), false, false, true);
    const tell = (uri: vscode.Uri): void => {
      const parts = uri.path.slice(folder.uri.path.length + 1).split('/');
      if (!parts.some((part) => skippedFolders.has(part))) this.#onWrite(uri);
    };
    const parts = [watcher, watcher.onDidCreate(tell), watcher.onDidChange(tell)];
    return new vscode.Disposable(() => {
      disposeAll(parts);
    });
  }

  dispose(): void {
    disposeAll([...this.#watchers.values()]);
    this.#watchers.clear();
  }
}
