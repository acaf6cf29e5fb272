import { basename } from 'node:path';
import * as vscode from 'vscode';
import { disposeAll, type Disposable } from '../../base/disposables.ts';
import { TrailError } from '../../base/errors.ts';
import { relativePath } from '../../trail/paths.ts';
import { hasSharedHistory } from '../../trail/presence.ts';
import type { Trail } from '../../trail/trail.ts';
import { VersionRecords } from '../../trail/versionRecords.ts';
import { StoreWatcher } from './storeWatcher.ts';

/**
 * The trails of the open workspace folders, each opened when first asked for. Folders of one repository, and its work trees,
 * have one store between them: its versions are listed once, while each folder knows what lies in it.
 */
export class Trails implements Disposable {
  /** The records that were read, whichever trail they are of: an id stands for its content. */
  readonly records = new VersionRecords();
  readonly #workerScript: string;
  readonly #byFolder = new Map<string, Promise<Trail>>();
  readonly #opened = new Set<Trail>();
  readonly #watchers = new Map<string, StoreWatcher>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #modelsFound = new vscode.EventEmitter<void>();
  /** A first save of another program is looked out for only where there are model files. */
  #expected = false;
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
      vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
        this.#reopen(removed.map(({ uri }) => uri.fsPath));
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#reopen([...this.#byFolder.keys()]);
      }),
    ];
  }

  /** One trail for each store, in the order of the workspace's folders: what there is to list. */
  async all(): Promise<Trail[]> {
    return firstOfEach(await this.#all(), ({ place }) => place.storeDir);
  }

  /** One trail for each work tree: what there is to look at on disk. */
  async workTrees(): Promise<Trail[]> {
    return firstOfEach(await this.#all(), ({ root, place }) => `${root}\n${place.storeDir}`);
  }

  /** One trail for each folder that lies in no other: where there is to search. */
  async folders(): Promise<Trail[]> {
    const all = await this.#all();
    return all.filter((trail) => !all.some((other) => other.root === trail.root && relativePath(other.folder, trail.folder) !== null));
  }

  /** The work trees whose versions are those of a trail, itself among them. */
  async workTreesOf(trail: Trail): Promise<Trail[]> {
    return (await this.workTrees()).filter((other) => sameStore(other, trail));
  }

  /** The trail of the work tree at `root`, where one of its folders is open. */
  async at(root: string): Promise<Trail | undefined> {
    return (await this.#all()).find((trail) => trail.root === root);
  }

  /** The trail of the folder that holds a file; throws `workspace-missing` where none does. */
  async for(uri: vscode.Uri): Promise<Trail> {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (folder === undefined) {
      throw new TrailError('workspace-missing', vscode.l10n.t('{0} is not in an open folder.', uri.fsPath), { hint: vscode.l10n.t('Open the folder that it is in.') });
    }
    return this.#open(folder.uri.fsPath);
  }

  /** Where there are several stores, what people call this one: by its folder, or by the root that several folders share. */
  nameIfSeveral(trail: Trail): readonly string[] {
    const [same, others] = [[...this.#opened].filter((other) => sameStore(other, trail)), [...this.#opened].some((other) => !sameStore(other, trail))];
    return others ? [basename(same.length > 1 ? trail.root : trail.folder)] : [];
  }

  /** Tells everything that shows versions to look again. */
  changed(): void {
    this.#watchAll();
    this.#changed.fire();
  }

  /** From now on the first save of another program is noticed too: there are model files. */
  expectVersions(): void {
    this.#expected = true;
    this.#watchAll();
    this.#modelsFound.fire();
  }

  async #all(): Promise<Trail[]> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return Promise.all(folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => this.#open(uri.fsPath)));
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
    this.#opened.add(trail);
    this.#watch(trail);
    return trail;
  }

  #watchAll(): void {
    for (const trail of this.#opened) this.#watch(trail);
  }

  /** Folders of one work tree have one watcher; a repository without models has none. */
  #watch(trail: Trail): void {
    if (!this.#expected && !trail.place.exists && !hasSharedHistory(trail)) return;
    const key = `${trail.root}\n${trail.place.storeDir}`;
    if (this.#watchers.has(key)) return;
    const watcher = new StoreWatcher(trail, () => {
      this.changed();
    });
    this.#watchers.set(key, watcher);
  }

  #reopen(folders: readonly string[]): void {
    void this.#close(folders).then(() => {
      this.changed();
    });
  }

  async #close(folders: readonly string[]): Promise<void> {
    const closing = folders.flatMap((folder) => this.#byFolder.get(folder) ?? []);
    for (const folder of folders) this.#byFolder.delete(folder);
    const trails = (await Promise.allSettled(closing)).flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    for (const trail of trails) this.#opened.delete(trail);
    disposeAll([...trails, ...this.#watchers.values()]);
    this.#watchers.clear();
    this.#watchAll();
  }

  dispose(): void {
    disposeAll(this.#subscriptions);
    void this.#close([...this.#byFolder.keys()]);
  }
}

/** Whether two trails list the same versions: of one folder, of folders of one work tree, or of work trees of one repository. */
export function sameStore(one: Trail, other: Trail): boolean {
  return one.place.storeDir === other.place.storeDir;
}

function firstOfEach(trails: readonly Trail[], keyOf: (trail: Trail) => string): Trail[] {
  const first = new Map<string, Trail>();
  for (const trail of trails) if (!first.has(keyOf(trail))) first.set(keyOf(trail), trail);
  return [...first.values()];
}
