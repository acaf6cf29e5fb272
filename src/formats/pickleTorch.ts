import { ByteCursor, smallWindow } from './byteCursor.ts';
import { sliceSource, type ByteSource } from './byteSource.ts';
import { argsOf, asObject, asTuple, classOf, globalName, shapeOf } from './pickleClasses.ts';
import { numpyArray } from './pickleNumpy.ts';
import { isNode, type PickleValue } from './pickleValue.ts';
import { readLegacyTorch } from './torchLegacy.ts';

export interface TorchTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
}

const storages: Readonly<Record<string, string>> = {
  DoubleStorage: 'float64', FloatStorage: 'float32', HalfStorage: 'float16', BFloat16Storage: 'bfloat16',
  LongStorage: 'int64', IntStorage: 'int32', ShortStorage: 'int16', CharStorage: 'int8', ByteStorage: 'uint8', BoolStorage: 'bool',
  ComplexFloatStorage: 'complex64', ComplexDoubleStorage: 'complex128',
  QInt8Storage: 'qint8', QUInt8Storage: 'quint8', QInt32Storage: 'qint32', QUInt4x2Storage: 'quint4x2', QUInt2x4Storage: 'quint2x4',
};

/** Wrappers around a tensor that stand in one another no deeper than this. */
const maxWrappers = 8;

/**
 * Recognises a tensor or parameter by the function that would rebuild it.
 * Source: torch/_utils.py (`_rebuild_*`), torch/_tensor.py (`_rebuild_from_type_v2`).
 */
export function torchTensor(value: PickleValue | undefined, source: ByteSource, wrappers = 0): TorchTensor | null {
  const object = asObject(value);
  if (object === null || wrappers > maxWrappers) return null;
  return rebuilt(classOf(object) ?? '', argsOf(object), source, wrappers);
}

function rebuilt(called: string, args: readonly PickleValue[], source: ByteSource, wrappers: number): TorchTensor | null {
  switch (called) {
    case 'torch._utils._rebuild_tensor':
    case 'torch._utils._rebuild_tensor_v2':
    case 'torch._utils._rebuild_qtensor':
      return tensorOf(storageDtype(args[0], source), args[2]);
    case 'torch._utils._rebuild_tensor_v3':
      return tensorOf(torchDtype(args[6]), args[2]);
    case 'torch._utils._rebuild_parameter':
    case 'torch._utils._rebuild_parameter_with_state':
    case 'torch._utils._rebuild_device_tensor_from_cpu_tensor':
    case 'torch.nn.parameter.Parameter':
      return torchTensor(args[0], source, wrappers + 1);
    case 'torch._utils._rebuild_meta_tensor_no_storage':
      return tensorOf(torchDtype(args[0]), args[1]);
    case 'torch._utils._rebuild_wrapper_subclass':
      return tensorOf(torchDtype(args[1]), args[2]);
    case 'torch._utils._rebuild_sparse_tensor':
      return sparseTensor(asTuple(args[1])?.items.slice(0, 6) ?? [], source, wrappers);
    case 'torch._utils._rebuild_device_tensor_from_numpy':
      return tensorOf(torchDtype(args[1]), { kind: 'tuple', items: numpyArray(args[0])?.shape ?? [null] });
    case 'torch._tensor._rebuild_from_type':
    case 'torch._tensor._rebuild_from_type_v2':
      return wrappers > maxWrappers ? null : rebuilt(globalName(args[0]) ?? '', asTuple(args[2])?.items ?? [], source, wrappers + 1);
    default:
      return null;
  }
}

/** Indices and values, or for the compressed layouts two lists of indices and the values, before the size. */
function sparseTensor(data: readonly PickleValue[], source: ByteSource, wrappers: number): TorchTensor | null {
  const at = data.findIndex((part) => shapeOf(part) !== null);
  const values = torchTensor(data[at - 1], source, wrappers + 1);
  return values === null ? null : tensorOf(values.dtype, data[at]);
}

function tensorOf(dtype: string, shape: PickleValue | undefined): TorchTensor | null {
  const sizes = shapeOf(shape);
  return sizes === null ? null : { dtype, shape: sizes };
}

function torchDtype(value: PickleValue | undefined): string {
  return globalName(value)?.replace(/^torch\./u, '') ?? 'unknown';
}

/**
 * A storage is named by class in a persistent id: `('storage', torch.FloatStorage, key, location, numel)`. Outside `torch.save` it is
 * pickled as the bytes of a file of its own, which holds nothing but such an id.
 */
function storageDtype(value: PickleValue | undefined, source: ByteSource): string {
  if (!isNode(value)) return 'unknown';
  if (value.kind === 'object') return classOf(value) === 'torch.storage._load_from_bytes' ? storageDtype(storageInside(argsOf(value)[0], source), source) : 'unknown';
  if (value.kind !== 'persistent') return 'unknown';
  const name = globalName(asTuple(value.id)?.items[1]) ?? '';
  const known = name.slice(name.lastIndexOf('.') + 1);
  return Object.hasOwn(storages, known) ? (storages[known] ?? 'unknown') : 'unknown';
}

/** The pickles around a storage have some dozens of opcodes. */
const maxStorageSteps = 500;

function storageInside(value: PickleValue | undefined, source: ByteSource): PickleValue {
  if (!isNode(value) || value.kind !== 'bytes') return null;
  const inner = readLegacyTorch(new ByteCursor(sliceSource(source, value.at, value.length), 0, smallWindow), { maxSteps: maxStorageSteps });
  return isNode(inner) && inner.kind === 'persistent' ? inner : null;
}
