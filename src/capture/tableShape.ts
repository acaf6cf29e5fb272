import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { parse } from 'csv-parse';
import { asTrailError } from '../base/errors.ts';
import { extensionOf } from '../domain/modelFile.ts';

export interface TableShape {
  /** Records without the header. */
  readonly rows: number | null;
  readonly columns: number | null;
}

const nothing: TableShape = { rows: null, columns: null };
const maxRecordBytes = 8 * 1024 * 1024;

/** Counts the rows and columns of a CSV, TSV or JSON-lines file in one pass; nulls for other files, and for what is not regular. */
export async function readTableShape(absolute: string, signal?: AbortSignal): Promise<TableShape> {
  switch (extensionOf(absolute)) {
    case 'csv':
      return countRecords(absolute, null, signal);
    case 'tsv':
      return countRecords(absolute, '\t', signal);
    case 'jsonl':
    case 'ndjson':
      return { rows: await countLines(absolute, signal), columns: null };
    default:
      return nothing;
  }
}

async function countRecords(absolute: string, delimiter: string | null, signal: AbortSignal | undefined): Promise<TableShape> {
  const start = await readStart(absolute);
  let records = 0;
  let columns = 0;
  let first: readonly string[] = [];
  let hasHeader = false;
  const parser = parse({
    bom: true,
    delimiter: delimiter ?? guessDelimiter(start),
    max_record_size: maxRecordBytes,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const counter = new Writable({
    objectMode: true,
    write(record: readonly string[], _encoding, done): void {
      if (records === 0) {
        columns = record.length;
        first = record;
        hasHeader = isHeader(record, null);
      } else if (records === 1) hasHeader = isHeader(first, record);
      records++;
      done();
    },
  });
  try {
    await pipeline(createReadStream(absolute, { highWaterMark: 1024 * 1024 }), parser, counter, signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted === true) throw asTrailError(error);
    return nothing;
  }
  return { rows: records - (hasHeader ? 1 : 0), columns: records === 0 ? null : columns };
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

/** The character that splits the first lines into as many parts each. */
function guessDelimiter(start: string): string {
  const lines = start.split(/\r?\n/u).slice(0, 5).filter((line) => line !== '');
  const counts = (delimiter: string): number[] => lines.map((line) => line.replaceAll(/"(?:[^"]|"")*"/gu, '').split(delimiter).length - 1);
  const regular = [',', ';', '\t', '|'].find((delimiter) => {
    const [first, ...others] = counts(delimiter);
    return first !== undefined && first > 0 && others.every((count) => count === first);
  });
  return regular ?? ',';
}

async function readStart(absolute: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(absolute, { end: 64 * 1024 - 1 })) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text.length < 60_000 ? text : text.slice(0, text.lastIndexOf('\n') + 1);
}

/** Lines that hold something. */
async function countLines(absolute: string, signal: AbortSignal | undefined): Promise<number> {
  let lines = 0;
  let filled = false;
  for await (const chunk of createReadStream(absolute, { highWaterMark: 1024 * 1024, ...(signal === undefined ? {} : { signal }) })) {
    for (const byte of chunk as Buffer) {
      if (byte === 10) {
        if (filled) lines++;
        filled = false;
      } else if (byte !== 32 && byte !== 13 && byte !== 9) filled = true;
    }
  }
  return filled ? lines + 1 : lines;
}
