import type { ByteCursor } from './byteCursor.ts';
import type { Outline } from './outlineShape.ts';
import { readPickle } from './pickleMachine.ts';
import { outlinePickle } from './pickleOutline.ts';
import type { PickleValue } from './pickleValue.ts';

const magic = 0x1950a86a20f9469cfc6cn;

export function isLegacyTorch(first: PickleValue): boolean {
  return first === magic;
}

/**
 * The format of `torch.save` before 1.6: pickles of a magic number, a version, the system, the object itself and the storages' keys,
 * then the storages. The cursor stands behind the first of them. Source: torch/serialization.py, `_legacy_load`.
 */
export function outlineLegacyTorch(cursor: ByteCursor): Outline {
  readPickle(cursor);
  readPickle(cursor);
  return outlinePickle(readPickle(cursor), cursor.source, 'pytorch');
}
