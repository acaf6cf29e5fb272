import { readBytes, type ByteSource } from './byteSource.ts';
import { argsOf, classOf } from './pickleClasses.ts';
import { isNode, type PickleValue } from './pickleValue.ts';

/**
 * The bytes that a value holds, or null when it holds none or more than `most`. Before protocol 3 bytes were written as Latin-1
 * text for `_codecs.encode`.
 */
export function readPickleBytes(value: PickleValue | undefined, source: ByteSource, most: number): Uint8Array | null {
  if (typeof value === 'string') return value.length > most ? null : Buffer.from(value, 'latin1');
  if (!isNode(value)) return null;
  if (value.kind === 'bytes') return value.length > most ? null : readBytes(source, value.at, value.length);
  if (value.kind !== 'object') return null;
  const called = classOf(value);
  const [first] = argsOf(value);
  if (called === '_codecs.encode') return typeof first === 'string' && first.length <= most ? Buffer.from(first, 'latin1') : null;
  if (called === 'builtins.bytearray' || called === '__builtin__.bytearray' || called === '__builtin__.bytes') return isNode(first) && first.kind === 'bytes' ? readPickleBytes(first, source, most) : null;
  return null;
}
