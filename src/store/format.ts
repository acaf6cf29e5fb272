import { randomUUID } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { TrailError, asTrailError, systemErrorCode } from '../base/errors.ts';
import { realDisk, statOrNull, type Disk } from './disk.ts';
import { writeDurably } from './durableFile.ts';
import { formatPath, lockPath, storeFolders } from './layout.ts';
import { withLock } from './lock.ts';

/** The store format that this program writes. */
export const formatVersion = 1;

const formatSchema = z.looseObject({
  /** The version of the format; `reader` and `writer`: the least program that may read, and write, this store. */
  format: z.number().int().positive(),
  reader: z.number().int().positive(),
  writer: z.number().int().positive(),
  id: z.string().min(1).max(100),
});

export type StoreFormat = z.infer<typeof formatSchema>;

/**
 * Checks that this program may work on a store, and that none of its folders is a link to somewhere else.
 * Throws `format-newer`, `store-damaged`, or `file-missing` where there is no store.
 */
export async function checkStore(storeDir: string, intent: 'read' | 'write'): Promise<StoreFormat> {
  const format = await readFormat(storeDir);
  if (format === null) throw new TrailError('file-missing', `There is no trail in ${storeDir}.`, { hint: 'Save a version first.' });
  const needed = intent === 'read' ? format.reader : format.writer;
  if (needed > formatVersion) {
    const what = intent === 'read' ? 'read' : 'be written to';
    throw new TrailError('format-newer', `This trail was made by a newer ModelTrail and can't ${what} with this one.`, { hint: 'Update ModelTrail.' });
  }
  await refuseLinks(storeDir);
  return format;
}

/** Makes a store where there is none, and checks it otherwise. Returns its format, with the store's own id. */
export async function ensureStore(storeDir: string, disk: Disk = realDisk): Promise<StoreFormat> {
  if ((await readFormat(storeDir)) !== null) return checkStore(storeDir, 'write');
  try {
    await makeFolders(storeDir, disk);
    return await withLock(lockPath(storeDir, 'commit'), undefined, async () => {
      if ((await readFormat(storeDir)) === null) await writeFormat(storeDir, disk);
      return checkStore(storeDir, 'write');
    });
  } catch (error) {
    throw asTrailError(error, storeDir);
  }
}

async function makeFolders(storeDir: string, disk: Disk): Promise<void> {
  const missing: string[] = [];
  for (let folder = storeDir; (await statOrNull(folder)) === null; folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) {
    await disk.makeFolder(folder);
    await disk.flushFolder(dirname(folder));
  }
  await refuseLinks(storeDir);
  for (const name of storeFolders) await disk.makeFolder(join(storeDir, name));
  await disk.flushFolder(storeDir);
}

async function writeFormat(storeDir: string, disk: Disk): Promise<void> {
  if (!isUnderGit(storeDir)) await writeDurably(storeDir, join(storeDir, '.gitignore'), Buffer.from('*\n'), disk);
  const format: StoreFormat = { format: formatVersion, reader: formatVersion, writer: formatVersion, id: randomUUID() };
  await writeDurably(storeDir, formatPath(storeDir), Buffer.from(`${JSON.stringify(format)}\n`), disk);
}

/** Git never looks for work-tree files in its own folder, so a store there needs no `.gitignore`. */
function isUnderGit(storeDir: string): boolean {
  return basename(storeDir) === 'modeltrail';
}

async function readFormat(storeDir: string): Promise<StoreFormat | null> {
  let text: string;
  try {
    text = await readFile(formatPath(storeDir), 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return null;
    throw asTrailError(error, formatPath(storeDir));
  }
  const damaged = (cause: unknown): TrailError =>
    new TrailError('store-damaged', `${formatPath(storeDir)} can't be understood.`, { hint: 'Restore that file from a backup of the trail.', cause });
  try {
    const result = formatSchema.safeParse(JSON.parse(text));
    if (result.success) return result.data;
    throw damaged(result.error);
  } catch (cause) {
    throw cause instanceof TrailError ? cause : damaged(cause);
  }
}

/** A pulled or prepared link in the place of a store's folder would make us write, or delete, somewhere else. */
async function refuseLinks(storeDir: string): Promise<void> {
  const inner = storeFolders.map((name) => join(storeDir, name));
  const outer = basename(dirname(storeDir)) === '.modeltrail' ? [dirname(storeDir)] : [];
  for (const folder of [...outer, storeDir, ...inner]) {
    const info = await lstat(folder).catch(() => null);
    if (info !== null && !info.isDirectory()) {
      throw new TrailError('store-damaged', `${folder} is a link or a file where the trail's own folder should be.`, { hint: 'Remove it, or put the folder back.' });
    }
  }
}
