import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemErrorCode, throwIfCancelled } from '../base/errors.ts';
import type { Disk } from './disk.ts';
import { hashInto, hashStream, type Hashed, type HashStreamOptions } from './hashStream.ts';

/** Below this, starting a thread costs more than it saves. */
const worthwhileBytes = 8 * 1024 * 1024;
/** The copy is followed in strides of so many bytes. */
const strideBytes = 4 * 1024 * 1024;

/**
 * Makes `to` a copy of a whole file and hashes the copy, not the file: what is hashed is what will be kept, whoever writes
 * to the file meanwhile. Its blocks are shared where that can be; else another thread copies while this one hashes behind it.
 * @param size bytes that the file is said to have
 * @returns null where the system can do neither; nothing is at `to` then. Throws `cancelled`; the caller removes `to`.
 */
export async function copyAndHash(disk: Disk, from: string, to: string, size: number, options: HashStreamOptions): Promise<Hashed | null> {
  if (size < worthwhileBytes) return null;
  if (await disk.clone(from, to)) return hashFile(to, options);
  const copy = disk.copyGrowing(from, to, size);
  if (copy === null) return null;
  const state = { ended: false };
  const ended = copy.done.finally(() => {
    state.ended = true;
  });
  ended.catch(() => undefined);
  let file: FileHandle | undefined;
  try {
    file = await openGrowing(to, state);
    const hashed = await follow(file, size, state, options);
    await ended;
    return hashed;
  } finally {
    copy.stop();
    await Promise.allSettled([ended]);
    await file?.close();
  }
}

export async function flushFile(disk: Disk, path: string): Promise<void> {
  const file = await disk.reopen(path);
  try {
    await file.flush();
  } finally {
    await file.close();
  }
}

async function hashFile(path: string, options: HashStreamOptions): Promise<Hashed> {
  const file = await open(path, 'r');
  try {
    return await hashStream(file, 0, (await file.stat()).size, options);
  } finally {
    await file.close();
  }
}

async function openGrowing(path: string, state: { readonly ended: boolean }): Promise<FileHandle> {
  for (;;) {
    const { ended } = state;
    try {
      return await open(path, 'r');
    } catch (error) {
      if (ended || systemErrorCode(error) !== 'ENOENT') throw error;
      await sleep(1);
    }
  }
}

async function follow(file: FileHandle, size: number, state: { readonly ended: boolean }, options: HashStreamOptions): Promise<Hashed> {
  const hash = createHash('sha256');
  let position = 0;
  for (;;) {
    throwIfCancelled(options.signal);
    // Asked before the size, so that a copy which had ended then has that size for good.
    const { ended } = state;
    const there = (await file.stat()).size;
    const ready = ended ? there - position : Math.floor((there - position) / strideBytes) * strideBytes;
    if (ready > 0) position += await hashInto(hash, file, position, ready, options);
    else if (ended) return { sha256: hash.digest('hex'), size: position };
    // A copy that was made faster than it was looked at, or has failed, ends with the next look.
    else await sleep(position >= size ? 0 : 1);
  }
}
