import type { Value } from '../domain/value.ts';

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is { readonly [key: string]: Value } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Equal by meaning and type: 1e-3 is 0.001 and NaN is NaN, but 1 is neither "1" nor true. */
export function sameValue(a: Value, b: Value): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (typeof a === 'bigint' || typeof b === 'bigint') return sameInteger(a, b);
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (isList(a) || isList(b)) return isList(a) && isList(b) && a.length === b.length && a.every((item, at) => sameValue(item, b[at] ?? null));
  const keys = Object.keys(a);
  return isMap(a) && isMap(b) && keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key] ?? null, b[key] ?? null));
}

/** Beyond 2^53 two integers may be the same double and yet differ. */
function sameInteger(a: Value, b: Value): boolean {
  const [left, right] = [exactInteger(a), exactInteger(b)];
  return left !== null && left === right;
}

export function exactInteger(value: Value): bigint | null {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : null;
}

/** What people call a value's type. */
export function typeWord(value: Value): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return 'yes/no';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'object') return isList(value) ? 'list' : 'map';
  return 'number';
}
