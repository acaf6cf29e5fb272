const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

type State = 'start' | 'plain' | 'quoted' | 'quoteInQuoted';

/**
 * Counts the records of delimited text, piece by piece; empty lines are none.
 * A quote opens only at a field's start, and line ends between quotes belong to the field.
 */
export class RecordCounter {
  readonly #delimiter: number | null;
  #records = 0;
  #state: State = 'start';
  #filled = false;
  #begun = false;

  /** @param delimiter null for text whose lines are records whatever they hold */
  constructor(delimiter: string | null) {
    this.#delimiter = delimiter === null ? null : delimiter.charCodeAt(0);
  }

  add(chunk: Uint8Array): void {
    let state = this.#state;
    // A byte order mark is no part of the first field.
    let at = !this.#begun && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
    this.#begun = true;
    while (at < chunk.length) {
      if (state === 'quoted') {
        const end = chunk.indexOf(quote, at);
        if (end < 0) break;
        state = 'quoteInQuoted';
        at = end + 1;
        continue;
      }
      const byte = chunk[at++];
      if (byte === lineFeed) {
        if (this.#filled) this.#records++;
        this.#filled = false;
        state = 'start';
      } else if (byte === this.#delimiter) {
        this.#filled = true;
        state = 'start';
      } else if (byte === quote && this.#delimiter !== null && state !== 'plain') {
        this.#filled = true;
        state = 'quoted';
      } else if (byte !== carriageReturn) {
        // Blank lines are no records.
        if (byte !== 32 && byte !== 9) this.#filled = true;
        state = 'plain';
      }
    }
    this.#state = state;
  }

  /** Null where a quote never closed. */
  end(): number | null {
    if (this.#state === 'quoted') return null;
    return this.#records + (this.#filled ? 1 : 0);
  }
}
