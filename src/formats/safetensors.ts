import { readBytes, type ByteSource } from './byteSource.ts';
import { dtypeBits, elementCount } from './dtype.ts';
import { jsonProblem } from './jsonBounds.ts';
import { limits } from './limits.ts';
import { buildOutline } from './outlineBuilder.ts';
import type { Outline } from '../domain/outline.ts';
import { unreadable } from './unreadable.ts';

/** One tensor of a safetensors file; `start` and `end` are places in the file. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly entries: readonly SafetensorsEntry[];
  readonly metadata: readonly (readonly [string, string])[];
}

const dtypes: Readonly<Record<string, string>> = {
  BOOL: 'bool', I8: 'int8', U8: 'uint8', I16: 'int16', U16: 'uint16', I32: 'int32', U32: 'uint32', I64: 'int64', U64: 'uint64',
  F16: 'float16', BF16: 'bfloat16', F32: 'float32', F64: 'float64', C64: 'complex64',
  F8_E5M2: 'float8_e5m2', F8_E4M3: 'float8_e4m3fn', F8_E8M0: 'float8_e8m0fnu', F8_E4M3FNUZ: 'float8_e4m3fnuz', F8_E5M2FNUZ: 'float8_e5m2fnuz',
  F6_E2M3: 'float6_e2m3fn', F6_E3M2: 'float6_e3m2fn', F4: 'float4_e2m1fn',
};

/** Whether the first bytes are those of a safetensors file: the header's length, then a JSON object. */
export function looksLikeSafetensors(start: Uint8Array, size: number): boolean {
  if (start.length < 9 || start[8] !== 0x7b) return false;
  const length = headerLength(start);
  return length >= 2 && length <= BigInt(size - 8);
}

/**
 * Reads the header of a safetensors file: u64 little-endian length, JSON, then the tensors' bytes in one piece without holes.
 * Source: the format's description in huggingface/safetensors (README, "Format").
 */
export function readSafetensorsHeader(source: ByteSource): SafetensorsHeader {
  const length = headerLength(readBytes(source, 0, Math.min(8, source.size)));
  if (length > BigInt(limits.headerBytes)) throw unreadable('its header is too large');
  const bytes = readBytes(source, 8, Number(length));
  const problem = jsonProblem(bytes, { depth: 4, tokens: 40 * limits.tensors, objects: limits.tensors + 2 });
  if (problem !== null) throw unreadable(`its header ${problem}`);
  const header = parseObject(bytes);
  const start = 8 + bytes.length;
  const tensors = Object.entries(header).filter(([name]) => name !== '__metadata__');
  const entries = tensors.map(([name, value]) => checkEntry(name, value, start));
  checkCover(entries, start, source.size);
  return { entries, metadata: stringEntries(header['__metadata__']) };
}

export function outlineSafetensors(source: ByteSource): Outline {
  const { entries, metadata } = readSafetensorsHeader(source);
  return buildOutline({ format: 'safetensors', tensors: entries.map(({ name, dtype, shape }) => ({ name, dtype, shape })), metadata });
}

function headerLength(start: Uint8Array): bigint {
  if (start.length < 8) throw unreadable('it ends too early');
  return new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true);
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return header as Record<string, unknown>;
  } catch (cause) {
    throw unreadable('its header is not JSON', cause);
  }
  throw unreadable('its header is not a JSON object');
}

function checkEntry(name: string, value: unknown, start: number): SafetensorsEntry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw unreadable(`its header describes ${JSON.stringify(name.slice(0, 80))} wrongly`);
  }
  const [from = 0, to = 0] = offsets;
  const word = Object.hasOwn(dtypes, dtype) ? (dtypes[dtype] ?? dtype) : dtype;
  const bits = dtypeBits(word);
  if (bits !== null && elementCount(shape) * bits !== (to - from) * 8) {
    throw unreadable(`the size of ${JSON.stringify(name.slice(0, 80))} is not that of its shape`);
  }
  return { name, dtype: word, shape, start: start + from, end: start + to };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** The format asks that tensors cover all that follows the header: a hole or overlap means a damaged file. */
function checkCover(entries: readonly SafetensorsEntry[], start: number, size: number): void {
  let at = start;
  for (const entry of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (entry.start !== at || entry.end < entry.start) throw unreadable('its tensors overlap or leave a hole');
    at = entry.end;
  }
  if (at > size) throw unreadable('it ends before its tensors do');
  if (at < size) throw unreadable('something follows its last tensor');
}

function stringEntries(value: unknown): (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}
