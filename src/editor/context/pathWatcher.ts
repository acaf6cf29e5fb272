import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { disposeAll, type Disposable } from '../../base/disposables.ts';

/** A training run writes a file in many pieces. */
const settleMs = 400;

/** Tells when one of some files was written, made or removed; watches their folders alone, without what is below. */
export class PathWatcher implements Disposable {
  readonly #onChange: () => void;
  #watchers = new Map<string, Disposable>();
  #paths: ReadonlySet<string> = new Set();
  #timer: NodeJS.Timeout | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** @param paths absolute; those watched before and not among them are let go */
  watch(paths: readonly string[]): void {
    this.#paths = new Set(paths);
    const folders = new Set(paths.map(dirname));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.dispose();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#watchers.set(folder, this.#watchFolder(folder));
  }

  #watchFolder(folder: string): Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), '*'));
    const look = ({ fsPath }: vscode.Uri): void => {
      if (this.#paths.has(fsPath)) this.#settle();
    };
    const parts = [watcher, watcher.onDidChange(look), watcher.onDidCreate(look), watcher.onDidDelete(look)];
    return new vscode.Disposable(() => {
      disposeAll(parts);
    });
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onChange, settleMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    disposeAll([...this.#watchers.values()]);
    this.#watchers.clear();
  }
}
