import type { ByteCursor } from './byteCursor.ts';
import { unreadable } from './unreadable.ts';

/** Fields of all messages of one file together. */
const maxFields = 4_000_000;
const maxDepth = 32;

/**
 * One field as it stands in the file. `value` is a varint's number, or the length in bytes of text, bytes or a message, which starts at
 * the cursor's place; a reader need not take it.
 */
export interface ProtobufField {
  readonly number: number;
  readonly isLengthDelimited: boolean;
  readonly value: number;
}

/**
 * Walks the fields of protobuf messages without knowing their schema. Source: Protocol Buffers' "Encoding" page.
 */
export class ProtobufReader {
  readonly cursor: ByteCursor;
  #fields = 0;
  #depth = 0;

  constructor(cursor: ByteCursor) {
    this.cursor = cursor;
  }

  /**
   * Calls `visit` for each field of the message that takes the next `length` bytes, and ends behind it.
   * @param visitFloat called with the number of each field of four or eight bytes, and the float in it
   */
  message(length: number, visit: (field: ProtobufField) => void, visitFloat?: (number: number, value: number) => void): void {
    const end = this.cursor.position + length;
    if (++this.#depth > maxDepth) throw unreadable('its messages are nested too deeply');
    while (this.cursor.position < end) this.#field(end, visit, visitFloat);
    if (this.cursor.position !== end) throw unreadable('one of its messages is broken');
    this.#depth--;
  }

  /** The float at the cursor, of eight bytes or four. */
  float(isDouble: boolean): number {
    const bytes = Buffer.from(this.cursor.bytes(isDouble ? 8 : 4));
    return isDouble ? bytes.readDoubleLE() : shortestFloat(bytes.readFloatLE());
  }

  text(field: ProtobufField): string {
    return field.isLengthDelimited ? (this.cursor.text(field.value) ?? '') : '';
  }

  /** The numbers of a repeated field, which stand alone or packed. */
  numbers(field: ProtobufField, most: number): number[] {
    if (!field.isLengthDelimited) return [field.value];
    const end = this.cursor.position + field.value;
    const numbers: number[] = [];
    while (this.cursor.position < end && numbers.length <= most) numbers.push(this.#varint());
    return numbers;
  }

  #field(end: number, visit: (field: ProtobufField) => void, visitFloat?: (number: number, value: number) => void): void {
    if (++this.#fields > maxFields) throw unreadable('it has too many fields');
    const key = this.#varint();
    const [number, wire] = [Math.floor(key / 8), key % 8];
    if (wire === 1 || wire === 5) {
      if (visitFloat === undefined) this.cursor.skip(wire === 1 ? 8 : 4);
      else visitFloat(number, this.float(wire === 1));
      return;
    }
    if (wire !== 0 && wire !== 2) throw unreadable('one of its messages is broken');
    const value = this.#varint();
    const next = wire === 2 ? this.cursor.position + value : this.cursor.position;
    if (next > end) throw unreadable('one of its messages is broken');
    visit({ number, isLengthDelimited: wire === 2, value });
    this.cursor.seek(next);
  }

  /** Exact up to 2^53; negative numbers, which take ten bytes, come out as what no size can be. */
  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 10; shift++) {
      const byte = this.cursor.u8();
      value += (byte & 0x7f) * 2 ** (7 * shift);
      if (byte < 0x80) return value;
    }
    throw unreadable('one of its messages is broken');
  }
}

/** A float of four bytes in the fewest digits that still are that float: 0.1, not 0.10000000149011612. */
function shortestFloat(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
