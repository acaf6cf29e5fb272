import { ByteCursor } from './byteCursor.ts';
import type { ByteSource } from './byteSource.ts';
import { limits } from './limits.ts';
import { buildOutline } from './outlineBuilder.ts';
import type { Outline, OutlineTensor } from '../domain/outline.ts';
import { unreadable } from './unreadable.ts';

const types: Readonly<Record<number, string>> = {
  0: 'float32', 1: 'float16', 2: 'q4_0', 3: 'q4_1', 6: 'q5_0', 7: 'q5_1', 8: 'q8_0', 9: 'q8_1', 10: 'q2_k', 11: 'q3_k', 12: 'q4_k', 13: 'q5_k',
  14: 'q6_k', 15: 'q8_k', 16: 'iq2_xxs', 17: 'iq2_xs', 18: 'iq3_xxs', 19: 'iq1_s', 20: 'iq4_nl', 21: 'iq3_s', 22: 'iq2_s', 23: 'iq4_xs',
  24: 'int8', 25: 'int16', 26: 'int32', 27: 'int64', 28: 'float64', 29: 'iq1_m', 30: 'bfloat16', 34: 'tq1_0', 35: 'tq2_0', 39: 'mxfp4',
};

const keptKeys = /^general\.(?:architecture|name|version|finetune|size_label)$|\.(?:context_length|embedding_length|block_count)$/u;

const maxKeys = 100_000;
/** Elements of all arrays of text together; a vocabulary has some hundred thousand. */
const maxStrings = 8_000_000;
const maxArrayDepth = 4;

/** Bytes of the fixed-size value types, by their number. */
const valueSizes: readonly (number | undefined)[] = [1, 1, 2, 2, 4, 4, 4, 1, undefined, undefined, 8, 8, 8];
const [stringType, arrayType] = [8, 9];

export function looksLikeGguf(start: Uint8Array): boolean {
  return Buffer.from(start.subarray(0, 4)).toString('latin1') === 'GGUF';
}

/** The tensors and key facts of a GGUF file, versions 2 and 3. Source: ggml-org/ggml, docs/gguf.md. */
export function outlineGguf(source: ByteSource): Outline {
  const cursor = new ByteCursor(source, 4);
  const version = cursor.u32();
  if (version !== 2 && version !== 3) throw unreadable(version > 0xffff ? 'it is big-endian, which is not read' : `its version, ${String(version)}, is not read`);
  const [tensorCount, keyCount] = [cursor.u64(), cursor.u64()];
  if (tensorCount > limits.tensors || keyCount > maxKeys) throw unreadable('it has too many tensors or keys');
  const metadata = new GgufKeys(cursor).read(keyCount);
  const tensors: OutlineTensor[] = [];
  for (let at = 0; at < tensorCount; at++) tensors.push(readTensor(cursor));
  return buildOutline({ format: 'gguf', tensors, metadata });
}

/** Dimensions are written fastest first, the reverse of every other format's order. */
function readTensor(cursor: ByteCursor): OutlineTensor {
  const name = cursor.text(cursor.u64()) ?? '';
  const rank = cursor.u32();
  if (rank > limits.rank) throw unreadable('one of its tensors has too many dimensions');
  const shape = Array.from({ length: rank }, () => cursor.u64()).reverse();
  const type = cursor.u32();
  cursor.skip(8);
  return { name, dtype: types[type] ?? `ggml_${String(type)}`, shape };
}

class GgufKeys {
  readonly #cursor: ByteCursor;
  #strings = 0;

  constructor(cursor: ByteCursor) {
    this.#cursor = cursor;
  }

  read(count: number): [string, string][] {
    const kept: [string, string][] = [];
    for (let at = 0; at < count; at++) {
      const key = this.#cursor.text(this.#cursor.u64()) ?? '';
      const type = this.#cursor.u32();
      const value = this.#value(type);
      if (value !== null && keptKeys.test(key)) kept.push([key, value]);
    }
    return kept;
  }

  /** The value as text, or null when it is of a kind that is of no interest; it is passed over in any case. */
  #value(type: number): string | null {
    if (type === stringType) return this.#cursor.text(this.#cursor.u64());
    if (type === 4) return String(this.#cursor.u32());
    this.#skip(type, 1, 0);
    return null;
  }

  #skip(type: number, count: number, depth: number): void {
    const size = valueSizes[type];
    if (size !== undefined) {
      this.#cursor.skip(size * count);
      return;
    }
    if ((type !== stringType && type !== arrayType) || depth > maxArrayDepth) throw unreadable('one of its keys has an unknown type');
    this.#strings += count;
    if (this.#strings > maxStrings) throw unreadable('its vocabulary is too large');
    for (let at = 0; at < count; at++) {
      if (type === stringType) this.#cursor.skip(this.#cursor.u64());
      else this.#skip(this.#cursor.u32(), this.#cursor.u64(), depth + 1);
    }
  }
}
