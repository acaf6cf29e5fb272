import { join } from 'node:path';
import * as vscode from 'vscode';
import { disposeAll, type Disposable } from '../../base/disposables.ts';
import { hasSharedHistory } from '../../trail/presence.ts';
import type { Trail } from '../../trail/trail.ts';

/** Several files are written by one save; they are one change. */
const settleMs = 150;

/** A watcher of a large folder may take so long to start. */
const startMs = 2000;

/**
 * Notices that another window or a terminal wrote to the store, by its events alone, that choices in `config.yaml` changed, and
 * that Git brought shared history.
 */
export class StoreWatcher implements Disposable {
  readonly #subscriptions: Disposable[] = [];
  readonly #trail: Trail;
  readonly #onChange: () => void;
  #watchesHistory = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(trail: Trail, onChange: () => void) {
    this.#trail = trail;
    this.#onChange = onChange;
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(trail.place.storeDir), 'events/**'), false, true, false);
    const settle = (): void => {
      this.#settle();
    };
    // Of a folder that is new, some systems tell nothing but itself.
    const choices = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(trail.root), '{.modeltrail,.modeltrail/config.yaml}'));
    this.#subscriptions.push(watcher, watcher.onDidCreate(settle), watcher.onDidDelete(settle));
    this.#subscriptions.push(choices, choices.onDidCreate(settle), choices.onDidChange(settle), choices.onDidDelete(settle));
    this.#watchHistory();
  }

  /** Only once there is one: a project that shares nothing pays nothing. The choice to share comes with it, and is watched. @returns whether it begins now */
  #watchHistory(): boolean {
    if (this.#watchesHistory || !hasSharedHistory(this.#trail)) return false;
    this.#watchesHistory = true;
    const history = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(join(this.#trail.root, '.modeltrail', 'history')), '**'));
    const settle = (): void => {
      this.#settle();
    };
    this.#subscriptions.push(history, history.onDidCreate(settle), history.onDidChange(settle));
    return true;
  }

  #settle(ms = settleMs): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#onChange();
      // What Git writes while a watcher starts is not told.
      if (this.#watchHistory()) this.#settle(startMs);
    }, ms);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    disposeAll(this.#subscriptions);
  }
}
