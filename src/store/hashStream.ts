import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { throwIfCancelled } from '../base/errors.ts';

/** Bytes that are read, hashed and written at a time: few enough that they are still in the processor's cache when they are written. */
const streamBytes = 1024 * 1024;
/** Pieces that are read ahead, and pieces whose writing is waited for only later, so that hashing never stands still. */
const depth = 2;

export interface HashStreamOptions {
  /** Gets every piece in order, perhaps before the piece before is written. `bytes` is only lent until its promise is fulfilled. */
  readonly sink?: (bytes: Uint8Array, position: number) => Promise<void>;
  readonly onBytes?: (count: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface Hashed {
  readonly sha256: string;
  /** Bytes that were read. */
  readonly size: number;
}

/**
 * Reads `size` bytes from `offset`, or to the file's end where that comes first, and hashes them. This thread hashes while
 * threads of Node's own read the next pieces and write the last ones: what is written is the very memory that was hashed.
 * Throws `cancelled` between pieces.
 */
export async function hashStream(file: FileHandle, offset: number, size: number, options: HashStreamOptions = {}): Promise<Hashed> {
  const hash = createHash('sha256');
  const read = await hashInto(hash, file, offset, size, options);
  return { sha256: hash.digest('hex'), size: read };
}

/** The same for a part of what `hash` is of. @returns bytes that were there */
export async function hashInto(hash: Hash, file: FileHandle, offset: number, size: number, options: HashStreamOptions): Promise<number> {
  const reads = readAhead(file, offset, size);
  const writes: Promise<void>[] = [];
  let position = 0;
  try {
    for (let reading = reads.next(); reading !== undefined; reading = reads.next()) {
      const bytes = await reading;
      throwIfCancelled(options.signal);
      if (bytes.length === 0) break;
      // This also frees the memory that the next piece is read into.
      if (writes.length >= depth) await writes.shift();
      reads.issue();
      if (options.sink !== undefined) writes.push(heldFailure(options.sink(bytes, position)));
      hash.update(bytes);
      options.onBytes?.(bytes.length);
      position += bytes.length;
    }
    await Promise.all(writes);
  } finally {
    // Nothing may still be using the caller's files when this ends, however it ends.
    await Promise.allSettled([...writes, reads.settled()]);
  }
  return position;
}

interface Reads {
  /** The oldest read under way; undefined at the end. */
  next(): Promise<Buffer> | undefined;
  /** Begins one more. */
  issue(): void;
  settled(): Promise<unknown>;
}

/** Reads pieces in order, `depth` of them ahead, into a ring with room for those still being written and the one being hashed. */
function readAhead(file: FileHandle, offset: number, size: number): Reads {
  const length = Math.max(1, Math.min(streamBytes, size));
  const ring = Array.from({ length: Math.min(2 * depth + 1, Math.ceil(size / length)) }, () => Buffer.allocUnsafe(length));
  const underWay: Promise<Buffer>[] = [];
  let issued = 0;
  const issue = (): void => {
    const position = issued * length;
    const buffer = ring[issued % ring.length];
    if (position >= size || buffer === undefined) return;
    issued++;
    underWay.push(heldFailure(readFully(file, buffer.subarray(0, Math.min(length, size - position)), offset + position)));
  };
  for (let ahead = 0; ahead < depth; ahead++) issue();
  return { next: () => underWay.shift(), issue, settled: () => Promise.allSettled(underWay) };
}

/** Whoever waits for it gets the failure; until then, or when nobody does any more, it must not end the process. */
function heldFailure<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Fills `buffer`, or as much of it as the file has. @returns the filled part */
export async function readFully(file: FileHandle, buffer: Buffer, position: number): Promise<Buffer> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
