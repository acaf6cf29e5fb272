import { readBytes, type ByteSource } from './byteSource.ts';
import { elementCount } from './dtype.ts';
import { buildOutline } from './outlineBuilder.ts';
import type { Outline } from '../domain/outline.ts';
import { numpyType } from './pickleNumpy.ts';
import { unreadable } from './unreadable.ts';

export interface NpyHeader {
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** NumPy itself refuses longer headers unless it is told to trust the file. */
const maxHeader = 1024 * 1024;

export function looksLikeNpy(start: Uint8Array): boolean {
  return start[0] === 0x93 && Buffer.from(start.subarray(1, 6)).toString('latin1') === 'NUMPY';
}

/**
 * Reads the header of an .npy file: a Python dict of `descr`, `fortran_order` and `shape` as text.
 * Source: numpy/lib/_format_impl.py (NEP 1).
 * @param size of the whole file, where `source` is only its start
 */
export function readNpyHeader(source: ByteSource, size = source.size): NpyHeader {
  const start = Buffer.from(readBytes(source, 0, Math.min(12, source.size)).buffer);
  if (!looksLikeNpy(start) || start.length < 12) throw unreadable('its NumPy header is broken');
  const version = start[6] ?? 0;
  if (version < 1 || version > 3) throw unreadable('its NumPy header has an unknown version');
  const [from, length] = version === 1 ? [10, start.readUInt16LE(8)] : [12, start.readUInt32LE(8)];
  if (length > maxHeader) throw unreadable('its NumPy header is too large');
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(readBytes(source, from, length));
  const shape = /'shape':\s*\(([\d\s,L]*)\)/u.exec(text)?.[1];
  const descr = /'descr':\s*(?:'([^']{1,40})'|(\[))/u.exec(text);
  if (shape === undefined || descr === null) throw unreadable('its NumPy header is broken');
  const sizes = shape.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size.replace('L', ''))]));
  const { name, itemSize } = descr[1] === undefined ? { name: 'void', itemSize: null } : numpyType(descr[1].replace(/^[<>|=]/u, ''));
  if (itemSize !== null && name !== 'object' && elementCount(sizes) * itemSize > size - from - length) throw unreadable('it ends before its array does');
  return { dtype: name, shape: sizes };
}

export function outlineNpy(source: ByteSource): Outline {
  return buildOutline({ format: 'npy', tensors: [{ name: 'array', ...readNpyHeader(source) }] });
}
