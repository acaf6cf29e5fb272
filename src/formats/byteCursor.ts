import { checkRange, readBytes, type ByteSource } from './byteSource.ts';
import { unreadable } from './unreadable.ts';

/** Text longer than this is of no use to an outline. */
export const maxText = 16 * 1024;

/** Large enough that reading small things seldom asks the source, small enough to be thrown away after each skipped array. */
const windowBytes = 64 * 1024;

/** Enough for one value at a time, where many cursors are made. */
export const smallWindow = maxText;

/**
 * Walks through a source forwards, with a window of it in memory. Every read throws `file-unreadable` beyond the end;
 * what is skipped is not read.
 */
export class ByteCursor {
  readonly source: ByteSource;
  readonly #window: Buffer;
  readonly #view: DataView;
  /** Where in the source the window starts, and how much of it is filled. */
  #start: number;
  #filled = 0;
  #at = 0;

  /** @param window at least `maxText` */
  constructor(source: ByteSource, position = 0, window = windowBytes) {
    checkRange(source, position, 0);
    this.source = source;
    this.#start = position;
    this.#window = Buffer.from(new ArrayBuffer(Math.min(window, source.size)));
    this.#view = new DataView(this.#window.buffer);
  }

  get position(): number {
    return this.#start + this.#at;
  }

  get remaining(): number {
    return this.source.size - this.position;
  }

  u8(): number {
    if (this.#at >= this.#filled) this.#need(1);
    return this.#window[this.#at++] ?? 0;
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  /** Throws when the number is beyond what a double holds exactly: no file is that large. */
  u64(): number {
    const value = this.#view.getBigUint64(this.#advance(8), true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw unreadable('it gives an impossible size');
    return Number(value);
  }

  f64BigEndian(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  skip(length: number): void {
    checkRange(this.source, this.position, length);
    if (length <= this.#filled - this.#at) {
      this.#at += length;
    } else {
      this.#start = this.position + length;
      this.#filled = 0;
      this.#at = 0;
    }
  }

  seek(position: number): void {
    checkRange(this.source, position, 0);
    if (position >= this.#start && position <= this.#start + this.#filled) {
      this.#at = position - this.#start;
    } else {
      this.#start = position;
      this.#filled = 0;
      this.#at = 0;
    }
  }

  /** Bytes that stay valid; the caller bounds `length`. */
  bytes(length: number): Uint8Array {
    if (length <= this.#window.length) {
      const from = this.#advance(length);
      return Uint8Array.prototype.slice.call(this.#window, from, from + length);
    }
    const bytes = readBytes(this.source, this.position, length);
    this.skip(length);
    return bytes;
  }

  /** UTF-8 text of `length` bytes; null, and skipped, when it is longer than `maxText`. Surrogates that Python lets pass are replaced. */
  text(length: number): string | null {
    if (length > maxText) {
      this.skip(length);
      return null;
    }
    const from = this.#advance(length);
    return this.#window.toString('utf8', from, from + length);
  }

  /** The bytes up to a line feed, which is left out, as Latin-1 text; null when there are more than `maxText`. */
  line(): string | null {
    const from = this.position;
    for (;;) {
      if (this.#at >= this.#filled) this.#need(1);
      const end = this.#window.indexOf(10, this.#at);
      if (end >= 0 && end < this.#filled) {
        this.#at = end + 1;
        break;
      }
      this.#at = this.#filled;
    }
    const length = this.position - 1 - from;
    if (length > maxText) return null;
    if (from >= this.#start) return this.#window.toString('latin1', from - this.#start, this.#at - 1);
    return Buffer.from(readBytes(this.source, from, length)).toString('latin1');
  }

  /** Moves over `length` ≤ the window's size bytes and returns where in the window they start. */
  #advance(length: number): number {
    if (this.#at + length > this.#filled) this.#need(length);
    const from = this.#at;
    this.#at += length;
    return from;
  }

  #need(length: number): void {
    checkRange(this.source, this.position, length);
    this.#start = this.position;
    this.#at = 0;
    this.#filled = Math.min(this.#window.length, this.source.size - this.#start);
    this.source.readInto(this.#window.subarray(0, this.#filled), this.#start);
  }
}
