import * as vscode from 'vscode';
import { disposeAll, type Disposable } from '../../base/disposables.ts';
import type { Trail } from '../../trail/trail.ts';

/** Several files are written by one save; they are one change. */
const settleMs = 150;

/** Notices that another window or a terminal wrote to the store, by its events alone. */
export class StoreWatcher implements Disposable {
  readonly #subscriptions: Disposable[] = [];
  readonly #onChange: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(trail: Trail, onChange: () => void) {
    this.#onChange = onChange;
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(trail.place.storeDir), 'events/**'), false, true, false);
    const settle = (): void => {
      this.#settle();
    };
    this.#subscriptions.push(watcher, watcher.onDidCreate(settle), watcher.onDidDelete(settle));
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onChange, settleMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    disposeAll(this.#subscriptions);
  }
}
