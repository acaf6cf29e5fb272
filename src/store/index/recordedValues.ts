import { isBlobReference, type BlobReference, type Manifest } from '../../domain/manifest.ts';
import type { HasPart } from '../../domain/filter/fields.ts';
import type { NamedValue } from '../../domain/filter/match.ts';
import { decodeValue, encodeValue, valueText, type Value } from '../../domain/value.ts';
import type { RecordedValue } from '../../domain/version.ts';
import type { Database } from '../sqlite.ts';

/** The parameters and metrics of all versions. Most versions differ from others in few of them: a value that one of the last versions had is not kept again. */

export type RecordedKind = 'param' | 'metric';

/** Of each kind so many names of a version can be found; a file with more is data rather than settings. */
const maxNames = 1000;
const maxText = 200;
/** A new index meets the same values again and again; beyond this many the memory is not worth it. */
const maxKept = 100_000;
const maxKeptBlobs = 5000;
/** To look for a value among all costs more than to keep some twice: it is looked for among those of so many versions. */
const lastVersions = 3;

/** Enters values within one transaction. */
export class RecordedWriter {
  readonly #database: Database;
  readonly #names: Readonly<Record<RecordedKind, Map<string, number>>> = { param: new Map(), metric: new Map() };
  /** By name, then by value. */
  readonly #numbers = new Map<number, Map<number | string, number>>();
  #kept = 0;
  readonly #blobs = new Map<string, Uint8Array>();
  #next: number;

  constructor(database: Database) {
    this.#database = database;
    this.#next = nextNumber(database);
    if (this.#next > 0) this.#keepLast();
  }

  #keepLast(): void {
    const read = this.#database.prepare('SELECT name, value FROM recorded_values WHERE number = ?');
    for (const { recorded } of this.#database.prepare(`SELECT recorded FROM versions ORDER BY number DESC LIMIT ${String(lastVersions)}`).all()) {
      for (const number of unpackNumbers(recorded as Uint8Array)) {
        const row = read.get(number);
        if (row !== undefined) this.#keepNumber(row['name'] as number, row['value'] as number | string, number);
      }
    }
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

  #nameOf(kind: RecordedKind, name: string): number {
    const ofKind = this.#names[kind];
    const known = ofKind.get(name) ?? this.#findName(kind, name);
    ofKind.set(name, known);
    return known;
  }

  #findName(kind: RecordedKind, name: string): number {
    this.#database.prepare('INSERT OR IGNORE INTO recorded_names(kind, name) VALUES (?, ?)').run(kind, name);
    return this.#database.prepare('SELECT id FROM recorded_names WHERE kind = ? AND name = ?').get(kind, name)?.['id'] as number;
  }

  #numberOf(name: number, value: number | string): number {
    const known = this.#numbers.get(name)?.get(value);
    if (known !== undefined) return known;
    const number = this.#next++;
    this.#database.prepare('INSERT INTO recorded_values(number, name, value) VALUES (?, ?, ?)').run(number, name, value);
    this.#keepNumber(name, value, number);
    return number;
  }

  #keepNumber(name: number, value: number | string, number: number): void {
    if (this.#kept >= maxKept) {
      this.#numbers.clear();
      this.#kept = 0;
    }
    const ofName = this.#numbers.get(name) ?? new Map<number | string, number>();
    this.#numbers.set(name, ofName.set(value, number));
    this.#kept++;
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

function unpackNumbers(packed: Uint8Array): number[] {
  const view = viewOf(packed);
  return Array.from({ length: Math.floor(view.byteLength / width) }, (_, at) => view.getUint32(at * width, true));
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
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
    const view = viewOf(recorded);
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
  return ((database.prepare('SELECT max(number) AS last FROM recorded_values').get()?.['last'] ?? -1) as number) + 1;
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
