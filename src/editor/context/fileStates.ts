import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { disposeAll, type Disposable } from '../../base/disposables.ts';
import { FileDigests } from '../../trail/fileDigests.ts';
import { changeOf, peekFileState, readState, type PathState } from '../../trail/fileState.ts';
import type { TextPlace } from '../../trail/mentions.ts';
import { absolutePath } from '../../trail/paths.ts';
import { trackedFiles, type TrackedFile } from '../../trail/trackedFiles.ts';
import type { Trail } from '../../trail/trail.ts';
import { PathWatcher } from './pathWatcher.ts';
import { sameStore, type Trails } from './trails.ts';

export interface TrackedInTrail extends TrackedFile {
  readonly trail: Trail;
}

/** The trail that a file is in, with its index as it is. */
type FilePlace = Pick<TextPlace, 'trail' | 'index'>;

/** A folder whose files were all hashed before is told within this. */
const folderMs = 250;
/** Starting a worker takes the time of several answers. */
const behindMs = 30;

/**
 * What the workspace's model files are to their trails: those of the newest versions kept true while they change, any other when it
 * is asked for. Nothing is looked at where nothing was saved, and nothing is hashed before an answer.
 */
export class FileStates implements Disposable {
  readonly #trails: Trails;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<readonly vscode.Uri[]>();
  readonly #watcher: PathWatcher;
  readonly #subscriptions: Disposable[];
  readonly #digests = new FileDigests();
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

  /** The files of a model's newest version that are in no version as they are now, of all open work trees. */
  changedFiles(trail: Trail, model: string): readonly TrackedInTrail[] {
    return [...this.#files.values()].filter((file) => sameStore(file.trail, trail) && file.model === model && file.state.state === 'changed');
  }

  /** Names of the models with a file that no version has. */
  changedModels(): readonly string[] {
    const changed = [...this.#files.values()].filter(({ state }) => state.state === 'changed');
    return [...new Map(changed.map(({ trail, model }) => [`${trail.place.storeDir}\n${model}`, model])).values()];
  }

  /**
   * The state of any path that a version has; null for others. What only hashing can tell is `unread` at first and hashed meanwhile:
   * then `onDidChange` fires.
   * @param path relative to the trail's root
   */
  async of({ trail, index }: FilePlace, path: string): Promise<PathState | null> {
    const peeked = peekFileState(trail.root, index, path, this.#digests);
    if (peeked === null || peeked.state === 'saved' || peeked.state === 'missing') return peeked;
    return changeOf(index, path, peeked.state === 'unread' ? await this.#read({ trail, index }, path, peeked) : peeked, await trail.standing());
  }

  async #read({ trail, index }: FilePlace, path: string, peeked: PathState): Promise<PathState> {
    const absolute = absolutePath(trail.root, path);
    if (!peeked.isFolder) {
      setTimeout(() => void this.#readBehind(trail, path, absolute), behindMs).unref();
      return peeked;
    }
    const sha256 = await Promise.race([this.#digests.read(trail, absolute, true, { signal: this.#ended.signal }), delay(folderMs, null, { ref: false })]);
    return sha256 === null ? peeked : readState(index, path, peeked, sha256);
  }

  async #readBehind(trail: Trail, path: string, absolute: string): Promise<void> {
    const sha256 = await this.#digests.read(trail, absolute, false, { signal: this.#ended.signal });
    if (sha256 === null || this.#ended.signal.aborted) return;
    const file = this.#files.get(absolute);
    const index = trail.lastIndex;
    if (file?.state.state === 'unread' && index !== null) this.#files.set(absolute, { ...file, state: readState(index, path, file.state, sha256) });
    this.#changed.fire([vscode.Uri.file(absolute)]);
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
    const files = (await Promise.all(trails.map(async (trail) => (await trackedFiles(trail, this.#digests)).map((file): TrackedInTrail => ({ ...file, trail }))))).flat();
    this.#put(new Map(files.map((file) => [file.absolute, this.#asKnown(file)])));
    this.#watcher.watch(files.map(({ absolute }) => absolute));
    // One at a time: hashing is for later, typing is for now.
    for (const file of files.filter(({ state }) => state.state === 'unread')) {
      if (this.#again || this.#ended.signal.aborted) return;
      const sha256 = await this.#digests.read(file.trail, file.absolute, file.state.isFolder, { signal: this.#ended.signal });
      const index = file.trail.lastIndex;
      if (sha256 !== null && index !== null && !this.#again) this.#put(new Map([...this.#files, [file.absolute, { ...file, state: readState(index, file.path, file.state, sha256) }]]));
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

function sameState(one: PathState | undefined, other: PathState | undefined): boolean {
  return one?.state === other?.state && one?.version.id === other?.version.id && one?.version.label === other?.version.label && one?.modifiedAt === other?.modifiedAt;
}
