import { createHash, randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, renameSync, rmSync, statSync, statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { TrailError } from '../../base/errors.ts';
import { openDatabase, sqliteProblem, type Database } from '../sqlite.ts';
import { withLock } from '../lock.ts';
import { createSchema, hasSchema } from './schema.ts';

/** Statements of a worker may wait this long for another process's short transaction. */
const busyMs = 5000;

/**
 * Where the index of a store is: in the store, or, where that can't be written or is not on a local disk
 * (SQLite's shared memory needs one), in the system's cache folder.
 */
export function indexPath(storeDir: string): string {
  if (isLocal(storeDir) && isWritable(storeDir)) return join(storeDir, 'index.db');
  return join(cacheFolder(), createHash('sha256').update(storeDir, 'utf8').digest('hex'), 'index.db');
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Types of network file systems, as Linux's statfs tells them: NFS, SMB, CIFS, SMB2, 9P, AFS, Ceph, Lustre, GPFS, BeeGFS, FUSE (sshfs). */
const networkTypes = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x5346414f, 0x00c36400, 0x0bd00bd0, 0x47504653, 0x19830326, 0x65735546]);

function isLocal(folder: string): boolean {
  if (process.platform === 'win32') return !folder.startsWith('\\\\');
  if (process.platform !== 'linux') return true;
  try {
    return !networkTypes.has(statfsSync(folder).type);
  } catch {
    return true;
  }
}

function cacheFolder(): string {
  const given = process.env['MODELTRAIL_CACHE'];
  if (given !== undefined && given !== '') return given;
  if (process.platform === 'win32') return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'modeltrail');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'modeltrail');
  const xdg = process.env['XDG_CACHE_HOME'];
  return join(xdg !== undefined && xdg.startsWith('/') ? xdg : join(homedir(), '.cache'), 'modeltrail');
}

/**
 * Runs `use` on the index of a store. An index that is missing, of another shape or store, or damaged, is made anew first,
 * or on the way: `use` must be fit to be called again.
 */
export async function withIndex<T>(storeDir: string, store: string, use: (database: Database) => Promise<T>): Promise<T> {
  const path = indexPath(storeDir);
  for (let attempt = 1; ; attempt++) {
    const database = openIfFit(path, store) ?? (await createIndex(path, store));
    const opened = inode(path);
    try {
      return await use(database);
    } catch (error) {
      if (sqliteProblem(error) === 'busy') throw new TrailError('store-locked', 'The index of this trail is in use.', { hint: 'Try again.', cause: error });
      if (sqliteProblem(error) === 'full') throw new TrailError('disk-full', 'The disk is full.', { hint: 'Free some space and try again.', cause: error });
      if (attempt > 2 || sqliteProblem(error) === null) throw error;
      await dropIndex(path, opened);
    } finally {
      database.close();
    }
  }
}

function openIfFit(path: string, store: string): Database | null {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return null;
  let database: Database | null = null;
  try {
    database = openDatabase(path, { busyMs });
    database.exec('PRAGMA synchronous = NORMAL');
    // In KiB; used as far as it is needed. An index of a large trail made anew comes back to its pages again and again.
    database.exec('PRAGMA cache_size = -65536');
    if (hasSchema(database, store)) return database;
  } catch (error) {
    if (sqliteProblem(error) === 'busy') throw new TrailError('store-locked', 'The index of this trail is in use.', { hint: 'Try again.', cause: error });
    // Damaged, or not a database at all: it holds nothing that the files don't.
  }
  database?.close();
  return null;
}

/** Makes the index under another name and puts it in place whole, so that nobody opens half of one. */
async function createIndex(path: string, store: string): Promise<Database> {
  mkdirSync(dirname(path), { recursive: true });
  return locked(path, () => {
    const present = openIfFit(path, store);
    if (present !== null) return present;
    removeIndex(path);
    const beside = `${path}.${randomBytes(6).toString('hex')}`;
    const made = openDatabase(beside, { busyMs });
    try {
      made.exec('PRAGMA synchronous = OFF');
      createSchema(made, store);
      made.exec('PRAGMA journal_mode = WAL');
    } finally {
      made.close();
    }
    for (const rest of ['-wal', '-shm']) rmSync(beside + rest, { force: true });
    renameSync(beside, path);
    const database = openIfFit(path, store);
    if (database === null) throw new TrailError('internal', `The index ${path} can't be made.`, { hint: 'Check that the disk works.' });
    return database;
  });
}

/** Another process may have made it anew meanwhile: only the very file that was found damaged goes. */
function dropIndex(path: string, damaged: bigint | null): Promise<void> {
  return locked(path, () => {
    if (inode(path) === damaged) removeIndex(path);
  });
}

function inode(path: string): bigint | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}

/** The log goes first: a log that outlives its database would be played into the next one. */
function removeIndex(path: string): void {
  for (const rest of ['-wal', '-shm', '']) rmSync(path + rest, { force: true });
}

function locked<T>(path: string, work: () => T): Promise<T> {
  return withLock(`${path}-lock`, undefined, () => Promise.resolve(work()));
}
