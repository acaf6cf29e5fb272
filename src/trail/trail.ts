import type { WorkerPool } from '../workers/pool.ts';
import type { Author } from '../domain/manifest.ts';
import type { TrailConfig } from '../domain/config.ts';
import type { IndexReader } from '../store/index/reader.ts';
import type { StorePlace } from '../store/place.ts';
import type { WorkerTable } from '../worker.ts';

export type Workers = WorkerPool<WorkerTable>;

/** Milliseconds since 1970. A port, so that tests and the sample's history decide what time it is. */
export interface Clock {
  now(): number;
}

/** One opened trail: what every use case works on. */
export interface Trail {
  /** Absolute; artifact paths are relative to it: the work tree's root, or the workspace folder outside Git. */
  readonly root: string;
  /** Absolute; the folder that was opened, `root` or below it. */
  readonly folder: string;
  readonly place: StorePlace;
  readonly workers: Workers;
  readonly clock: Clock;
  /** False in Restricted Mode: then nothing is written and no process is started. */
  readonly trusted: boolean;
  author(): Promise<Author>;
  /** The index as of the files on disk; null where nothing was saved yet. */
  index(): Promise<IndexReader | null>;
  /** The index as it was last brought up to date: never waits, for the tree's redraws. */
  readonly lastIndex: IndexReader | null;
  /** As `lastIndex`, and before there was any refresh the index as it lies on disk. */
  presentIndex(): Promise<IndexReader | null>;
  /** Which version's files were last put into the work tree, by a save or a restore: a model's name → its id. */
  standing(): Promise<ReadonlyMap<string, string>>;
  /** Tells the person something beside the answer: what was done is done. */
  notify(sentence: string): void;
  /** The project's choices as of the file on disk; none where it can't be read, which a save tells. */
  config(): Promise<TrailConfig>;
  dispose(): void;
}
