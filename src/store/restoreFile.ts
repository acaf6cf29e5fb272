import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TrailError, asTrailError, isTrailError, systemErrorCode, throwIfCancelled } from '../base/errors.ts';
import type { CallContext } from '../base/rpc.ts';
import { decompress } from '../codecs/zstd.ts';
import { realDisk, statOrNull, type Disk, type DiskFile } from './disk.ts';
import { checkStore } from './format.ts';
import { copyAndHash, flushFile } from './hashCopy.ts';
import { hashStream, readFully, type Hashed } from './hashStream.ts';
import { placesOfFile, type SegmentPlace } from './index/content.ts';
import { withIndex } from './index/open.ts';
import { catchUp } from './index/refresh.ts';
import { packPath } from './layout.ts';
import { pieceBytes } from './packIndex.ts';
import type { Database } from './sqlite.ts';

/**
 * Puts the bytes of a stored file at `target` in one step, checked: either the right bytes are there afterwards, durably, or
 * what was there before is untouched. A file that is there keeps its mode; a link is replaced, not followed.
 * Progress is in bytes. Throws `bytes-elsewhere` when the bytes are not in this store (the caller knows whether they are lost),
 * `object-damaged`, `cancelled`, `disk-full`, `read-only`.
 */
export async function restoreFile(storeDir: string, sha256: string, size: number, target: string, ctx: CallContext, disk: Disk = realDisk): Promise<void> {
  try {
    const { id } = await checkStore(storeDir, 'read');
    const places = await withIndex(storeDir, id, (database) => findFile(storeDir, database, sha256, ctx));
    await replaceFile(target, disk, (temp) => writeFile(storeDir, places, { sha256, size }, temp, ctx, disk));
  } catch (error) {
    throw asTrailError(error, target);
  }
}

interface Wanted {
  readonly sha256: string;
  readonly size: number;
}

async function findFile(storeDir: string, database: Database, sha256: string, ctx: CallContext): Promise<SegmentPlace[]> {
  await catchUp(storeDir, database, ctx.signal);
  const places = placesOfFile(database, sha256);
  if (places !== null) return places;
  throw new TrailError('bytes-elsewhere', `The bytes ${sha256.slice(0, 12)} are not in this trail.`, {
    hint: 'Fetch them from where the version was saved.',
    data: { sha256 },
  });
}

/**
 * Replaces a file by one that `write` makes beside it, flushed, and renamed over it. Nothing is left behind when it fails.
 * @param write makes the file at the path that it is given
 */
export async function replaceFile(target: string, disk: Disk, write: (temp: string) => Promise<void>): Promise<void> {
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  await cleanTemps(folder, disk);
  const before = await statOrNull(target);
  if (before?.isDirectory() === true) throw new TrailError('target-exists', `${target} is a folder.`, { hint: 'Move it away, or restore to another path.' });
  if (before !== null && !before.isFile() && !before.isSymbolicLink()) throw new TrailError('target-exists', `${target} is a device or a pipe.`, { hint: 'Restore to another path.' });
  const temp = join(folder, `${tempPrefix}${randomBytes(8).toString('hex')}`);
  try {
    await write(temp);
    if (before?.isFile() === true) await chmod(temp, Number(before.mode) & 0o7777);
    await disk.rename(temp, target);
    await disk.flushFolder(folder);
  } catch (error) {
    await disk.remove(temp);
    throw error;
  }
}

export const tempPrefix = '.modeltrail-restore-';
const dayMs = 24 * 60 * 60 * 1000;

/** What a restore that was killed left beside its target. */
async function cleanTemps(folder: string, disk: Disk): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(tempPrefix)) continue;
    const info = await stat(join(folder, name)).catch(() => null);
    if (info !== null && Date.now() - info.mtimeMs > dayMs) await disk.remove(join(folder, name));
  }
}

async function writeFile(storeDir: string, places: readonly SegmentPlace[], wanted: Wanted, temp: string, ctx: CallContext, disk: Disk): Promise<void> {
  const [only] = places;
  try {
    const plain = places.length === 1 && only?.encoding === 'raw';
    const written = plain ? await writePlain(storeDir, only, temp, ctx, disk) : await writeSegments(storeDir, places, wanted.size, temp, ctx, disk);
    if (written.sha256 === wanted.sha256 && written.size === wanted.size) return;
  } catch (error) {
    if (isTrailError(error) || systemErrorCode(error)?.startsWith('E') === true && !(error instanceof RangeError) && !isZlibError(error)) throw error;
    throw damaged(wanted, error);
  }
  throw damaged(wanted);
}

function isZlibError(error: unknown): boolean {
  const code = systemErrorCode(error) ?? '';
  return code.startsWith('ZSTD_') || code.startsWith('Z_') || code.startsWith('ERR_');
}

function damaged({ sha256 }: Wanted, cause?: unknown): TrailError {
  return new TrailError('object-damaged', `The stored bytes ${sha256.slice(0, 12)} are damaged; nothing was replaced.`, {
    hint: 'Run modeltrail verify.',
    data: { sha256 },
    cause,
  });
}

/** One run of plain bytes. What was written is what is hashed. */
async function writePlain(storeDir: string, place: SegmentPlace, temp: string, ctx: CallContext, disk: Disk): Promise<Hashed> {
  const options = { onBytes: progressOf(ctx, place.size), signal: ctx.signal };
  const path = packPath(storeDir, place.pack);
  const pack = await openPack(path);
  try {
    const whole = place.offset === 0 && (await pack.stat()).size === place.size;
    const copied = whole ? await copyAndHash(disk, path, temp, place.size, options) : null;
    if (copied !== null) {
      await flushFile(disk, temp);
      return copied;
    }
    return await withNewFile(temp, disk, (file) => hashStream(pack, place.offset, place.size, { ...options, sink: (bytes, position) => file.write(bytes, position) }));
  } finally {
    await pack.close();
  }
}

async function withNewFile<T>(temp: string, disk: Disk, write: (file: DiskFile) => Promise<T>): Promise<T> {
  const file = await disk.create(temp);
  try {
    const result = await write(file);
    await file.flush();
    return result;
  } finally {
    await file.close();
  }
}

async function writeSegments(storeDir: string, places: readonly SegmentPlace[], size: number, temp: string, ctx: CallContext, disk: Disk): Promise<Hashed> {
  const progress = progressOf(ctx, size);
  const packs = new OpenPacks(storeDir);
  const hash = createHash('sha256');
  let position = 0;
  let next: Promise<Buffer> | undefined;
  try {
    return await withNewFile(temp, disk, async (file) => {
      for (const [at, place] of places.entries()) {
        throwIfCancelled(ctx.signal);
        const bytes = await (next ?? packs.read(place));
        const following = places[at + 1];
        // The next segment is read and decoded on other threads meanwhile.
        next = following === undefined ? undefined : packs.read(following);
        const writing = file.write(bytes, position);
        hash.update(bytes);
        await writing;
        position += bytes.length;
        progress(bytes.length);
      }
      return { sha256: hash.digest('hex'), size: position };
    });
  } finally {
    await Promise.allSettled([next]);
    await packs.close();
  }
}

/** The packs that a file is spread over, each opened once. */
export class OpenPacks {
  readonly #storeDir: string;
  readonly #handles = new Map<string, FileHandle>();

  constructor(storeDir: string) {
    this.#storeDir = storeDir;
  }

  /** A segment's content; not checked beyond its size. */
  async read(place: SegmentPlace): Promise<Buffer> {
    if (place.stored > 64 * pieceBytes) throw new RangeError('The segment is too large to be read at once.');
    const stored = await readFully(await this.#open(place.pack), Buffer.allocUnsafe(place.stored), place.offset);
    if (stored.length !== place.stored) throw new RangeError('The pack ends too early.');
    if (place.encoding === 'raw') return stored;
    if (place.encoding === 'zstd') return decompress(stored, place.size);
    throw new TrailError('format-newer', `These bytes are kept in a form (${place.encoding}) that this ModelTrail can't read.`, { hint: 'Update ModelTrail.' });
  }

  async close(): Promise<void> {
    for (const handle of this.#handles.values()) await handle.close();
  }

  async #open(pack: string): Promise<FileHandle> {
    const handle = this.#handles.get(pack) ?? (await openPack(packPath(this.#storeDir, pack)));
    this.#handles.set(pack, handle);
    return handle;
  }
}

async function openPack(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw asTrailError(error, path);
    throw new TrailError('object-damaged', 'A pack of this trail has vanished.', { hint: 'Run modeltrail verify.', cause: error });
  }
}

function progressOf(ctx: CallContext, total: number): (count: number) => void {
  let done = 0;
  return (count) => {
    done += count;
    ctx.progress({ done, total });
  };
}
