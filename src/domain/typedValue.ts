import { TrailError } from '../base/errors.ts';
import type { Value } from './value.ts';

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
  if (/^[[{]/u.test(text)) {
    try {
      return JSON.parse(text) as Value;
    } catch {
      return text;
    }
  }
  return text;
}

/** Takes `NAME=VALUE` apart; throws `usage`. */
export function parseAssignment(option: string, text: string): [string, TypedValue] {
  const at = text.indexOf('=');
  if (at <= 0) throw new TrailError('usage', `${option} takes NAME=VALUE, not ${JSON.stringify(text)}.`, { hint: `For example: ${option} lr=3e-4` });
  return [text.slice(0, at).trim(), parseTypedValue(text.slice(at + 1).trim())];
}
