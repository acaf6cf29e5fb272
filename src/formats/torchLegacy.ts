import type { ByteCursor } from './byteCursor.ts';
import { readPickle, type PickleOptions } from './pickleMachine.ts';
import type { PickleValue } from './pickleValue.ts';
import { unreadable } from './unreadable.ts';

const magic = 0x1950a86a20f9469cfc6cn;

export function isLegacyTorch(first: PickleValue): boolean {
  return first === magic;
}

/**
 * The object in a file of `torch.save` before 1.6: pickles of a magic number, a version, the system, the object itself and the storages'
 * keys, then the storages. Source: torch/serialization.py, `_legacy_load`.
 */
export function readLegacyTorch(cursor: ByteCursor, options: PickleOptions = {}): PickleValue {
  if (!isLegacyTorch(readPickle(cursor, options))) throw unreadable('it is no file of PyTorch');
  readPickle(cursor, options);
  readPickle(cursor, options);
  return readPickle(cursor, options);
}
