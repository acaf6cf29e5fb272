import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TrailError } from '../base/errors.ts';
import { statOrNull, type Disk } from './disk.ts';
import { tmpPath } from './layout.ts';

/** A new name under `tmp/`. It tells the process that made it, so that what a dead one left can be cleaned away. */
export function newTmpPath(storeDir: string): string {
  return join(tmpPath(storeDir), `${String(process.pid)}-${randomBytes(8).toString('hex')}`);
}

/** Puts `bytes` at `path` in one step: whoever looks sees the old file or the new one, and when this returns the new one lasts. */
export async function writeDurably(storeDir: string, path: string, bytes: Uint8Array, disk: Disk): Promise<void> {
  const tmp = await writeFlushed(storeDir, bytes, disk);
  await disk.rename(tmp, path);
  await disk.flushFolder(dirname(path));
}

async function writeFlushed(storeDir: string, bytes: Uint8Array, disk: Disk): Promise<string> {
  const tmp = newTmpPath(storeDir);
  const file = await disk.create(tmp);
  try {
    await file.write(bytes, 0);
    await file.flush();
  } finally {
    await file.close();
  }
  return tmp;
}

export interface ImmutableFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes files that are named by their content, with their shard folders. One that is there already is flushed again
 * rather than written: whoever wrote it may not have come that far. When this returns all of them last.
 */
export async function writeImmutable(storeDir: string, files: readonly ImmutableFile[], disk: Disk): Promise<void> {
  const folders = new Set(files.map(({ path }) => dirname(path)));
  for (const folder of folders) {
    await disk.makeFolder(folder);
    await refuseLink(folder);
    await disk.flushFolder(dirname(folder));
  }
  await Promise.all(files.map((file) => writeOne(storeDir, file, disk)));
  await Promise.all([...folders].map((folder) => disk.flushFolder(folder)));
}

async function refuseLink(folder: string): Promise<void> {
  if ((await statOrNull(folder))?.isDirectory() === true) return;
  throw new TrailError('store-damaged', `${folder} is a link or a file where the trail's own folder should be.`, { hint: 'Remove it and try again.' });
}

async function writeOne(storeDir: string, { path, bytes }: ImmutableFile, disk: Disk): Promise<void> {
  const present = await readFile(path).catch(() => null);
  if (present?.equals(bytes) === true) {
    const file = await disk.reopen(path);
    await file.flush().finally(() => file.close());
  } else {
    await disk.rename(await writeFlushed(storeDir, bytes, disk), path);
  }
}
