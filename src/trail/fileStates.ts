import { statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { VersionSummary } from '../domain/version.ts';
import type { IndexReader } from '../store/index/reader.ts';
import { factsOf, type FileFacts } from '../store/sourceFile.ts';
import { readWorkspaceState } from '../store/workspaceState.ts';
import { peekFileState, type FileState } from './fileState.ts';
import { preferredHolder } from './inspectFile.ts';
import { absolutePath } from './paths.ts';
import type { Trail } from './trail.ts';

/** A folder whose files were all hashed before is told within this. */
const folderMs = 250;
const kept = 200;

/**
 * The states of tracked paths. What only hashing can tell is `unread` at first and hashed in a worker meanwhile, so that
 * the next question has an answer.
 */
export class FileStates {
  readonly #digests = new Map<string, { readonly facts: FileFacts; readonly sha256: string }>();
  readonly #hashing = new Set<string>();
  readonly #onRead: () => void;

  /** @param onRead is called when a file was hashed that was `unread` before */
  constructor(onRead: () => void) {
    this.#onRead = onRead;
  }

  /** Null for a path that no version has. @param path relative to the trail's root */
  async of(trail: Trail, index: IndexReader, path: string): Promise<FileState | null> {
    const peeked = peekFileState(trail.root, index, path);
    if (peeked === null || peeked.state === 'saved' || peeked.state === 'missing') return peeked;
    const state = peeked.state === 'unread' ? await this.#read(trail, index, path, peeked) : peeked;
    return state.state === 'saved' ? state : { ...state, version: await changedFrom(trail, index, state.version) };
  }

  async #read(trail: Trail, index: IndexReader, path: string, peeked: FileState): Promise<FileState> {
    const absolute = absolutePath(trail.root, path);
    const info = statSync(absolute, { bigint: true, throwIfNoEntry: false });
    if (info?.isDirectory() === true) return this.#readFolder(trail, index, path, peeked);
    if (info?.isFile() !== true) return peeked;
    const known = this.#digests.get(absolute);
    if (known !== undefined && sameFacts(known.facts, factsOf(info))) return judged(index, path, peeked, known.sha256);
    // Starting a worker takes the time of several hovers; this one is answered first.
    setTimeout(() => void this.#hash(trail, absolute), 30).unref();
    return peeked;
  }

  /** What is inside a folder can change while its own facts stay: it is looked through each time. */
  async #readFolder(trail: Trail, index: IndexReader, path: string, peeked: FileState): Promise<FileState> {
    const digest = trail.workers.call('digestFolder', { storeDir: trail.place.storeDir, path: absolutePath(trail.root, path) });
    const found = await Promise.race([digest.catch(() => null), delay(folderMs, null, { ref: false })]);
    return found === null ? peeked : judged(index, path, peeked, found.sha256);
  }

  async #hash(trail: Trail, absolute: string): Promise<void> {
    if (this.#hashing.has(absolute)) return;
    this.#hashing.add(absolute);
    try {
      const before = statSync(absolute, { bigint: true });
      const { sha256 } = await trail.workers.call('digestFile', { storeDir: trail.place.storeDir, path: absolute });
      const facts = factsOf(statSync(absolute, { bigint: true }));
      if (!sameFacts(factsOf(before), facts)) return;
      if (this.#digests.size >= kept) this.#digests.clear();
      this.#digests.set(absolute, { facts, sha256 });
      this.#onRead();
    } catch {
      // It went away, or is being written: the next look tells.
    } finally {
      this.#hashing.delete(absolute);
    }
  }
}

function judged(index: IndexReader, path: string, peeked: FileState, sha256: string): FileState {
  const holder = preferredHolder(index.byArtifact(sha256), path);
  return holder === undefined ? { ...peeked, state: 'changed' } : { ...peeked, state: 'saved', version: holder };
}

/** The version that was last saved or restored here, of which the file on disk is a change; else the newest. */
async function changedFrom(trail: Trail, index: IndexReader, newest: VersionSummary): Promise<VersionSummary> {
  const { current } = await readWorkspaceState(trail.place.storeDir, trail.root);
  const id = current.get(newest.model);
  const found = id === undefined ? undefined : index.summary(id);
  return found === undefined || found.deleted ? newest : found;
}

function sameFacts(one: FileFacts, other: FileFacts): boolean {
  return one.size === other.size && one.mtimeNs === other.mtimeNs && one.ctimeNs === other.ctimeNs && one.ino === other.ino;
}
