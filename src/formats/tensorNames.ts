import { modelKeys } from './estimatorRules.ts';
import type { OutlineTensor } from '../domain/outline.ts';

/**
 * Takes off the key under which a checkpoint keeps its tensors, where all of them stand under the same: weights saved alone and inside a
 * checkpoint have the same names then. `module.` is what data-parallel training puts before each name.
 * @param keys of the checkpoint; a network whose layers all begin with `model.` keeps its names
 */
export function withoutModelKey(tensors: readonly OutlineTensor[], keys: ReadonlySet<string>): readonly OutlineTensor[] {
  const inner = withoutPrefix(tensors, (key) => modelKeys.has(key) && keys.has(key));
  return withoutPrefix(inner, (key) => key === 'module');
}

function withoutPrefix(tensors: readonly OutlineTensor[], isPrefix: (key: string) => boolean): readonly OutlineTensor[] {
  const first = tensors[0]?.name ?? '';
  const key = first.slice(0, Math.max(0, first.indexOf('.')));
  if (!isPrefix(key) || !tensors.every(({ name }) => name.startsWith(`${key}.`))) return tensors;
  return tensors.map((tensor) => ({ ...tensor, name: tensor.name.slice(key.length + 1) }));
}
