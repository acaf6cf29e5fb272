import * as vscode from 'vscode';
import { disposeAll, type Disposable } from '../../base/disposables.ts';
import type { FileState } from '../../trail/fileState.ts';
import { trackedFiles, verifyTrackedFile, type TrackedFile } from '../../trail/trackedFiles.ts';
import type { Trail } from '../../trail/trail.ts';
import { PathWatcher } from './pathWatcher.ts';
import { sameStore, type Trails } from './trails.ts';

export interface TrackedInTrail extends TrackedFile {
  readonly trail: Trail;
}

/** What the workspace's model files are to their trails, kept true while they change. Nothing is looked at where nothing was saved. */
export class FileStates implements Disposable {
  readonly #trails: Trails;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<readonly vscode.Uri[]>();
  readonly #watcher: PathWatcher;
  readonly #subscriptions: Disposable[];
  /** By absolute path. */
  #files = new Map<string, TrackedInTrail>();
  #looking: Promise<void> | null = null;
  #again = false;
  #ended = new AbortController();

  /** Fires with the files whose state is another now. */
  readonly onDidChange = this.#changed.event;

  constructor(trails: Trails, log: vscode.LogOutputChannel) {
    this.#trails = trails;
    this.#log = log;
    this.#watcher = new PathWatcher(() => {
      this.look();
    });
    this.#subscriptions = [
      this.#changed,
      this.#watcher,
      trails.onDidChange(() => {
        this.look();
      }),
      // Training on another machine, or in a folder that can't be watched, sends no events.
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused && this.#files.size > 0) this.look();
      }),
    ];
  }

  get files(): Iterable<TrackedInTrail> {
    return this.#files.values();
  }

  fileOf(uri: vscode.Uri): TrackedInTrail | null {
    return uri.scheme === 'file' ? (this.#files.get(uri.fsPath) ?? null) : null;
  }

  stateOf(uri: vscode.Uri): FileState | null {
    return this.fileOf(uri)?.state ?? null;
  }

  /** The files of a model's newest version that are in no version as they are now, of all open work trees. */
  changedFiles(trail: Trail, model: string): readonly TrackedInTrail[] {
    return [...this.#files.values()].filter((file) => sameStore(file.trail, trail) && file.model === model && file.state.state === 'changed');
  }

  /** Names of the models with a file that no version has. */
  changedModels(): readonly string[] {
    const changed = [...this.#files.values()].filter(({ state }) => state.state === 'changed');
    return [...new Map(changed.map(({ trail, model }) => [`${trail.place.storeDir}\n${model}`, model])).values()];
  }

  /** Looks at all tracked files again; calls that come meanwhile share one more look. */
  look(): void {
    if (this.#looking !== null) {
      this.#again = true;
      return;
    }
    this.#looking = this.#lookNow()
      .catch((error: unknown) => {
        this.#log.debug('file states', error);
      })
      .finally(() => {
        this.#looking = null;
        if (!this.#again || this.#ended.signal.aborted) return;
        this.#again = false;
        this.look();
      });
  }

  async #lookNow(): Promise<void> {
    const trails = (await this.#trails.workTrees()).filter(({ place }) => place.exists);
    const files = (await Promise.all(trails.map(async (trail) => (await trackedFiles(trail)).map((file): TrackedInTrail => ({ ...file, trail }))))).flat();
    this.#put(new Map(files.map((file) => [file.absolute, this.#asKnown(file)])));
    this.#watcher.watch(files.map(({ absolute }) => absolute));
    // One at a time: hashing is for later, typing is for now.
    for (const file of files.filter(({ state }) => state.state === 'unread')) {
      if (this.#again || this.#ended.signal.aborted) return;
      const state = await verifyTrackedFile(file.trail, file, { signal: this.#ended.signal });
      if (state !== null && !this.#again) this.#put(new Map([...this.#files, [file.absolute, { ...file, state }]]));
    }
  }

  /** While a file is read again, it is what it was when it was last read, if it wasn't touched since. */
  #asKnown(file: TrackedInTrail): TrackedInTrail {
    const known = this.#files.get(file.absolute)?.state;
    return file.state.state === 'unread' && known !== undefined && known.modifiedAt === file.state.modifiedAt ? { ...file, state: known } : file;
  }

  #put(next: Map<string, TrackedInTrail>): void {
    const before = this.#files;
    const differing = [...new Set([...before.keys(), ...next.keys()])].filter((path) => !sameState(before.get(path)?.state, next.get(path)?.state));
    this.#files = next;
    if (differing.length > 0) this.#changed.fire(differing.map((path) => vscode.Uri.file(path)));
  }

  dispose(): void {
    this.#ended.abort();
    disposeAll(this.#subscriptions);
  }
}

function sameState(one: FileState | undefined, other: FileState | undefined): boolean {
  return one?.state === other?.state && one?.version.id === other?.version.id && one?.version.label === other?.version.label && one?.modifiedAt === other?.modifiedAt;
}
