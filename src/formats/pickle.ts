import { ByteCursor } from './byteCursor.ts';
import type { ByteSource } from './byteSource.ts';
import { JoblibArrays } from './joblib.ts';
import type { Outline } from '../domain/outline.ts';
import { readPickle } from './pickleMachine.ts';
import { outlinePickle } from './pickleOutline.ts';
import { isLegacyTorch, readLegacyTorch } from './torchLegacy.ts';

/**
 * A pickle on its own: of Python's `pickle`, of joblib (which puts arrays between the opcodes), or of PyTorch before 1.6.
 * @param isJoblib what the file's name says, for a joblib file without arrays
 */
export function outlinePickleFile(source: ByteSource, isJoblib: boolean): Outline {
  const cursor = new ByteCursor(source);
  const arrays = new JoblibArrays();
  const root = readPickle(cursor, { onBuild: arrays.take });
  if (isLegacyTorch(root)) return outlinePickle(readLegacyTorch(new ByteCursor(source)), source, 'pytorch');
  return outlinePickle(root, source, isJoblib || arrays.found ? 'joblib' : 'pickle');
}
