import type { Author } from '../../domain/manifest.ts';
import type { KnownName, Vocabulary } from '../../domain/filter/vocabulary.ts';
import type { Value } from '../../domain/value.ts';
import type { Database } from '../sqlite.ts';
import { storedValue, type RecordedKind } from './recordedValues.ts';

/** A person chooses among names that are seen at a glance; the others are found by typing on. */
const maxNames = 2000;
const maxWords = 500;
/** Examples are taken from so many of a name's newest values, spread over them. */
const looked = 50;
const maxExamples = 6;

/** The words that filters can be made of, as far as versions that are not deleted hold them. */
export function readVocabulary(database: Database): Vocabulary {
  const words = (sql: string): string[] => database.prepare(`${sql} LIMIT ${String(maxWords)}`).all().map((row) => String(row['word']));
  const authors = words('SELECT DISTINCT author AS word FROM versions WHERE saved = 1 AND deleted = 0').map((author) => (JSON.parse(author) as Author).name);
  return {
    names: knownNames(database),
    tags: words("SELECT DISTINCT tag.value AS word FROM versions, json_each(versions.state, '$.tags') AS tag WHERE saved = 1 AND deleted = 0 ORDER BY word"),
    aliases: words('SELECT DISTINCT alias AS word FROM aliases ORDER BY word'),
    authors: [...new Set(authors)].sort(),
    models: words('SELECT name AS word FROM models WHERE versions > 0 ORDER BY name'),
  };
}

function knownNames(database: Database): KnownName[] {
  const rows = database.prepare(`SELECT id, kind, name FROM recorded_names ORDER BY kind, name LIMIT ${String(maxNames)}`).all();
  return rows.map((row) => ({ kind: row['kind'] as RecordedKind, name: row['name'] as string, examples: examplesOf(database, row['id'] as number) }));
}

function examplesOf(database: Database, name: number): Value[] {
  const values = database.prepare(`SELECT DISTINCT value FROM (SELECT value FROM recorded_values WHERE name = ? ORDER BY number DESC LIMIT ${String(looked)}) ORDER BY value`).all(name).map((row) => storedValue(row['value']));
  if (values.length <= maxExamples) return values;
  return Array.from({ length: maxExamples }, (_, at) => values[Math.round((at * (values.length - 1)) / (maxExamples - 1))] ?? null);
}
