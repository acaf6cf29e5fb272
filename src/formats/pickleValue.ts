import { limits } from './limits.ts';

/**
 * What a pickle would build, as inert nodes: nothing is imported or called. Numbers, text, booleans and None stand for themselves.
 * Containers keep only their first elements, since an outline needs no more; `length` tells how many there were.
 */
export type PickleValue = null | boolean | number | bigint | string | PickleNode;

export type PickleNode = PickleBytes | PickleDict | PickleGlobal | PickleList | PickleObject | PicklePersistent | PickleTuple | PickleUnknown;

/** Elements that a container keeps: one more than an outline may have tensors, so that too many are noticed. */
const keptElements = limits.tensors + 1;

/** Bytes, or text too long to keep: their place in the source, which is read only if someone needs them. */
export interface PickleBytes {
  readonly kind: 'bytes';
  readonly at: number;
  readonly length: number;
}

/** A list, set or frozenset. */
export interface PickleList {
  readonly kind: 'list';
  readonly items: PickleValue[];
  length: number;
}

export interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

export interface PickleDict {
  readonly kind: 'dict';
  readonly keys: PickleValue[];
  readonly values: PickleValue[];
  length: number;
}

/** A class or function by its name alone. */
export interface PickleGlobal {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
}

/** What `callable(*args)` would give, with the state that is set and the elements that are put into it afterwards. */
export interface PickleObject {
  readonly kind: 'object';
  readonly callable: PickleValue;
  readonly args: PickleValue;
  state: PickleValue | undefined;
  list: PickleList | undefined;
  dict: PickleDict | undefined;
}

/** A reference to something outside the pickle, such as a storage of a PyTorch file. */
export interface PicklePersistent {
  readonly kind: 'persistent';
  readonly id: PickleValue;
}

/** Something that can't be known without its environment: an extension code, a buffer outside the stream, an endless number. */
export interface PickleUnknown {
  readonly kind: 'unknown';
}

export const unknownValue: PickleUnknown = { kind: 'unknown' };

export function isNode(value: PickleValue | undefined): value is PickleNode {
  return typeof value === 'object' && value !== null;
}

export function newList(): PickleList {
  return { kind: 'list', items: [], length: 0 };
}

export function newDict(): PickleDict {
  return { kind: 'dict', keys: [], values: [], length: 0 };
}

export function newObject(callable: PickleValue, args: PickleValue): PickleObject {
  return { kind: 'object', callable, args, state: undefined, list: undefined, dict: undefined };
}

export function pushItem(list: PickleList, item: PickleValue): void {
  if (list.length++ < keptElements) list.items.push(item);
}

export function pushEntry(dict: PickleDict, key: PickleValue, value: PickleValue): void {
  if (dict.length++ >= keptElements) return;
  dict.keys.push(key);
  dict.values.push(value);
}
