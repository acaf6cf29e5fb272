import type { Json } from './canonicalJson.ts';

/** A parameter's or metric's value as people wrote it: JSON, and the numbers that JSON lacks. */
export type Value = null | boolean | number | bigint | string | readonly Value[] | { readonly [key: string]: Value };

/** Levels of lists and maps in one value; with the record around it, it stays within what readers of records take. */
export const maxValueLevels = 32;

const tag = '#number:';

/**
 * The form a value takes inside a manifest. Non-finite numbers and integers beyond 2^53 become `#number:…`;
 * a string that starts with `#` gets one more, so that no text is taken for a number.
 */
export function encodeValue(value: Value): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : `${tag}${value.toString()}`;
  if (typeof value === 'number') {
    const exact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
    if (exact) return Object.is(value, -0) ? `${tag}-0` : value;
    return `${tag}${Number.isFinite(value) ? value.toExponential() : String(value)}`;
  }
  if (typeof value === 'string') return value.startsWith('#') ? `#${value}` : value;
  if (value === null || typeof value === 'boolean') return value;
  if (isList(value)) return value.map(encodeValue);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encodeValue(inner)]));
}

/** The inverse of `encodeValue`. */
export function decodeValue(json: Json): Value {
  if (typeof json === 'string') return decodeString(json);
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map((inner: Json) => decodeValue(inner));
  return Object.fromEntries(Object.entries(json).map(([key, inner]) => [key, decodeValue(inner)]));
}

function decodeString(text: string): Value {
  if (!text.startsWith('#')) return text;
  if (!text.startsWith(tag)) return text.slice(1);
  const number = text.slice(tag.length);
  return /^-?\d+$/u.test(number) && number !== '-0' ? BigInt(number) : Number(number);
}

/** A value for programs that read plain JSON: what JSON lacks becomes a string (`"NaN"`, `"9223372036854775807"`), −0 becomes 0. */
export function plainJson(value: Value): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : String(value);
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(plainJson);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainJson(inner)]));
}

/** A value on one line, for people. */
export function valueText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'null';
  if (typeof value === 'object') return JSON.stringify(plainJson(value));
  return String(value);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
