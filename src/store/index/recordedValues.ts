import { isBlobReference, type BlobReference, type Manifest } from '../../domain/manifest.ts';
import type { HasPart } from '../../domain/filter/fields.ts';
import type { NamedValue } from '../../domain/filter/match.ts';
import { decodeValue, encodeValue, valueText, type Value } from '../../domain/value.ts';
import type { RecordedValue } from '../../domain/version.ts';
import type { Database } from '../sqlite.ts';

/** The parameters and metrics of all versions, each value once: most versions differ from others in few of them. */

export type RecordedKind = 'param' | 'metric';

/** Of each kind so many names of a version can be found; a file with more is data rather than settings. */
const maxNames = 1000;
const maxText = 200;
/** A new index meets the same values again and again; beyond this many the memory is not worth it. */
const maxKept = 100_000;
const maxKeptBlobs = 5000;

/** Enters values within one transaction, which must end with `flush`. */
export class RecordedWriter {
  readonly #database: Database;
  readonly #names = new Map<string, number>();
  readonly #numbers = new Map<string, number>();
  readonly #blobs = new Map<string, Uint8Array>();
  #next: number;

  constructor(database: Database) {
    this.#database = database;
    this.#next = nextNumber(database);
  }

  /** The numbers of a version's values, in the form in which its row keeps them. */
  enter(kind: RecordedKind, values: ReadonlyMap<string, RecordedValue>): Uint8Array {
    return packNumbers([...values].slice(0, maxNames).map(([name, { value }]) => this.#numberOf(this.#nameOf(kind, name), storedForm(value))));
  }

  /** What `enter` gave for a blob: many versions share their settings, and nobody needs to read them again. */
  numbersOf(blob: string): Uint8Array | undefined {
    return this.#blobs.get(blob);
  }

  keep(blob: string, numbers: Uint8Array): void {
    if (this.#blobs.size >= maxKeptBlobs) this.#blobs.clear();
    this.#blobs.set(blob, numbers);
  }

  flush(): void {
    this.#database.prepare("INSERT OR REPLACE INTO meta(key, value) VALUES ('recorded', ?)").run(String(this.#next));
  }

  #nameOf(kind: RecordedKind, name: string): number {
    const key = `${kind} ${name}`;
    const known = this.#names.get(key) ?? this.#findName(kind, name);
    this.#names.set(key, known);
    return known;
  }

  #findName(kind: RecordedKind, name: string): number {
    this.#database.prepare('INSERT OR IGNORE INTO recorded_names(kind, name) VALUES (?, ?)').run(kind, name);
    return this.#database.prepare('SELECT id FROM recorded_names WHERE kind = ? AND name = ?').get(kind, name)?.['id'] as number;
  }

  #numberOf(name: number, value: number | string): number {
    const key = `${String(name)} ${typeof value} ${String(value)}`;
    const known = this.#numbers.get(key) ?? this.#findNumber(name, value);
    if (this.#numbers.size >= maxKept) this.#numbers.clear();
    this.#numbers.set(key, known);
    return known;
  }

  #findNumber(name: number, value: number | string): number {
    // One search for both: most values of a new index are new.
    const entered = this.#database.prepare('INSERT INTO recorded_values(name, value, number) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET number = number RETURNING number').get(name, value, this.#next);
    const number = entered?.['number'] as number;
    if (number === this.#next) this.#next++;
    return number;
  }
}

/** Lists and maps as their text, as which they are compared and shown. */
function storedForm(value: Value): number | string {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const isText = typeof value === 'string' || (typeof value === 'object' && value !== null);
  return JSON.stringify(encodeValue(isText ? valueText(value).slice(0, maxText).toWellFormed() : value));
}

/** The inverse of the stored form. */
export function storedValue(stored: unknown): Value {
  return typeof stored === 'number' ? stored : decodeValue(JSON.parse(String(stored)) as Parameters<typeof decodeValue>[0]);
}

const width = 4;

function packNumbers(numbers: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(numbers.length * width));
  for (const [at, number] of numbers.entries()) view.setUint32(at * width, number, true);
  return new Uint8Array(view.buffer);
}

/** Some of the values, by their numbers. Of millions few are asked for: a mark for each is looked at faster than a map. */
export class AskedValues {
  readonly #values = new Map<number, NamedValue>();
  readonly #marks: Uint8Array;

  constructor(database: Database) {
    this.#marks = new Uint8Array(nextNumber(database));
  }

  add(number: number, value: NamedValue): void {
    this.#values.set(number, value);
    this.#marks[number] = 1;
  }

  /** Those among a row's values. */
  in(recorded: Uint8Array): NamedValue[] {
    const view = new DataView(recorded.buffer, recorded.byteOffset, recorded.byteLength);
    const found: NamedValue[] = [];
    for (let at = 0; at + width <= view.byteLength; at += width) {
      const number = view.getUint32(at, true);
      const value = this.#marks[number] === 1 ? this.#values.get(number) : undefined;
      if (value !== undefined) found.push(value);
    }
    return found;
  }
}

function nextNumber(database: Database): number {
  return Number(database.prepare("SELECT value FROM meta WHERE key = 'recorded'").get()?.['value'] ?? 0);
}

/** The parts that a record has, a note apart, which is said of it later. */
export function partsOf({ params, metrics, code, data, series }: Manifest): HasPart[] {
  const filled = (map: BlobReference | Readonly<Record<string, unknown>>): boolean => (isBlobReference(map) ? map.count > 0 : Object.keys(map).length > 0);
  const parts: readonly (readonly [HasPart, boolean])[] = [
    ['params', filled(params)],
    ['metrics', filled(metrics)],
    ['code', code !== null],
    ['data', data.length > 0],
    ['curves', series !== undefined && series !== null],
  ];
  return parts.filter(([, there]) => there).map(([part]) => part);
}
