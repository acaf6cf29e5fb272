import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { availableParallelism } from 'node:os';
import { TrailError, isTrailError } from '../base/errors.ts';
import { hasHistory } from '../store/history/place.ts';
import type { IndexReader } from '../store/index/reader.ts';
import { findStore } from '../store/place.ts';
import { WorkerPool } from '../workers/pool.ts';
import type { TrailConfig } from '../domain/config.ts';
import type { Author } from '../domain/manifest.ts';
import { ConfigCache } from './config.ts';
import type { Clock, Trail, Workers } from './trail.ts';
import type { WorkerTable } from '../worker.ts';

export interface OpenOptions {
  /** The built worker beside the running program. */
  readonly workerScript: string | URL;
  readonly trusted: boolean;
  readonly clock?: Clock;
  readonly author?: Author;
  /** Where sentences beside an answer go; nowhere when it is left out. */
  readonly notify?: (sentence: string) => void;
  /** True in the editor: what a person types there goes before the work of the trail. */
  readonly background?: boolean;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Most folders have no store: what reads one, with SQLite and the schemas of its records, is loaded where there is one. */
function loadReader() {
  return import('../store/index/reader.ts');
}

/**
 * Opens the trail that a folder belongs to; nothing is created until something is saved.
 * Throws `workspace-missing` when the folder is not there.
 */
export async function openTrail(folder: string, options: OpenOptions): Promise<Trail> {
  const absolute = resolve(folder);
  const info = await stat(absolute).catch(() => null);
  if (info?.isDirectory() !== true) {
    throw new TrailError('workspace-missing', `${folder} is not a folder.`, { hint: 'Open a folder, or give one with -C.' });
  }
  return new OpenedTrail(absolute, options);
}

class OpenedTrail implements Trail {
  readonly folder: string;
  readonly workers: Workers;
  readonly clock: Clock;
  readonly trusted: boolean;
  readonly notify: (sentence: string) => void;
  #author: Promise<Author> | null;
  #reader: IndexReader | null = null;
  #refreshing: Promise<IndexReader | null> | null = null;
  #next: Promise<IndexReader | null> | null = null;
  readonly #config = new ConfigCache();
  #place;
  #disposed = false;

  constructor(folder: string, options: OpenOptions) {
    this.folder = folder;
    this.trusted = options.trusted;
    this.clock = options.clock ?? systemClock;
    this.notify = options.notify ?? (() => undefined);
    this.#author = options.author === undefined ? null : Promise.resolve(options.author);
    this.#place = findStore(folder);
    this.workers = new WorkerPool<WorkerTable>({ script: options.workerScript, size: Math.min(4, Math.max(2, availableParallelism())), background: options.background ?? false });
  }

  /** Another program may save first: until there is a store, each look tells anew. */
  get place() {
    if (!this.#place.exists) this.#place = findStore(this.folder);
    return this.#place;
  }

  get root(): string {
    return this.#place.root;
  }

  get lastIndex(): IndexReader | null {
    return this.#reader;
  }

  async presentIndex(): Promise<IndexReader | null> {
    if (this.#reader === null && this.place.exists) {
      const { openPresentIndex } = await loadReader();
      if (!this.#disposed) this.#reader ??= openPresentIndex(this.place.storeDir);
    }
    return this.#reader?.stale === true ? null : this.#reader;
  }

  author(): Promise<Author> {
    this.#author ??= this.workers.call('readAuthor', { folder: this.folder, git: this.trusted });
    return this.#author;
  }

  /** Calls that come while a refresh is under way share the next: this one may have looked before what they ask about was there. */
  index(): Promise<IndexReader | null> {
    if (this.#refreshing !== null) {
      this.#next ??= this.#refreshing.then(() => this.#indexAfter(), () => this.#indexAfter());
      return this.#next;
    }
    this.#refreshing = this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  #indexAfter(): Promise<IndexReader | null> {
    this.#next = null;
    return this.index();
  }

  config(): Promise<TrailConfig> {
    return this.#config.read(this.root);
  }

  async #refresh(): Promise<IndexReader | null> {
    await this.#takeIn();
    const { exists, storeDir } = this.place;
    if (!exists) return null;
    await this.workers.call('refreshIndex', { storeDir });
    if (this.#reader?.stale === true) {
      this.#reader.close();
      this.#reader = null;
    }
    const { openIndexReader } = await loadReader();
    if (this.#disposed) return null;
    this.#reader ??= openIndexReader(storeDir);
    return this.#reader;
  }

  async standing(): Promise<ReadonlyMap<string, string>> {
    const { readWorkspaceState } = await import('../store/workspaceState.ts');
    return (await readWorkspaceState(this.#place.storeDir, this.root)).current;
  }

  /** What colleagues shared comes in. Where that can't be, what is here already can still be read. */
  async #takeIn(): Promise<void> {
    if (!this.trusted || !hasHistory(this.root)) return;
    try {
      await this.workers.call('takeInHistory', { storeDir: this.place.storeDir, root: this.root, now: this.clock.now() });
    } catch (error) {
      if (!this.place.exists || !isTrailError(error, 'read-only', 'disk-full', 'store-locked', 'format-newer')) throw error;
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#reader?.close();
    this.#reader = null;
    this.workers.dispose();
  }
}
