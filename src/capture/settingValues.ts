import { isTooDeep } from '../domain/canonicalJson.ts';
import { maxValueLevels, type Value } from '../domain/value.ts';

/** One value of a settings file. */
export interface SettingValue {
  readonly value: Value;
  /** As it was written, where the value's own text would be another. */
  readonly text?: string;
  readonly line: number | null;
}

/** What a parser of one format gives: dotted names to values. */
export interface Settings {
  readonly values: ReadonlyMap<string, SettingValue>;
  /** Sentences about what is doubtful: a key that stands twice. */
  readonly doubts: readonly string[];
}

/** A settings file that can't be read; `message` is the end of a sentence: "line 3: …". */
export class SettingsError extends Error {}

const maxValues = 5000;
const maxDepth = 12;
const maxDigits = 400;

/** Collects values under dotted names, within bounds. */
export class SettingsBuilder {
  readonly values = new Map<string, SettingValue>();
  readonly doubts: string[] = [];

  add(path: readonly string[], value: Value, text: string | null, line: number | null): void {
    if (this.values.size >= maxValues) throw new SettingsError(`it holds more than ${String(maxValues)} values`);
    const name = path.join('.');
    if (isTooDeep(value, maxValueLevels)) throw new SettingsError(`${name} has more than ${String(maxValueLevels)} levels of lists and maps`);
    if (this.values.has(name)) this.doubts.push(`${name} stands twice${line === null ? '' : `, again in line ${String(line)}`}; the last one counts`);
    const shown = text === null || text === ownText(value) ? {} : { text };
    this.values.set(name, { value, ...shown, line });
  }
}

/** Mappings are taken apart down to here; what is deeper stays one value. */
export function takesApart(path: readonly string[]): boolean {
  return path.length < maxDepth;
}

/** The text that people see for a value without being told how it was written. */
function ownText(value: Value): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? '' : String(value);
}

/** An integer of any size, exactly. */
export function integerOf(text: string): number | bigint {
  if (text.length > maxDigits) throw new SettingsError(`it holds a number of more than ${String(maxDigits)} digits`);
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
