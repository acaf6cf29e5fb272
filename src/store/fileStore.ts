import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asTrailError } from '../base/errors.ts';
import type { CallContext } from '../base/rpc.ts';
import { realDisk, statOrNull, type Disk } from './disk.ts';
import { ensureStore } from './format.ts';
import { withIndex } from './index/open.ts';
import { catchUp } from './index/refresh.ts';
import { tmpPath } from './layout.ts';
import { PutSession, type PutResult } from './putSession.ts';

export interface FileToPut {
  /** Absolute. */
  readonly path: string;
}

export interface StoredFile extends PutResult {
  readonly path: string;
}

/**
 * Keeps the bytes of files, so that they last when this returns. A file whose content is here already is not stored again.
 * Progress is in bytes. Throws `artifact-empty`, `artifact-changed` when one is being written, `file-missing`, `file-unreadable`,
 * `cancelled`, `disk-full`, `read-only`; then nothing was added.
 */
export async function putFiles(storeDir: string, files: readonly FileToPut[], ctx: CallContext, disk: Disk = realDisk): Promise<StoredFile[]> {
  const totalBytes = await totalSize(files);
  return withPutSession(storeDir, { ctx, disk, totalBytes, single: files.length === 1 }, async (session) => {
    const stored: StoredFile[] = [];
    for (const { path } of files) stored.push({ path, ...(await session.put(path)) });
    return stored;
  });
}

/** Runs `work` with a session whose packs are published when it succeeds, and leave nothing behind when it doesn't. */
export async function withPutSession<T>(
  storeDir: string,
  options: { readonly ctx: CallContext; readonly disk: Disk; readonly totalBytes: number; readonly single: boolean },
  work: (session: PutSession) => Promise<T>,
): Promise<T> {
  try {
    const { id } = await ensureStore(storeDir, options.disk);
    await cleanTmp(storeDir, options.disk);
    return await withIndex(storeDir, id, async (database) => {
      await catchUp(storeDir, database, options.ctx.signal);
      const session = new PutSession({ storeDir, database, ...options });
      try {
        const result = await work(session);
        await session.publish();
        return result;
      } finally {
        await session.discard();
      }
    });
  } catch (error) {
    throw asTrailError(error);
  }
}

async function totalSize(files: readonly FileToPut[]): Promise<number> {
  let total = 0;
  for (const { path } of files) {
    try {
      total += (await stat(path)).size;
    } catch (error) {
      throw asTrailError(error, path);
    }
  }
  return total;
}

/** A save elsewhere on a network disk has a process that is not seen here, but it writes. */
const abandonedMs = 60 * 60 * 1000;

/** Removes what processes that died left under `tmp/` more than an hour ago. */
async function cleanTmp(storeDir: string, disk: Disk): Promise<void> {
  for (const name of await readdir(tmpPath(storeDir)).catch(() => [])) {
    const path = join(tmpPath(storeDir), name);
    const info = await statOrNull(path);
    if (info === null || Date.now() - Number(info.mtimeMs) < abandonedMs || isAlive(Number(/^(\d+)-/u.exec(name)?.[1] ?? 0))) continue;
    await disk.remove(path);
  }
}

function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
