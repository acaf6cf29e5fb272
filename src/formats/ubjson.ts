import type { ByteCursor } from './byteCursor.ts';
import { unreadable } from './unreadable.ts';

/** What an outline may need; arrays of numbers with a declared type are passed over and give null. */
export type UbjsonValue = null | boolean | number | string | readonly UbjsonValue[] | ReadonlyMap<string, UbjsonValue>;

const maxDepth = 64;
const maxValues = 8_000_000;
const maxKept = 200_000;

/** Bytes of the number types. */
const sizes: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };

/** Reads one UBJSON value within bounds. Source: the UBJSON draft 12, as XGBoost writes it (src/common/json.cc). */
export class UbjsonReader {
  readonly #cursor: ByteCursor;
  #values = 0;
  #kept = 0;

  constructor(cursor: ByteCursor) {
    this.#cursor = cursor;
  }

  read(): UbjsonValue {
    return this.#value(this.#marker(), 0);
  }

  #value(marker: string, depth: number): UbjsonValue {
    if (++this.#values > maxValues) throw unreadable('it has too many values');
    if (depth > maxDepth) throw unreadable('it is nested too deeply');
    if (marker === '{') return this.#object(depth);
    if (marker === '[') return this.#array(depth);
    if (marker === 'S') return this.#cursor.text(this.#length(this.#marker())) ?? '';
    if (marker === 'T' || marker === 'F') return marker === 'T';
    if (marker === 'Z') return null;
    return this.#number(marker);
  }

  #object(depth: number): UbjsonValue {
    const entries = new Map<string, UbjsonValue>();
    for (let marker = this.#marker(); marker !== '}'; marker = this.#marker()) {
      const key = this.#cursor.text(this.#length(marker)) ?? '';
      const value = this.#value(this.#marker(), depth + 1);
      if (++this.#kept <= maxKept) entries.set(key, value);
    }
    return entries;
  }

  #array(depth: number): UbjsonValue {
    let marker = this.#marker();
    if (marker === '$') return this.#typedArray();
    const items: UbjsonValue[] = [];
    const count = marker === '#' ? this.#length(this.#marker()) : null;
    if (count !== null) marker = count === 0 ? ']' : this.#marker();
    for (let at = 1; marker !== ']'; at++) {
      const value = this.#value(marker, depth + 1);
      if (++this.#kept <= maxKept) items.push(value);
      marker = at === count ? ']' : this.#marker();
    }
    return items;
  }

  #typedArray(): null {
    const size = sizes[this.#marker()];
    if (size === undefined || this.#marker() !== '#') throw unreadable('one of its arrays is broken');
    this.#cursor.skip(size * this.#length(this.#marker()));
    return null;
  }

  /** Big-endian; only sizes and counts matter, so that fractions are passed over. */
  #number(marker: string): number | null {
    const size = sizes[marker];
    if (size === undefined) throw unreadable('it has a value of an unknown type');
    const bytes = Buffer.from(this.#cursor.bytes(size));
    if (marker === 'd' || marker === 'D') return null;
    return marker === 'U' ? bytes.readUInt8() : marker === 'L' ? Number(bytes.readBigInt64BE()) : bytes.readIntBE(0, size);
  }

  #length(marker: string): number {
    const length = this.#number(marker);
    if (length === null || length < 0 || !Number.isSafeInteger(length)) throw unreadable('one of its sizes is broken');
    return length;
  }

  #marker(): string {
    return String.fromCharCode(this.#cursor.u8());
  }
}
