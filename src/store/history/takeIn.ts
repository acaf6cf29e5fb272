import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { throwIfCancelled } from '../../base/errors.ts';
import type { CallContext } from '../../base/rpc.ts';
import type { TrailEvent } from '../../domain/event.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { putBlobs, sha256Of } from '../blobs.ts';
import { realDisk, type Disk } from '../disk.ts';
import { writeImmutable } from '../durableFile.ts';
import { ensureStore } from '../format.ts';
import { eventsOf } from '../index/apply.ts';
import { readManifest } from '../index/documents.ts';
import { withIndex } from '../index/open.ts';
import { catchUp } from '../index/refresh.ts';
import { blobPath, eventPath, lockPath, manifestPath } from '../layout.ts';
import { withLock } from '../lock.ts';
import { namedBlobs } from '../namedBlobs.ts';
import type { Database } from '../sqlite.ts';
import { readSharedEvent, readSharedManifest, type Shared } from './checkTaken.ts';
import { noteExchanged } from './exchanged.ts';
import { historyNames, historyState, readHistoryFile } from './files.ts';
import { hasHistory, historyPath, maxSharedBlobBytes } from './place.ts';

/** So many events are taken in while the lock is held once: a save waits for no more. */
const chunkSize = 64;

export interface TakeInRequest {
  readonly storeDir: string;
  /** Absolute; the work tree's root. */
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Takes into the store what is valid and unknown in the shared history of a work tree; blobs first, events last, so that a crash
 * leaves nothing that counts and lacks something. What is absent there means nothing. Costs one look where there is no such
 * history, and one look at its folders where nothing changed. Throws `read-only`, `disk-full`, `store-locked`, `cancelled`.
 * @returns the number of events taken in
 */
export async function takeInHistory({ storeDir, root, now }: TakeInRequest, ctx?: CallContext, disk: Disk = realDisk): Promise<number> {
  if (!hasHistory(root)) return 0;
  const history = historyPath(root);
  const { id: store } = await ensureStore(storeDir, disk);
  const state = historyState(history);
  return withIndex(storeDir, store, async (database) => {
    const row = `history/${createHash('sha256').update(root, 'utf8').digest('hex')}`;
    if (database.prepare('SELECT 1 FROM folders WHERE path = ? AND mtime = ? AND settled = 1').get(row, state.signature) !== undefined) return 0;
    const taking = new Taking(storeDir, history, database, now, disk, ctx?.signal);
    const taken = await taking.run();
    const settled = state.settled && !taking.again;
    database.prepare('INSERT OR REPLACE INTO folders(path, mtime, settled) VALUES (?, ?, ?)').run(row, state.signature, settled ? 1 : 0);
    return taken;
  });
}

interface Candidate {
  readonly id: string;
  readonly event: Shared<TrailEvent>;
  /** Of a `saved` event whose version is not in the store yet. */
  readonly manifest: Shared<Manifest> | null;
}

class Taking {
  readonly #storeDir: string;
  readonly #history: string;
  readonly #database: Database;
  readonly #now: number;
  readonly #disk: Disk;
  readonly #signal: AbortSignal | undefined;
  /** Something could not be taken in now, but may be later, though nothing changes there. */
  again = false;

  constructor(storeDir: string, history: string, database: Database, now: number, disk: Disk, signal: AbortSignal | undefined) {
    this.#storeDir = storeDir;
    this.#history = history;
    this.#database = database;
    this.#now = now;
    this.#disk = disk;
    this.#signal = signal;
  }

  async run(): Promise<number> {
    const unknown = historyNames(this.#history, 'events').filter((id) => !existsSync(eventPath(this.#storeDir, id)));
    let taken = 0;
    for (let at = 0; at < unknown.length; at += chunkSize) {
      await this.#pause();
      taken += await this.#take(unknown.slice(at, at + chunkSize).flatMap((id) => this.#candidate(id) ?? []));
    }
    await this.#takeLateBlobs();
    return taken;
  }

  #candidate(id: string): Candidate | null {
    const event = readSharedEvent(this.#history, id, this.#now);
    if (event === 'early') this.again = true;
    if (typeof event === 'string') return null;
    if (event.value.type !== 'saved' || existsSync(manifestPath(this.#storeDir, event.value.version))) return { id, event, manifest: null };
    const manifest = readSharedManifest(this.#history, event.value.version, this.#now);
    if (manifest === 'early') this.again = true;
    // Git writes one file after the other: a version counts once its record is there.
    return typeof manifest === 'string' ? null : { id, event, manifest };
  }

  async #take(candidates: readonly Candidate[]): Promise<number> {
    if (candidates.length === 0) return 0;
    for (const { manifest } of candidates) if (manifest !== null) await this.#takeBlobs(namedBlobs(manifest.value).map(([, sha256]) => sha256));
    return withLock(lockPath(this.#storeDir, 'commit'), this.#signal, async () => {
      await catchUp(this.#storeDir, this.#database);
      const wanted = this.#firstSaves(candidates);
      const manifests = wanted.flatMap(({ event: { value }, manifest }) => (manifest === null || value.type !== 'saved' ? [] : [{ path: manifestPath(this.#storeDir, value.version), bytes: manifest.bytes }]));
      await writeImmutable(this.#storeDir, manifests, this.#disk);
      // Before the events: one that is here without this note would be written out again as our own.
      await noteExchanged(this.#storeDir, 'in', wanted.map(({ id }) => id), this.#disk);
      await writeImmutable(this.#storeDir, wanted.map(({ id, event }) => ({ path: eventPath(this.#storeDir, id), bytes: event.bytes })), this.#disk);
      return wanted.length;
    });
  }

  /** A version is saved once: a second such event could only change what is known of it. */
  #firstSaves(candidates: readonly Candidate[]): Candidate[] {
    const saved = new Set<string>();
    return candidates.filter(({ event: { value } }) => {
      if (value.type !== 'saved') return true;
      if (saved.has(value.version) || eventsOf(this.#database, { version: value.version }).some(({ event }) => event.type === 'saved')) return false;
      saved.add(value.version);
      return true;
    });
  }

  /** What a version names and was not there when it was taken in. */
  async #takeLateBlobs(): Promise<void> {
    const missing = new Set(historyNames(this.#history, 'blobs').filter((sha256) => !existsSync(blobPath(this.#storeDir, sha256))));
    if (missing.size === 0) return;
    for (const id of historyNames(this.#history, 'versions')) {
      await this.#pause();
      const manifest = storedManifest(this.#storeDir, id);
      if (manifest !== null) await this.#takeBlobs(namedBlobs(manifest).flatMap(([, sha256]) => (missing.has(sha256) ? [sha256] : [])));
    }
  }

  async #takeBlobs(names: readonly string[]): Promise<void> {
    for (const sha256 of new Set(names)) {
      if (existsSync(blobPath(this.#storeDir, sha256))) continue;
      const bytes = readHistoryFile(blobPath(this.#history, sha256), maxSharedBlobBytes);
      if (bytes !== null && sha256Of(bytes) === sha256) await putBlobs(this.#storeDir, [bytes], this.#disk);
    }
  }

  async #pause(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    throwIfCancelled(this.#signal);
  }
}

function storedManifest(storeDir: string, id: string): Manifest | null {
  try {
    return readManifest(storeDir, id);
  } catch {
    return null;
  }
}
