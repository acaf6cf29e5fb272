import * as vscode from 'vscode';
import { disposeAll, type Disposable } from '../../base/disposables.ts';
import type { Trail } from '../../trail/trail.ts';

/** Several files are written by one save; they are one change. */
const settleMs = 150;

/** Notices that another window or a terminal wrote to the store, by its events alone, and that choices in `config.yaml` changed. */
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
    const choices = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(trail.root), '.modeltrail/config.yaml'));
    this.#subscriptions.push(watcher, watcher.onDidCreate(settle), watcher.onDidDelete(settle));
    this.#subscriptions.push(choices, choices.onDidCreate(settle), choices.onDidChange(settle), choices.onDidDelete(settle));
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
