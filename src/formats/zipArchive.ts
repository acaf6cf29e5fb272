import { constants, inflateRawSync } from 'node:zlib';
import { TrailError } from '../base/errors.ts';
import { memorySource, readBytes, sliceSource, type ByteSource } from './byteSource.ts';
import { unreadable } from './unreadable.ts';

export interface ZipEntry {
  readonly name: string;
  readonly compressed: boolean;
  readonly packedSize: number;
  readonly size: number;
  readonly headerOffset: number;
}

const maxDirectoryBytes = 64 * 1024 * 1024;
const maxEntries = 400_000;
const endBytes = 22;
const maxCommentBytes = 0xffff;
const unknownSize = 0xffffffff;

/**
 * The entries of a zip file from its central directory: PyTorch's and NumPy's local headers leave sizes out. Stored entries can then be
 * read in place, whatever their size. Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16 and 4.5.3 (zip64).
 */
export function readZipDirectory(source: ByteSource): ZipEntry[] {
  const { offset, size, count } = findDirectory(source);
  if (size > maxDirectoryBytes || count > maxEntries) throw unreadable('its zip directory is too large');
  const bytes = Buffer.from(readBytes(source, offset, size).buffer);
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= bytes.length && entries.length < count; ) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) break;
    const [nameLength, extraLength, commentLength] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    const nameEnd = at + 46 + nameLength;
    if (nameEnd + extraLength > bytes.length) break;
    entries.push(entryAt(bytes, at, nameEnd, extraLength));
    at = nameEnd + extraLength + commentLength;
  }
  if (entries.length !== count) throw unreadable('its zip directory is broken');
  return entries;
}

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

function findDirectory(source: ByteSource): Directory {
  const length = Math.min(source.size, endBytes + maxCommentBytes);
  const start = source.size - length;
  const tail = Buffer.from(readBytes(source, start, length).buffer);
  for (let at = length - endBytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== 0x06054b50) continue;
    const directory = { count: tail.readUInt16LE(at + 10), size: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
    const needsZip64 = directory.count === 0xffff || directory.size === unknownSize || directory.offset === unknownSize;
    return (needsZip64 ? zip64Directory(source, start + at) : null) ?? directory;
  }
  throw unreadable('its zip directory is missing');
}

/** The locator of the larger directory stands right before the usual end record. */
function zip64Directory(source: ByteSource, endAt: number): Directory | null {
  if (endAt < 20) return null;
  const locator = Buffer.from(readBytes(source, endAt - 20, 20).buffer);
  if (locator.readUInt32LE(0) !== 0x07064b50) return null;
  const record = Buffer.from(readBytes(source, safeNumber(locator.readBigUInt64LE(8)), 56).buffer);
  if (record.readUInt32LE(0) !== 0x06064b50) throw unreadable('its zip directory is broken');
  const [count, size, offset] = [32, 40, 48].map((at) => safeNumber(record.readBigUInt64LE(at)));
  return { count: count ?? 0, size: size ?? 0, offset: offset ?? 0 };
}

function entryAt(bytes: Buffer, at: number, nameEnd: number, extraLength: number): ZipEntry {
  const method = bytes.readUInt16LE(at + 10);
  const sizes = [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
  const [size = 0, packedSize = 0, headerOffset = 0] = sizes.includes(unknownSize) ? zip64Sizes(bytes.subarray(nameEnd, nameEnd + extraLength), sizes) : sizes;
  if (method !== 0 && method !== 8) throw unreadable('its zip entries are compressed in an unknown way');
  return { name: bytes.toString('utf8', at + 46, nameEnd), compressed: method === 8, packedSize, size, headerOffset };
}

/** Those of size, packed size and offset that did not fit stand in the extra field with id 1, in this order. */
function zip64Sizes(extra: Buffer, sizes: readonly number[]): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let from = at + 4;
    return sizes.map((size) => {
      if (size !== unknownSize) return size;
      if (from + 8 > extra.length) throw unreadable('its zip directory is broken');
      from += 8;
      return safeNumber(extra.readBigUInt64LE(from - 8));
    });
  }
  return [...sizes];
}

function safeNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw unreadable('its zip directory gives an impossible size');
  return Number(value);
}

/** One entry's bytes: a window on the file where it is stored, in memory where it was compressed and is not larger than `most`. */
export function openZipEntry(source: ByteSource, entry: ZipEntry, most: number): ByteSource {
  const packed = packedBytes(source, entry);
  if (!entry.compressed) return packed;
  if (packed.size > most) throw unreadable('one of its zip entries is too large');
  return inflatedEntry(packed, packed.size, most);
}

/** Deflate makes at most this much of a byte. */
const maxRatio = 1032;

/** As much of an entry as its first `packedLength` packed bytes give. */
export function openZipStart(source: ByteSource, entry: ZipEntry, packedLength: number): ByteSource {
  const packed = packedBytes(source, entry);
  return entry.compressed ? inflatedEntry(packed, Math.min(packed.size, packedLength), packedLength * maxRatio) : packed;
}

function packedBytes(source: ByteSource, entry: ZipEntry): ByteSource {
  const header = Buffer.from(readBytes(source, entry.headerOffset, 30).buffer);
  if (header.readUInt32LE(0) !== 0x04034b50) throw unreadable('one of its zip entries is broken');
  return sliceSource(source, entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), entry.packedSize);
}

function inflatedEntry(packed: ByteSource, length: number, most: number): ByteSource {
  try {
    return memorySource(inflateRawSync(readBytes(packed, 0, length), { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH }));
  } catch (cause) {
    if (cause instanceof TrailError) throw cause;
    throw unreadable(cause instanceof RangeError ? 'one of its zip entries is too large' : 'one of its zip entries is broken', cause);
  }
}
