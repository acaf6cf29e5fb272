import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompress } from 'node:zlib';

// Looked up when they are called: an older Node must come as far as saying that it is too old.

/** One zstd frame, made on a thread of Node's own. */
export function compress(bytes: Uint8Array, level: number): Promise<Buffer> {
  return promisify<Uint8Array, object, Buffer>(zstdCompress)(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level } });
}

/** @param size bytes that must come out; a frame that holds more is refused before it fills the memory */
export async function decompress(frame: Uint8Array, size: number): Promise<Buffer> {
  const bytes = await promisify<Uint8Array, object, Buffer>(zstdDecompress)(frame, { maxOutputLength: Math.max(size, 1) });
  if (bytes.length !== size) throw new RangeError(`The frame holds ${String(bytes.length)} bytes instead of ${String(size)}.`);
  return bytes;
}

/** Compressed ÷ plain size of a few samples: near 1 for weights and for what is compressed already. */
export function sampleRatio(samples: readonly Uint8Array[]): number {
  const plain = samples.reduce((sum, sample) => sum + sample.length, 0);
  if (plain === 0) return 1;
  const packed = samples.reduce((sum, sample) => sum + zstdCompressSync(sample, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }).length, 0);
  return packed / plain;
}
