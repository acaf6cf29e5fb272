import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { disposeAll, type Disposable } from '../../base/disposables.ts';
import { configPath } from '../../trail/config.ts';
import { hasSharedHistory } from '../../trail/presence.ts';
import type { Trail } from '../../trail/trail.ts';

/** Several files are written by one save; they are one change. */
const settleMs = 150;

/** What is written while a watcher starts is not told, and one of a large folder takes its time: then there are further looks. */
const startingMs = [700, 2000];

interface Place {
  readonly folder: string;
  /** With `/` in it what is below is watched too. */
  readonly pattern: string;
  readonly changes?: false;
  readonly deletes?: false;
}

/**
 * Notices that another window or a terminal wrote to the store, by its events alone, that choices in `config.yaml` changed, and
 * that Git brought shared history. What is not there yet is watched once its folder shows it: VS Code would poll for it.
 */
export class StoreWatcher implements Disposable {
  readonly #trail: Trail;
  readonly #onChange: () => void;
  readonly #watched = new Map<string, Disposable>();
  #furtherLooks: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(trail: Trail, onChange: () => void) {
    this.#trail = trail;
    this.#onChange = onChange;
    this.#watchNew();
  }

  /** @returns whether something is watched from now on that was not there before */
  #watchNew(): boolean {
    const before = this.#watched.size;
    for (const place of placesOf(this.#trail)) if (!this.#watched.has(keyOf(place)) && existsSync(place.folder)) this.#watched.set(keyOf(place), this.#watch(place));
    return this.#watched.size > before;
  }

  #watch({ folder, pattern, changes, deletes }: Place): Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), pattern), false, changes === false, deletes === false);
    const settle = (): void => {
      this.#settle(settleMs);
    };
    const parts = [watcher, watcher.onDidCreate(settle), watcher.onDidChange(settle), watcher.onDidDelete(settle)];
    return new vscode.Disposable(() => {
      disposeAll(parts);
    });
  }

  #settle(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#onChange();
      if (this.#watchNew()) this.#furtherLooks = [...startingMs];
      const next = this.#furtherLooks.shift();
      if (next !== undefined) this.#settle(next);
    }, ms);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    disposeAll([...this.#watched.values()]);
  }
}

/** A project that shares nothing has no history to watch, and a folder without a store its parent alone. */
function placesOf(trail: Trail): Place[] {
  const { root, place: { storeDir } } = trail;
  const choices = dirname(configPath(root));
  return [
    { folder: dirname(storeDir), pattern: basename(storeDir), changes: false },
    { folder: storeDir, pattern: 'events/**', changes: false },
    { folder: root, pattern: basename(choices), changes: false },
    { folder: choices, pattern: basename(configPath(root)) },
    ...(hasSharedHistory(trail) ? [{ folder: join(choices, 'history'), pattern: '**', deletes: false } as const] : []),
  ];
}

function keyOf({ folder, pattern }: Place): string {
  return `${folder}\n${pattern}`;
}
