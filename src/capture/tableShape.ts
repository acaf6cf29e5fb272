import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { throwIfCancelled } from '../base/errors.ts';
import { maxColumnName, maxColumnNames } from '../domain/columnNames.ts';
import { extensionOf } from '../domain/modelFile.ts';
import { readTextFile } from './installedPackages.ts';
import { RecordCounter } from './recordCounter.ts';

export interface TableShape {
  /** Records without the header. */
  readonly rows: number | null;
  readonly columns: number | null;
  /** The header's names, within bounds; null where there is no header. */
  readonly names: readonly string[] | null;
}

const nothing: TableShape = { rows: null, columns: null, names: null };
const chunkBytes = 256 * 1024;
/** Wide tables have long headers. */
const startBytes = 1024 * 1024;

/** Counts the rows and columns of a CSV, TSV or JSON-lines file in one pass, and reads its header; nulls for other files, and for what is not regular. */
export async function readTableShape(absolute: string, signal?: AbortSignal): Promise<TableShape> {
  switch (extensionOf(absolute)) {
    case 'csv':
      return countTable(absolute, null, signal);
    case 'tsv':
      return countTable(absolute, '\t', signal);
    case 'jsonl':
    case 'ndjson':
      return { rows: await countRecords(absolute, new RecordCounter(null), signal), columns: null, names: null };
    default:
      return nothing;
  }
}

async function countTable(absolute: string, delimiter: string | null, signal: AbortSignal | undefined): Promise<TableShape> {
  const start = (await readTextFile(absolute, startBytes)) ?? '';
  // UTF-16, or no text at all.
  if (start.includes('\0')) return nothing;
  const separator = delimiter ?? guessDelimiter(start);
  const records = await countRecords(absolute, new RecordCounter(separator), signal);
  if (records === null) return nothing;
  const [first, second] = firstRecords(start, separator);
  if (first === undefined) return { rows: records, columns: null, names: null };
  if (!isHeader(first, second ?? null)) return { rows: records, columns: first.length, names: null };
  // Where nothing follows in what was read, the header itself may be longer.
  const isWhole = second !== undefined || start.length < startBytes / 4;
  return { rows: records - 1, columns: first.length, names: isWhole ? first.slice(0, maxColumnNames).map((name) => name.slice(0, maxColumnName)) : null };
}

/** Null where a quote never closes. */
async function countRecords(absolute: string, counter: RecordCounter, signal: AbortSignal | undefined): Promise<number | null> {
  for await (const chunk of createReadStream(absolute, { highWaterMark: chunkBytes })) {
    throwIfCancelled(signal);
    counter.add(chunk as Buffer);
  }
  return counter.end();
}

function firstRecords(start: string, delimiter: string): string[][] {
  try {
    return parse(start, { bom: true, delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, to: 2 });
  } catch {
    return [];
  }
}

/** Names, not numbers; or, with years among the names, words above numbers. */
function isHeader(first: readonly string[], second: readonly string[] | null): boolean {
  const named = first.filter((cell) => cell.trim() !== '');
  if (named.every((cell) => !isNumeric(cell))) return named.length > 0;
  return second !== null && first.some((cell, at) => /[a-z_]/iu.test(cell) && !isNumeric(cell) && !isMissing(cell) && isNumeric(second[at] ?? ''));
}

function isMissing(cell: string): boolean {
  return /^\s*(?:na|n\/a|nan|null|none|nil|missing|\?|-)?\s*$/iu.test(cell);
}

function isNumeric(cell: string): boolean {
  const text = cell.trim();
  return /^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?$/iu.test(text) || /^[-+]?(?:nan|inf|infinity)$/iu.test(text);
}

/** The character that splits the first lines of a text into as many parts each. */
export function guessDelimiter(start: string): string {
  const lines = start.slice(0, 64 * 1024).split(/\r?\n/u).slice(0, 5).filter((line) => line !== '');
  const counts = (delimiter: string): number[] => lines.map((line) => line.replaceAll(/"(?:[^"]|"")*"/gu, '').split(delimiter).length - 1);
  const regular = [',', ';', '\t', '|'].find((delimiter) => {
    const [first, ...others] = counts(delimiter);
    return first !== undefined && first > 0 && others.every((count) => count === first);
  });
  return regular ?? ',';
}
