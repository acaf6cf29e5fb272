import { TrailError } from '../base/errors.ts';
import { isTooDeep } from './canonicalJson.ts';
import { maxValueLevels, type Value } from './value.ts';

/** A value as a person typed it: `lr=3e-4`. */
export interface TypedValue {
  readonly value: Value;
  /** The typed form, where the value's own text would be another. */
  readonly text?: string;
}

/** Reads `3e-4`, `true`, `null`, `nan`, `[1, 2]` as what they are, anything else as text. */
export function parseTypedValue(text: string): TypedValue {
  const value = readValue(text);
  return typeof value === 'string' || String(value) === text ? { value } : { value, text };
}

function readValue(text: string): Value {
  if (/^(?:true|false)$/iu.test(text)) return text.toLowerCase() === 'true';
  if (/^(?:null|none)$/iu.test(text)) return null;
  if (/^[+-]?\d+$/u.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu.test(text)) return Number(text);
  if (/^[+-]?(?:nan|inf|infinity)$/iu.test(text)) return /nan/iu.test(text) ? Number.NaN : text.startsWith('-') ? -Infinity : Infinity;
  return /^[[{]/u.test(text) ? readNested(text) : text;
}

/** Lists and maps, with integers beyond 2^53 as they were typed. */
function readNested(text: string): Value {
  let value: Value;
  try {
    value = JSON.parse(text, exactInteger) as Value;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw tooDeep();
  }
  if (isTooDeep(value, maxValueLevels)) throw tooDeep();
  return value;
}

function exactInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/u.test(source) ? BigInt(source) : value;
}

function tooDeep(): TrailError {
  return new TrailError('usage', `A value has up to ${String(maxValueLevels)} levels of lists and maps.`, { hint: 'Give it in a flatter form, or as text.' });
}

/** Takes `NAME=VALUE` apart; throws `usage`. */
export function parseAssignment(option: string, text: string): [string, TypedValue] {
  const at = text.indexOf('=');
  if (at <= 0) throw new TrailError('usage', `${option} takes NAME=VALUE, not ${JSON.stringify(text)}.`, { hint: `For example: ${option} lr=3e-4` });
  const name = text.slice(0, at).trim();
  // Parsers drop this one key from a map without a word; nothing may be left out in silence.
  if (name === '' || name === '__proto__') throw new TrailError('usage', `${option} can't be named ${JSON.stringify(name)}.`, { hint: 'Choose another name.' });
  return [name, parseTypedValue(text.slice(at + 1).trim())];
}
