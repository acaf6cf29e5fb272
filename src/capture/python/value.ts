import type { Frame } from './frame.ts';
import type { Scope } from './scopes.ts';
import { distinct, hole, type Text } from './text.ts';

/** What an expression is known to be, without running it. */
export type PyValue =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'none' }
  /** A string or path; several options where a loop or a branch gives several. */
  | { readonly kind: 'text'; readonly options: readonly Text[] }
  | { readonly kind: 'file'; readonly path: readonly Text[]; readonly mode: string }
  | { readonly kind: 'list'; readonly items: readonly PyValue[] }
  | { readonly kind: 'dict'; readonly entries: ReadonlyMap<string, PyValue> }
  /** Something of an installed package, by its full name, and the method path behind a call on one. */
  | { readonly kind: 'external'; readonly name: string }
  | { readonly kind: 'module'; readonly path: string }
  | { readonly kind: 'function'; readonly scope: Scope; readonly frame: Frame; readonly self: PyValue | null }
  | { readonly kind: 'class'; readonly scope: Scope; readonly frame: Frame }
  /** `given` is what `__init__` was called with. */
  | { readonly kind: 'instance'; readonly scope: Scope; readonly frame: Frame; readonly given: ReadonlyMap<string, PyValue> }
  /** What `parse_args()` gives. */
  | { readonly kind: 'arguments' };

export const unknown: PyValue = { kind: 'unknown' };

export function textValue(options: readonly Text[]): PyValue {
  return { kind: 'text', options };
}

/** The texts that a value may be; a hole where it is not known to be one. */
export function textsOf(value: PyValue): readonly Text[] {
  if (value.kind === 'text') return value.options;
  return [hole];
}

/** One value that stands for several. */
export function merge(values: readonly PyValue[]): PyValue {
  const first = values[0];
  if (first === undefined) return unknown;
  if (values.length === 1) return first;
  const known = values.filter((value) => value.kind !== 'none');
  if (known.every((value) => value.kind === 'text')) return known.length === 0 ? first : textValue(distinct(known.flatMap(textsOf)));
  if (known.some((value) => value.kind === 'text')) return textValue(distinct(known.flatMap(textsOf)));
  return known.length === 1 ? (known[0] ?? unknown) : unknown;
}

/** What a loop over the value gives, one at a time. */
export function elementOf(value: PyValue): PyValue {
  if (value.kind === 'list') return value.items.length === 0 ? unknown : merge(value.items);
  if (value.kind === 'dict') return unknown;
  if (value.kind === 'text' && value.options.every((text) => text.glob)) return value;
  return unknown;
}
