import { limits } from './limits.ts';
import { isNode, type PickleDict, type PickleNode, type PickleObject, type PickleTuple, type PickleValue } from './pickleValue.ts';

/** `module.name` of a class or function, or null for anything else. */
export function globalName(value: PickleValue | undefined): string | null {
  return isNode(value) && value.kind === 'global' ? `${value.module}.${value.name}` : null;
}

export function asTuple(value: PickleValue | undefined): PickleTuple | null {
  return isNode(value) && value.kind === 'tuple' ? value : null;
}

export function asObject(value: PickleValue | undefined): PickleObject | null {
  return isNode(value) && value.kind === 'object' ? value : null;
}

export function argsOf(object: PickleObject): readonly PickleValue[] {
  return asTuple(object.args)?.items ?? [];
}

/** Functions of Python that make an object of the class which is their first argument. */
const makers = new Set(['copyreg._reconstructor', 'copy_reg._reconstructor', 'copyreg.__newobj__', 'copyreg.__newobj_ex__']);

/**
 * The class of which an object is, by its path. A class that was pickled by value (cloudpickle) has no module that could be
 * imported; its own name remains.
 */
export function classOf(object: PickleObject): string | null {
  const called = globalName(object.callable);
  if (called !== null) return makers.has(called) ? globalName(argsOf(object)[0]) : called;
  const maker = asObject(object.callable);
  if (maker === null || globalName(maker.callable) !== 'cloudpickle.cloudpickle._make_skeleton_class') return null;
  const name = argsOf(maker)[1];
  return typeof name === 'string' ? `__main__.${name}` : null;
}

/** The attributes that were set on an object: a dict, or a pair of a dict and one for slots. */
export function attributesOf(object: PickleObject): PickleDict | null {
  const state = object.state;
  if (isNode(state) && state.kind === 'dict') return state;
  const first = asTuple(state)?.items.slice(0, 2).find((part) => isNode(part) && part.kind === 'dict');
  return isNode(first) && first.kind === 'dict' ? first : null;
}

/** No object that matters has more attributes; a dict with very many, shared by very many objects, must not cost their product. */
const maxAttributes = 1_000;

/** The value of an attribute; undefined where there is none. */
export function entryOf(dict: PickleDict | null, key: string): PickleValue | undefined {
  const count = Math.min(dict?.keys.length ?? 0, maxAttributes);
  for (let at = 0; at < count; at++) if (dict?.keys[at] === key) return dict.values[at];
  return undefined;
}

export function hasEntry(dict: PickleDict | null, key: string): boolean {
  return entryOf(dict, key) !== undefined;
}

/** The dict of a dict, or of an object that is one, such as an OrderedDict. */
export function entriesOf(node: PickleNode): PickleDict | null {
  if (node.kind === 'dict') return node;
  return node.kind === 'object' ? (node.dict ?? null) : null;
}

/** Sizes from a tuple or list of integers, or null; also when it has more of them than a tensor may have dimensions. */
export function shapeOf(value: PickleValue | undefined): number[] | null {
  const node = isNode(value) && value.kind === 'object' ? argsOf(value)[0] : value;
  if (!isNode(node) || (node.kind !== 'tuple' && node.kind !== 'list')) return null;
  const items: readonly PickleValue[] = node.items;
  return items.length <= limits.rank && items.every(isSize) ? [...items] : null;
}

function isSize(value: PickleValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
