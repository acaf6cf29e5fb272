import type { ByteCursor } from './byteCursor.ts';
import { unknownValue, type PickleValue } from './pickleValue.ts';
import { unreadable } from './unreadable.ts';

/** Digits and bytes of integers beyond which no value of ours reaches; making them numbers would take quadratic time. */
const maxDigits = 400;
const maxLongBytes = 160;

export function readLong1(cursor: ByteCursor): PickleValue {
  return littleEndian(cursor.bytes(cursor.u8()));
}

export function readLong4(cursor: ByteCursor): PickleValue {
  const length = cursor.i32();
  if (length < 0) throw unreadable('its pickle is broken');
  if (length > maxLongBytes) {
    cursor.skip(length);
    return unknownValue;
  }
  return littleEndian(cursor.bytes(length));
}

/** Two's complement of any length; a number where it is exact. */
function littleEndian(bytes: Uint8Array): PickleValue {
  if (bytes.length === 0) return 0;
  if (bytes.length > maxLongBytes) return unknownValue;
  const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`));
  return exactNumber(value);
}

function exactNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The value of a protocol 0 number: `I01` and `I00` are booleans, a long ends with `L`. */
export function readNumberLine(opcode: number, line: string | null): PickleValue {
  if (line === null || line.length > maxDigits) return unknownValue;
  if (opcode === 0x46) return numberOrBroken(line.replace(/^(-?)inf$/u, '$1Infinity'), line === 'nan');
  if (opcode === 0x49 && (line === '00' || line === '01')) return line === '01';
  const digits = line.replace(/L$/u, '').trim();
  if (!/^[-+]?\d+$/u.test(digits)) throw unreadable('its pickle is broken');
  return exactNumber(BigInt(digits.replace(/^\+/u, '')));
}

function numberOrBroken(text: string, isNan: boolean): number {
  const value = Number(text);
  if (!isNan && (Number.isNaN(value) || text.trim() === '')) throw unreadable('its pickle is broken');
  return value;
}

/** The text of a protocol 0 STRING; escapes stay as they are, since names have none. */
export function unquoted(line: string | null): string | null {
  const match = line === null ? null : /^(['"])(.*)\1$/su.exec(line.trim());
  return match?.[2] ?? line;
}

/** The text of a protocol 0 UNICODE: Latin-1 with `\\uXXXX` for the rest. */
export function unescaped(line: string | null): string | null {
  const point = (digits: string): string => {
    const value = Number.parseInt(digits, 16);
    return value > 0x10ffff ? '\ufffd' : String.fromCodePoint(value);
  };
  return line?.replaceAll(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/gu, (_, short?: string, long?: string) => point(short ?? long ?? '')) ?? null;
}

export function utf8Line(cursor: ByteCursor): string | null {
  const line = cursor.line();
  return line === null || !/[\x80-\xff]/u.test(line) ? line : Buffer.from(line, 'latin1').toString('utf8');
}
