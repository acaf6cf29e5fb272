import { parse, TomlDate, TomlError } from 'smol-toml';
import type { Value } from '../domain/value.ts';
import { integerOf, SettingsBuilder, SettingsError, takesApart, type Settings } from './settingValues.ts';

/** Reads TOML. Throws SettingsError. */
export function readTomlSettings(text: string): Settings {
  let document: Readonly<Record<string, unknown>>;
  try {
    document = parse(text, { integersAsBigInt: true, maxDepth: 100 });
  } catch (error) {
    if (!(error instanceof TomlError)) throw new SettingsError('it is not valid TOML');
    const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /u, '');
    throw new SettingsError(`line ${String(error.line)}: ${reason}`);
  }
  const builder = new SettingsBuilder();
  addTable(builder, document, [], writtenValues(text));
  return builder;
}

interface Written {
  readonly line: number;
  readonly text: string;
}

function addTable(builder: SettingsBuilder, table: Readonly<Record<string, unknown>>, path: readonly string[], written: ReadonlyMap<string, Written>): void {
  for (const [key, item] of Object.entries(table)) {
    const inner = [...path, key];
    if (isTable(item) && Object.keys(item).length > 0 && takesApart(inner)) {
      addTable(builder, item, inner, written);
      continue;
    }
    const value = valueOf(item);
    const found = written.get(inner.join('.'));
    const isNumber = typeof value === 'number' || typeof value === 'bigint';
    // The spelling is taken from a simple scan of the lines: only where it is the same number.
    const text = isNumber && found !== undefined && Number(found.text.replaceAll('_', '')) === Number(value) ? found.text : null;
    builder.add(inner, value, text, found?.line ?? null);
  }
}

function isTable(item: unknown): item is Readonly<Record<string, unknown>> {
  return typeof item === 'object' && item !== null && !Array.isArray(item) && !(item instanceof Date);
}

function valueOf(item: unknown): Value {
  if (typeof item === 'bigint') return integerOf(String(item));
  if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') return item;
  if (item instanceof TomlDate) return item.toISOString();
  if (Array.isArray(item)) return item.map(valueOf);
  if (isTable(item)) return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, valueOf(inner)]));
  return null;
}

/** Line and spelling of `name = value` lines; what is not written so plainly is left out. */
function writtenValues(text: string): Map<string, Written> {
  const found = new Map<string, Written>();
  let table = '';
  for (const [at, line] of text.split('\n').entries()) {
    const header = /^\s*\[([\w.\- ]+)\]/u.exec(line)?.[1];
    if (header !== undefined) table = `${header.replaceAll(/\s/gu, '')}.`;
    else if (/^\s*\[/u.test(line)) table = '?.';
    const pair = /^\s*([\w.-]+)\s*=\s*([^#]*?)\s*(?:#.*)?$/u.exec(line);
    if (pair?.[1] !== undefined && pair[2] !== undefined) found.set(table + pair[1], { line: at + 1, text: pair[2] });
  }
  return found;
}
