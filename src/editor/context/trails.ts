import * as vscode from 'vscode';
import { disposeAll, type Disposable } from '../../base/disposables.ts';
import { TrailError } from '../../base/errors.ts';
import type { Trail } from '../../trail/trail.ts';
import { VersionRecords } from '../../trail/versionRecords.ts';
import { StoreWatcher } from './storeWatcher.ts';

interface Opened {
  readonly trail: Trail;
  /** Null until there is something to watch. */
  watcher: StoreWatcher | null;
}

/** The trails of the open workspace folders, each opened when first asked for. Folders of one repository share one. */
export class Trails implements Disposable {
  /** The records that were read, whichever trail they are of: an id stands for its content. */
  readonly records = new VersionRecords();
  readonly #workerScript: string;
  readonly #opened = new Map<string, Opened>();
  readonly #byFolder = new Map<string, Promise<Trail>>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #modelsFound = new vscode.EventEmitter<void>();
  readonly #subscriptions: Disposable[];

  /** Fires when versions may have changed, here or in another program. */
  readonly onDidChange = this.#changed.event;

  /** Fires whenever it is seen that there are model files or versions. */
  readonly onDidFindModels = this.#modelsFound.event;

  constructor(workerScript: string) {
    this.#workerScript = workerScript;
    this.#subscriptions = [
      this.#changed,
      this.#modelsFound,
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#reopen();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#reopen();
      }),
    ];
  }

  /** One trail for each store, in the order of the workspace's folders. */
  async all(): Promise<Trail[]> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const trails = await Promise.all(folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => this.#open(uri.fsPath)));
    return [...new Set(trails)];
  }

  /** The trail of the folder that holds a file; throws `workspace-missing` where none does. */
  async for(uri: vscode.Uri): Promise<Trail> {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (folder === undefined) {
      throw new TrailError('workspace-missing', vscode.l10n.t('{0} is not in an open folder.', uri.fsPath), { hint: vscode.l10n.t('Open the folder that it is in.') });
    }
    return this.#open(folder.uri.fsPath);
  }

  /** Tells everything that shows versions to look again. */
  changed(): void {
    this.#watchStores(false);
    this.#changed.fire();
  }

  /** From now on the first save of another program is noticed too: there are model files. */
  expectVersions(): void {
    this.#watchStores(true);
    this.#modelsFound.fire();
  }

  /** A repository without models has no watcher. */
  #watchStores(always: boolean): void {
    for (const opened of this.#opened.values()) if (always || opened.trail.place.exists) opened.watcher ??= this.#watcherOf(opened.trail);
  }

  #watcherOf(trail: Trail): StoreWatcher {
    return new StoreWatcher(trail, () => {
      this.changed();
    });
  }

  #open(folder: string): Promise<Trail> {
    let trail = this.#byFolder.get(folder);
    if (trail === undefined) {
      trail = this.#openNew(folder);
      this.#byFolder.set(folder, trail);
      trail.catch(() => this.#byFolder.delete(folder));
    }
    return trail;
  }

  async #openNew(folder: string): Promise<Trail> {
    const { openTrail } = await import('../../trail/openTrail.ts');
    const trail = await openTrail(folder, { workerScript: this.#workerScript, trusted: vscode.workspace.isTrusted, background: true, notify: (sentence) => void vscode.window.showWarningMessage(sentence) });
    const key = `${trail.root}\n${trail.place.storeDir}`;
    const known = this.#opened.get(key);
    if (known !== undefined) {
      trail.dispose();
      return known.trail;
    }
    this.#opened.set(key, { trail, watcher: trail.place.exists ? this.#watcherOf(trail) : null });
    return trail;
  }

  #reopen(): void {
    void this.#close().then(() => {
      this.changed();
    });
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#byFolder.values());
    const opened = [...this.#opened.values()];
    this.#opened.clear();
    this.#byFolder.clear();
    disposeAll(opened.flatMap(({ trail, watcher }) => (watcher === null ? [trail] : [watcher, trail])));
  }

  dispose(): void {
    disposeAll(this.#subscriptions);
    void this.#close();
  }
}
