import type { Value } from '../domain/value.ts';
import { integerOf, SettingsBuilder, SettingsError, takesApart, type Settings } from './settingValues.ts';

const maxNesting = 100;

/**
 * Reads JSON as Python writes it: `NaN`, `Infinity` and integers of any size are values, and each has its line.
 * Throws SettingsError.
 */
export function readJsonSettings(text: string): Settings {
  const reader = new JsonReader(text);
  const builder = new SettingsBuilder();
  reader.readDocument(builder);
  return builder;
}

interface Scalar {
  readonly value: Value;
  readonly text: string | null;
}

class JsonReader {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #counted = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readDocument(builder: SettingsBuilder): void {
    this.#space();
    if (this.#text[this.#at] !== '{') throw this.#error('an object was expected');
    this.#object([], builder);
    this.#space();
    if (this.#at < this.#text.length) throw this.#error('there is more after its end');
  }

  #object(path: readonly string[], builder: SettingsBuilder): void {
    this.#at++;
    if (this.#closes('}')) return;
    for (;;) {
      const key = this.#key();
      const inner = [...path, key];
      const line = this.#lineHere();
      if (this.#text[this.#at] === '{' && takesApart(inner)) this.#nested(inner, builder, line);
      else {
        const { value, text } = this.#value(0);
        builder.add(inner, value, text, line);
      }
      if (this.#next('}')) return;
    }
  }

  /** An empty object is a value; any other is its values. */
  #nested(path: readonly string[], builder: SettingsBuilder, line: number): void {
    const before = builder.values.size;
    this.#object(path, builder);
    if (builder.values.size === before && ![...builder.values.keys()].some((name) => name.startsWith(`${path.join('.')}.`))) builder.add(path, {}, null, line);
  }

  #value(depth: number): Scalar {
    if (depth > maxNesting) throw this.#error('it is nested too deeply');
    const start = this.#text[this.#at];
    if (start === '"') return { value: this.#string(), text: null };
    if (start === '[') return { value: this.#list(depth), text: null };
    if (start === '{') return { value: this.#map(depth), text: null };
    return this.#word();
  }

  #list(depth: number): Value[] {
    const items: Value[] = [];
    this.#at++;
    if (this.#closes(']')) return items;
    do {
      this.#space();
      items.push(this.#value(depth + 1).value);
    } while (!this.#next(']'));
    return items;
  }

  #map(depth: number): Value {
    const entries: [string, Value][] = [];
    this.#at++;
    if (this.#closes('}')) return {};
    do {
      const key = this.#key();
      entries.push([key, this.#value(depth + 1).value]);
    } while (!this.#next('}'));
    return Object.fromEntries(entries);
  }

  #key(): string {
    this.#space();
    if (this.#text[this.#at] !== '"') throw this.#error('a name in double quotes was expected');
    const key = this.#string();
    this.#space();
    if (this.#text[this.#at] !== ':') throw this.#error('a colon was expected');
    this.#at++;
    this.#space();
    return key;
  }

  #string(): string {
    const pattern = /"(?:[^"\\\n\r]|\\.)*"/suy;
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.#text)?.[0];
    if (token === undefined) throw this.#error('a string is not closed');
    this.#at += token.length;
    try {
      return JSON.parse(token) as string;
    } catch {
      throw this.#error('a string has a bad escape');
    }
  }

  #word(): Scalar {
    const pattern = /-?[\w.+-]+/uy;
    pattern.lastIndex = this.#at;
    const word = pattern.exec(this.#text)?.[0] ?? '';
    const value = wordValue(word);
    if (value === undefined) throw this.#error(word === '' ? 'a value was expected' : `${word.slice(0, 40)} is no JSON value`);
    this.#at += word.length;
    return { value, text: typeof value === 'number' || typeof value === 'bigint' ? word : null };
  }

  /** Past a comma, or past the end. */
  #next(end: string): boolean {
    this.#space();
    const found = this.#text[this.#at];
    if (found !== ',' && found !== end) throw this.#error(`a comma or ${end} was expected`);
    this.#at++;
    return found === end;
  }

  #closes(end: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== end) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    const pattern = /[\s]*/uy;
    pattern.lastIndex = this.#at;
    this.#at += pattern.exec(this.#text)?.[0].length ?? 0;
  }

  #lineHere(): number {
    for (; this.#counted < this.#at; this.#counted++) if (this.#text.charCodeAt(this.#counted) === 10) this.#line++;
    return this.#line;
  }

  #error(what: string): SettingsError {
    return new SettingsError(`line ${String(this.#lineHere())}: ${what}`);
  }
}

function wordValue(word: string): Value | undefined {
  switch (word) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
    case 'NaN':
      return Number.NaN;
    case 'Infinity':
      return Infinity;
    case '-Infinity':
      return -Infinity;
    default:
      if (word.length > 400) return undefined;
      if (/^-?(?:0|[1-9]\d*)$/u.test(word)) return word === '-0' ? -0 : integerOf(word);
      return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/u.test(word) ? Number(word) : undefined;
  }
}
