import { modelKeys } from './estimatorRules.ts';
import type { OutlineTensor } from './outlineShape.ts';

/**
 * Takes off the key under which a checkpoint keeps its tensors, where all of them stand under the same: weights saved alone and inside a
 * checkpoint have the same names then.
 */
export function withoutModelKey(tensors: readonly OutlineTensor[]): readonly OutlineTensor[] {
  const first = tensors[0]?.name ?? '';
  const key = first.slice(0, Math.max(0, first.indexOf('.')));
  if (!modelKeys.has(key) || !tensors.every(({ name }) => name.startsWith(`${key}.`))) return tensors;
  return tensors.map((tensor) => ({ ...tensor, name: tensor.name.slice(key.length + 1) }));
}
