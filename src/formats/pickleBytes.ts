import { readBytes, type ByteSource } from './byteSource.ts';
import { argsOf, classOf } from './pickleClasses.ts';
import { isNode, type PickleValue } from './pickleValue.ts';

/** Types that are made of the bytes which are their first argument. */
const wrappers = new Set(['builtins.bytearray', '__builtin__.bytearray', '__builtin__.bytes']);

/**
 * The bytes that a value holds, or null when it holds none or more than `most`. Before protocol 3 bytes were written as Latin-1
 * text for `_codecs.encode`.
 */
export function readPickleBytes(value: PickleValue | undefined, source: ByteSource, most: number): Uint8Array | null {
  const held = isNode(value) && value.kind === 'object' && wrappers.has(classOf(value) ?? '') ? argsOf(value)[0] : value;
  if (!isNode(held)) return null;
  if (held.kind === 'bytes') return held.length > most ? null : readBytes(source, held.at, held.length);
  if (held.kind !== 'object' || classOf(held) !== '_codecs.encode') return null;
  const [text] = argsOf(held);
  return typeof text === 'string' && text.length <= most ? Buffer.from(text, 'latin1') : null;
}
