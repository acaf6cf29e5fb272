import type { ByteSource } from './byteSource.ts';
import { asObject, attributesOf, classOf, entryOf, shapeOf } from './pickleClasses.ts';
import { numpyArray } from './pickleNumpy.ts';
import { torchTensor } from './pickleTorch.ts';
import { isNode, type PickleNode, type PickleList, type PickleObject } from './pickleValue.ts';

export interface PickledTensor {
  readonly type: { readonly dtype: string; readonly shape: readonly number[] };
  /** The elements of an array of objects: they may be estimators. */
  readonly objects?: PickleList;
}

/** A NumPy array, a sparse matrix of SciPy or a tensor of PyTorch; null for any other value. */
export function pickledTensor(value: PickleNode, source: ByteSource): PickledTensor | null {
  const object = asObject(value);
  if (object === null) return null;
  const array = numpyArray(object);
  if (array === null) {
    const type = torchTensor(object, source) ?? sparseMatrix(object);
    return type === null ? null : { type };
  }
  const type = { dtype: array.dtype.name, shape: array.shape };
  return isNode(array.data) && array.data.kind === 'list' ? { type, objects: array.data } : { type };
}

/** A sparse matrix counts with its own shape: how many elements are not zero follows the data. */
function sparseMatrix(object: PickleObject): PickledTensor['type'] | null {
  if (!(classOf(object) ?? '').startsWith('scipy.sparse.')) return null;
  const attributes = attributesOf(object);
  const shape = shapeOf(entryOf(attributes, '_shape'));
  return shape === null ? null : { dtype: numpyArray(entryOf(attributes, 'data'))?.dtype.name ?? 'unknown', shape };
}
