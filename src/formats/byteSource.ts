import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { unreadable } from './unreadable.ts';

/** Bytes at any place of something that may be much larger than memory. Reading blocks: readers run in a worker. */
export interface ByteSource {
  readonly size: number;
  /** Fills the whole of `target` from `offset` on, or throws `file-unreadable` when the source ends before. */
  readInto(target: Uint8Array, offset: number): void;
}

/** A part of a source, read into memory of its own. The caller bounds `length`. */
export function readBytes(source: ByteSource, offset: number, length: number): Uint8Array {
  checkRange(source, offset, length);
  const bytes = new Uint8Array(length);
  source.readInto(bytes, offset);
  return bytes;
}

export function checkRange(source: ByteSource, offset: number, length: number): void {
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0 || offset + length > source.size) {
    throw unreadable('it ends too early');
  }
}

export function memorySource(bytes: Uint8Array): ByteSource {
  const source: ByteSource = {
    size: bytes.length,
    readInto(target, offset) {
      checkRange(source, offset, target.length);
      target.set(bytes.subarray(offset, offset + target.length));
    },
  };
  return source;
}

/** A window on another source, which can't be left. */
export function sliceSource(outer: ByteSource, start: number, size: number): ByteSource {
  checkRange(outer, start, size);
  const source: ByteSource = {
    size,
    readInto(target, offset) {
      checkRange(source, offset, target.length);
      outer.readInto(target, start + offset);
    },
  };
  return source;
}

/** Opens a regular file for `use` alone. Pipes and devices are refused, since reading them could wait for ever. */
export function withFile<T>(path: string, use: (source: ByteSource) => T): T {
  if (!statSync(path).isFile()) throw unreadable('it is not a file');
  const descriptor = openSync(path, 'r');
  try {
    return use(fileSource(descriptor));
  } finally {
    closeSync(descriptor);
  }
}

function fileSource(descriptor: number): ByteSource {
  const source: ByteSource = {
    size: fstatSync(descriptor).size,
    readInto(target, offset) {
      checkRange(source, offset, target.length);
      let done = 0;
      while (done < target.length) {
        const read = readSync(descriptor, target, done, target.length - done, offset + done);
        if (read === 0) throw unreadable('it became shorter while it was read');
        done += read;
      }
    },
  };
  return source;
}
