import type { ByteSource } from './byteSource.ts';
import { argsOf, asObject, asTuple, attributesOf, classOf, entryOf, globalName, shapeOf } from './pickleClasses.ts';
import { readPickleBytes } from './pickleBytes.ts';
import { isNode, type PickleObject, type PickleValue } from './pickleValue.ts';

export interface NumpyDtype {
  readonly name: string;
  /** Bytes an element takes; null when that can't be known. */
  readonly itemSize: number | null;
  readonly hasObjects: boolean;
  readonly littleEndian: boolean;
}

export interface NumpyArray {
  readonly dtype: NumpyDtype;
  readonly shape: readonly number[];
  /** A list for an array of objects, otherwise bytes; undefined when they are elsewhere. */
  readonly data: PickleValue | undefined;
}

/** The attribute under which an array that joblib wrote gets the data that follow it in the file. */
export const followingData = '\0data';

export const joblibWrapper = 'joblib.numpy_pickle.NumpyArrayWrapper';

const numpyKinds: Readonly<Record<string, string>> = { f: 'float', i: 'int', u: 'uint', c: 'complex' };
const otherKinds: Readonly<Record<string, string>> = { O: 'object', U: 'str', S: 'bytes', a: 'bytes', V: 'void', M: 'datetime64', m: 'timedelta64' };

/**
 * The word for a type code such as `f8` or `U10`, and the bytes it takes.
 * Source: NumPy, "Array interface protocol" (typestr).
 */
export function numpyType(code: string): { readonly name: string; readonly itemSize: number | null } {
  const match = /^([a-zA-Z?])(\d{0,9})$/u.exec(code);
  const kind = match?.[1] ?? '';
  const size = match?.[2] ? Number(match[2]) : null;
  if (kind === '?' || code === 'b1') return { name: 'bool', itemSize: 1 };
  if (kind in numpyKinds && size !== null) return { name: `${numpyKinds[kind] ?? ''}${String(size * 8)}`, itemSize: size };
  if (kind in otherKinds) return { name: otherKinds[kind] ?? code, itemSize: size === null ? 8 : kind === 'U' ? size * 4 : size };
  return { name: code, itemSize: code === 'bfloat16' ? 2 : code.startsWith('float8') ? 1 : null };
}

/** Source: numpy/_core/src/multiarray/descriptor.c, `arraydescr_reduce`: `dtype(code, align, copy)` and a state of eight or more parts. */
export function numpyDtype(value: PickleValue | undefined): NumpyDtype | null {
  const object = asObject(value);
  if (object === null) return null;
  const called = globalName(object.callable) ?? '';
  if (called.endsWith('._convert_to_stringdtype_kwargs')) return { name: 'str', itemSize: null, hasObjects: false, littleEndian: true };
  if (called !== 'numpy.dtype') return null;
  const code = argsOf(object)[0];
  const { name, itemSize } = numpyType(typeof code === 'string' ? code : lastPart(globalName(code)));
  const state = asTuple(object.state)?.items ?? [];
  const [byteOrder, size, flags] = [state[1], state[5], state[7]];
  return {
    name,
    itemSize: typeof size === 'number' && size > 0 ? size : itemSize,
    hasObjects: name === 'object' || (typeof flags === 'number' && (flags & 1) === 1),
    littleEndian: byteOrder !== '>',
  };
}

function lastPart(path: string | null): string {
  return path?.slice(path.lastIndexOf('.') + 1) ?? '';
}

/**
 * Recognises an array, however it was pickled: `_reconstruct` with a state, `_frombuffer` (protocol 5), a masked array, or joblib's wrapper.
 * Source: numpy/_core/src/multiarray/methods.c (`array_reduce`, `array_reduce_ex`), numpy/_core/numeric.py, joblib/numpy_pickle.py.
 */
export function numpyArray(value: PickleValue | undefined): NumpyArray | null {
  const object = asObject(value);
  if (object === null) return null;
  const called = classOf(object) ?? '';
  if (called === joblibWrapper) return wrappedArray(object);
  if (/^numpy\.(?:core|_core)\.numeric\._frombuffer$/u.test(called)) {
    const [data, dtype, shape] = argsOf(object);
    return arrayOf(dtype, shape, data);
  }
  if (!/^numpy\.(?:(?:core|_core)\.multiarray\._reconstruct|ma(?:\.core)?\._mareconstruct)$/u.test(called)) return null;
  const state = asTuple(object.state)?.items;
  return state === undefined ? null : arrayOf(state[2], state[1], state[4]);
}

function wrappedArray(object: PickleObject): NumpyArray | null {
  const attributes = attributesOf(object);
  const data = entryOf(attributes, followingData);
  const inner = numpyArray(data);
  return inner ?? arrayOf(entryOf(attributes, 'dtype'), entryOf(attributes, 'shape'), data);
}

function arrayOf(dtype: PickleValue | undefined, shape: PickleValue | undefined, data: PickleValue | undefined): NumpyArray | null {
  const type = numpyDtype(dtype);
  const sizes = shapeOf(shape);
  return type === null || sizes === null ? null : { dtype: type, shape: sizes, data };
}

const maxNameBytes = 4 * 1024 * 1024;

/** The text elements of an array of names, or null when it holds something else. */
export function numpyStrings(array: NumpyArray, source: ByteSource): string[] | null {
  const { dtype, data, shape } = array;
  if (isNode(data) && data.kind === 'list') {
    const items = data.items;
    return items.length === data.length && items.every((item) => typeof item === 'string') ? [...items] : null;
  }
  if (dtype.name !== 'str' || dtype.itemSize === null || dtype.itemSize === 0 || shape.length !== 1) return null;
  const bytes = readPickleBytes(data, source, maxNameBytes);
  const count = shape[0] ?? 0;
  if (bytes === null || bytes.length < count * dtype.itemSize) return null;
  return Array.from({ length: count }, (_, at) => fixedText(bytes, at * (dtype.itemSize ?? 0), dtype));
}

/** NumPy's fixed-width text: code points of four bytes, filled up with zeros. */
function fixedText(bytes: Uint8Array, start: number, { itemSize, littleEndian }: NumpyDtype): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, itemSize ?? 0);
  let text = '';
  for (let at = 0; at + 4 <= view.byteLength; at += 4) {
    const point = view.getUint32(at, littleEndian);
    if (point === 0) break;
    text += point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
  }
  return text;
}

/** The number of an integer that Python or NumPy wrote, or null. */
export function integerOf(value: PickleValue | undefined, source: ByteSource): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null;
  const object = asObject(value);
  if (object === null || !/^numpy\.(?:core|_core)\.multiarray\.scalar$/u.test(classOf(object) ?? '')) return null;
  const [type, data] = argsOf(object);
  const dtype = numpyDtype(type);
  if (dtype === null || !/^u?int(?:8|16|32|64)$/u.test(dtype.name)) return null;
  const bytes = readPickleBytes(data, source, 8);
  if (bytes === null || bytes.length !== dtype.itemSize) return null;
  const ordered = dtype.littleEndian ? Buffer.from(bytes).reverse() : Buffer.from(bytes);
  const number = Number(BigInt(`0x${ordered.toString('hex')}`));
  return Number.isSafeInteger(number) ? number : null;
}
