import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { throwIfCancelled } from '../base/errors.ts';

/** Bytes that are read, hashed and written at a time: few enough that they are still in the processor's cache when they are written. */
const streamBytes = 1024 * 1024;

export interface HashStreamOptions {
  /** Gets every piece; may take its time, the next piece is read and this one hashed meanwhile. `bytes` is only lent. */
  readonly sink?: (bytes: Uint8Array, position: number) => Promise<void>;
  readonly onBytes?: (count: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads `size` bytes from `offset`, or to the file's end where that comes first, and hashes them. This thread hashes while
 * threads of Node's own read the next piece and write this one. Throws `cancelled` between pieces.
 */
export async function hashStream(file: FileHandle, offset: number, size: number, options: HashStreamOptions = {}): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  const length = Math.max(1, Math.min(streamBytes, size));
  const ring = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(length), Buffer.allocUnsafe(length)] as const;
  const readAt = (position: number, slot: number): Promise<Buffer> =>
    readFully(file, (ring[slot % 3] ?? ring[0]).subarray(0, Math.min(length, size - position)), offset + position);
  let position = 0;
  let writing: Promise<void> | undefined;
  let reading = readAt(0, 0);
  try {
    for (let slot = 1; ; slot++) {
      // Once the piece before was written its place in the ring is free for the piece after this one.
      const [bytes] = await Promise.all([reading, writing]);
      throwIfCancelled(options.signal);
      if (bytes.length === 0) break;
      reading = readAt(position + bytes.length, slot);
      writing = options.sink?.(bytes, position);
      hash.update(bytes);
      options.onBytes?.(bytes.length);
      position += bytes.length;
    }
  } finally {
    // Nothing may still be using the caller's files when this ends, however it ends.
    await Promise.allSettled([reading, writing]);
  }
  return { sha256: hash.digest('hex'), size: position };
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
