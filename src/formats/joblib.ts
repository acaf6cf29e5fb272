import { gunzipSync, inflateSync } from 'node:zlib';
import type { ByteCursor } from './byteCursor.ts';
import { memorySource, readBytes, type ByteSource } from './byteSource.ts';
import { elementCount } from './dtype.ts';
import { limits } from './limits.ts';
import { attributesOf, classOf, entryOf, shapeOf } from './pickleClasses.ts';
import { readPickle } from './pickleMachine.ts';
import { followingData, joblibWrapper, numpyDtype } from './pickleNumpy.ts';
import { pushEntry, type PickleObject, type PickleValue } from './pickleValue.ts';
import { unreadable } from './unreadable.ts';

/** Pickles of arrays of objects may hold such arrays themselves. */
const maxNesting = 20;

/**
 * Skips the arrays that joblib writes into the stream, each behind the BUILD of its `NumpyArrayWrapper`: since 1.2 one byte that
 * counts bytes of padding, the padding, then the elements; an array of objects is a pickle of its own.
 * Source: joblib/numpy_pickle.py, `NumpyArrayWrapper.read_array`.
 */
export class JoblibArrays {
  found = false;
  #nesting = 0;

  readonly take = (object: PickleObject, cursor: ByteCursor): void => {
    if (classOf(object) !== joblibWrapper) return;
    this.found = true;
    const attributes = attributesOf(object);
    const dtype = numpyDtype(entryOf(attributes, 'dtype'));
    const shape = shapeOf(entryOf(attributes, 'shape'));
    if (attributes === null || dtype === null || shape === null) throw unreadable('one of its arrays has no size');
    if (dtype.hasObjects) {
      pushEntry(attributes, followingData, this.#nested(cursor));
      return;
    }
    if (dtype.itemSize === null) throw unreadable(`one of its arrays has elements of an unknown size, ${dtype.name}`);
    if (typeof entryOf(attributes, 'numpy_array_alignment_bytes') === 'number') cursor.skip(cursor.u8());
    const length = elementCount(shape) * dtype.itemSize;
    pushEntry(attributes, followingData, { kind: 'bytes', at: cursor.position, length });
    cursor.skip(length);
  };

  #nested(cursor: ByteCursor): PickleValue {
    if (++this.#nesting > maxNesting) throw unreadable('its pickle is nested too deeply');
    const value = readPickle(cursor, { onBuild: this.take });
    this.#nesting--;
    return value;
  }
}

/** Compressions that joblib knows, by their first bytes. Source: joblib/compressor.py. */
const compressions: readonly { readonly name: string; readonly magic: readonly number[] }[] = [
  { name: 'gzip', magic: [0x1f, 0x8b] },
  { name: 'bz2', magic: [0x42, 0x5a, 0x68] },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { name: 'lzma', magic: [0x5d, 0x00] },
  { name: 'lz4', magic: [0x04, 0x22, 0x4d, 0x18] },
];

/** How a file is compressed, or null. For zlib the check sum of its two header bytes is looked at too: `x` begins much else. */
export function compressionOf(start: Uint8Array): string | null {
  const [first = 0, second = 0] = start;
  if (first === 0x78 && ((first << 8) | second) % 31 === 0) return 'zlib';
  return compressions.find(({ magic }) => magic.every((byte, at) => start[at] === byte))?.name ?? null;
}

/** What a compressed file holds, in memory: refused when it is or becomes too large. */
export function inflated(source: ByteSource, compression: string): ByteSource {
  if (compression !== 'zlib' && compression !== 'gzip') throw unreadable(`it is compressed with ${compression}, which is not read`);
  if (source.size > limits.inflatedBytes) throw unreadable('it is too large to be decompressed here');
  const packed = readBytes(source, 0, source.size);
  try {
    const inflate = compression === 'zlib' ? inflateSync : gunzipSync;
    return memorySource(inflate(packed, { maxOutputLength: limits.inflatedBytes }));
  } catch (cause) {
    const tooLarge = cause instanceof RangeError;
    throw unreadable(tooLarge ? 'it is too large once decompressed' : 'its compressed content is broken', cause);
  }
}
