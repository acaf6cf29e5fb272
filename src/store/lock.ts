import { dirname } from 'node:path';
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { TrailError, asTrailError, throwIfCancelled } from '../base/errors.ts';
import { openDatabase, rollBack, sqliteProblem, type Database } from './sqlite.ts';

const giveUpMs = 60_000;

/**
 * Runs `work` while holding a lock that no other process, and no other thread, holds. The lock is an open transaction of SQLite
 * on `path`, so the system lets go of it when its process dies, whatever it died of. Waiting doesn't hold the thread.
 * Throws `store-locked` after a minute, `cancelled`, or `read-only` where the file can't be made.
 *
 * SQLite's locks are those of the system (fcntl, LockFileEx). Where a network file system only pretends to have them, two
 * saves on two machines may choose the same label; nothing is lost then, and the label is shown as shared.
 */
export async function withLock<T>(path: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  const lock = await acquire(path, signal);
  try {
    return await work();
  } finally {
    release(lock);
  }
}

async function acquire(path: string, signal: AbortSignal | undefined): Promise<Database> {
  const deadline = performance.now() + giveUpMs;
  for (;;) {
    throwIfCancelled(signal);
    const lock = tryAcquire(path);
    if (lock !== null) return lock;
    if (performance.now() > deadline) {
      throw new TrailError('store-locked', 'Another ModelTrail process has been writing to this trail for more than a minute.', {
        hint: 'Wait for it, or end it, and try again.',
      });
    }
    // Unequal waits, so that of many none is always the last.
    await sleep(2 + Math.random() * 20);
  }
}

function tryAcquire(path: string): Database | null {
  let database: Database | null = null;
  try {
    database = openDatabase(path);
    const file = inode(path);
    database.exec('BEGIN IMMEDIATE');
    // Somebody may have removed the file between opening and locking it: that lock would be held on nothing.
    if (file !== null && inode(path) === file) return database;
  } catch (error) {
    if (database !== null) release(database);
    if (sqliteProblem(error) === 'busy') return null;
    throw lockFailure(error, path);
  }
  release(database);
  return null;
}

function lockFailure(error: unknown, path: string): unknown {
  const problem = sqliteProblem(error);
  if (problem === 'read-only' || problem === 'cannot-open') {
    return new TrailError('read-only', `${dirname(path)} can't be written.`, { hint: "Check the folder's permissions.", cause: error });
  }
  if (problem === 'full') return new TrailError('disk-full', 'The disk is full; nothing was changed.', { hint: 'Free some space and try again.', cause: error });
  if (problem === 'corrupt' || problem === 'locking') {
    return new TrailError('store-damaged', `The lock file ${path} can't be used.`, { hint: 'Delete that file and try again; it holds nothing.', cause: error });
  }
  return asTrailError(error, path);
}

function release(database: Database): void {
  rollBack(database);
  database.close();
}

function inode(path: string): bigint | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}
