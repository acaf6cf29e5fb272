import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { TrailError, asTrailError } from '../base/errors.ts';
import type { CallContext } from '../base/rpc.ts';
import { sha256Schema } from '../domain/manifest.ts';
import { realDisk, type Disk } from './disk.ts';
import { newTmpPath } from './durableFile.ts';
import { checkStore, ensureStore } from './format.ts';
import { copyAndHash } from './hashCopy.ts';
import { hashStream, type Hashed } from './hashStream.ts';
import { safetyPath } from './layout.ts';
import { replaceFile } from './restoreFile.ts';
import { SourceFile } from './sourceFile.ts';

/** A file that a restore was about to replace, kept for a while so that it can be undone. */
const recordSchema = z.looseObject({
  /** Relative to the trail's root, with `/`. */
  path: z.string(),
  size: z.number().int().nonnegative(),
  sha256: sha256Schema,
  /** Milliseconds since 1970. */
  keptAt: z.number(),
});

export type SafetyRecord = z.infer<typeof recordSchema>;
export interface SafetyCopy extends SafetyRecord {
  readonly id: string;
}

export interface SafetyRequest {
  /** Absolute. */
  readonly path: string;
  /** As records write it. */
  readonly relPath: string;
  /** What the file is known to hold; null where nobody has looked. */
  readonly sha256: string | null;
}

const keepMs = 14 * 24 * 60 * 60 * 1000;

/**
 * Copies a file into the store, durably, before something replaces it. @returns the copy's id
 * Throws `artifact-changed` when the file holds something else than was said, `file-missing`, `cancelled`, `disk-full`.
 * @param now milliseconds since 1970
 */
export async function keepSafetyCopy(storeDir: string, request: SafetyRequest, now: number, ctx: CallContext, disk: Disk = realDisk): Promise<string> {
  const building = newTmpPath(storeDir);
  const source = await SourceFile.open(request.path);
  try {
    await ensureStore(storeDir, disk);
    await disk.makeFolder(building);
    const copy = await copyInto(source, join(building, 'bytes'), ctx, disk);
    if (request.sha256 !== null && request.sha256 !== copy.sha256) {
      throw new TrailError('artifact-changed', `${request.path} has changed; it was not replaced.`, { hint: 'Save it first, or try again.' });
    }
    const record: SafetyRecord = { path: request.relPath, ...copy, keptAt: now };
    await writeNew(join(building, 'record.json'), Buffer.from(JSON.stringify(record)), disk);
    await disk.flushFolder(building);
    const id = randomBytes(8).toString('hex');
    await disk.rename(building, safetyPath(storeDir, id));
    await disk.flushFolder(safetyPath(storeDir));
    return id;
  } catch (error) {
    await disk.remove(building);
    throw asTrailError(error, request.path);
  } finally {
    await source.close();
  }
}

async function copyInto(source: SourceFile, target: string, ctx: CallContext, disk: Disk): Promise<Hashed> {
  const total = source.facts.size;
  let done = 0;
  const options = { signal: ctx.signal, onBytes: (count: number) => { ctx.progress({ done: (done += count), total }); } };
  const copied = await copyAndHash(disk, source.path, target, total, options);
  const file = copied === null ? await disk.create(target) : await disk.reopen(target);
  try {
    const copy = copied ?? (await hashStream(source.handle, 0, total, { ...options, sink: (bytes, position) => file.write(bytes, position) }));
    await source.checkUnchanged(copy.size);
    await file.flush();
    return copy;
  } finally {
    await file.close();
  }
}

async function writeNew(path: string, bytes: Uint8Array, disk: Disk): Promise<void> {
  const file = await disk.create(path);
  try {
    await file.write(bytes, 0);
    await file.flush();
  } finally {
    await file.close();
  }
}

/** The safety copies that are there, newest first. */
export async function listSafetyCopies(storeDir: string): Promise<SafetyCopy[]> {
  const copies: SafetyCopy[] = [];
  for (const id of await readdir(safetyPath(storeDir)).catch(() => [])) {
    const record = await readRecord(storeDir, id);
    if (record !== null) copies.push({ ...record, id });
  }
  return copies.sort((a, b) => b.keptAt - a.keptAt || (a.id < b.id ? -1 : 1));
}

async function readRecord(storeDir: string, id: string): Promise<SafetyRecord | null> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(join(safetyPath(storeDir, id), 'record.json'), 'utf8')));
  } catch {
    return null;
  }
}

/** Puts a safety copy back, checked and in one step; the copy stays. Throws `file-missing`, `object-damaged`, `cancelled`. */
export async function restoreSafetyCopy(storeDir: string, id: string, target: string, ctx: CallContext, disk: Disk = realDisk): Promise<void> {
  try {
    await checkStore(storeDir, 'read');
    const record = /^[0-9a-f]+$/u.test(id) ? await readRecord(storeDir, id) : null;
    if (record === null) throw new TrailError('file-missing', 'That safety copy is not there any more.', { hint: 'Safety copies are kept for 14 days.' });
    await replaceFile(target, disk, async (temp) => {
      const source = await SourceFile.open(join(safetyPath(storeDir, id), 'bytes'));
      try {
        const copy = await copyInto(source, temp, ctx, disk);
        if (copy.sha256 !== record.sha256) throw new TrailError('object-damaged', 'The safety copy is damaged; nothing was replaced.');
      } finally {
        await source.close();
      }
    });
  } catch (error) {
    throw asTrailError(error, target);
  }
}

/** Removes safety copies of more than 14 days. @param now milliseconds since 1970 @returns how many */
export async function purgeSafetyCopies(storeDir: string, now: number, disk: Disk = realDisk): Promise<number> {
  const old = (await listSafetyCopies(storeDir)).filter((copy) => now - copy.keptAt > keepMs);
  for (const { id } of old) await disk.remove(safetyPath(storeDir, id));
  return old.length;
}
