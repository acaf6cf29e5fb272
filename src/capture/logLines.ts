import { parse } from 'csv-parse/sync';
import { readJsonSettings } from './jsonSettings.ts';
import type { Field } from './logRow.ts';

/** Reads the lines of one log, in order. */
export interface LogLines {
  /** The fields of a line that are numbers or text; empty for one that says nothing of the run; null for one that can't be read. */
  read(line: string): readonly Field[] | null;}

const maxDepth = 12;
const maxFields = 5000;

/** One JSON object a line; maps within are taken apart under dotted names. */
export class JsonLogLines implements LogLines {
  read(line: string): readonly Field[] | null {
    try {
      const document: unknown = JSON.parse(line);
      if (typeof document !== 'object' || document === null || Array.isArray(document)) return null;
      const fields: Field[] = [];
      return flatten(document, '', 1, fields) ? fields : null;
    } catch {
      return /\b(?:NaN|Infinity)\b/u.test(line) ? readPythonJson(line) : null;
    }
  }
}

/** False where there is more than a line of a log has. */
function flatten(map: object, prefix: string, depth: number, fields: Field[]): boolean {
  for (const [name, value] of Object.entries(map) as [string, unknown][]) {
    const full = prefix === '' ? name : `${prefix}.${name}`;
    if (typeof value === 'number' || typeof value === 'string') fields.push([full, value]);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < maxDepth && !flatten(value, full, depth + 1, fields)) return false;
    if (fields.length > maxFields) return false;
  }
  return true;
}

/** What only Python writes, `NaN` and `Infinity`, is read slowly. */
function readPythonJson(line: string): readonly Field[] | null {
  try {
    return [...readJsonSettings(line).values].flatMap(([name, { value }]): Field[] => (typeof value === 'number' || typeof value === 'string' ? [[name, value]] : typeof value === 'bigint' ? [[name, Number(value)]] : []));
  } catch {
    return null;
  }
}

const emptyCell = /^(?:na|n\/a|none|null)?$/iu;
const numberCell = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/iu;

/** A table with a header of names, as Keras' and Lightning's CSV loggers write it. Empty cells are no points. */
export class TableLogLines implements LogLines {
  readonly #delimiter: string;
  #header: readonly string[] | null = null;
  /** The header's names; null for one that stands twice, which counts once. */
  #names: readonly (string | null)[] = [];

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  read(line: string): readonly Field[] | null {
    const cells = this.#cells(line);
    if (cells === null) return null;
    if (this.#header === null) {
      // A table that begins with numbers doesn't say what they are.
      this.#header = cells.some((cell) => numberCell.test(cell)) ? [] : cells;
      const seen = new Set<string>();
      this.#names = this.#header.map((name) => (seen.size < seen.add(name).size ? name : null));
      return [];
    }
    const header = this.#header;
    if (cells.length !== header.length) return header.length === 0 ? [] : null;
    // A run that appends to the log of another may write the header again.
    if (cells.every((cell, at) => cell === header[at])) return [];
    return cells.flatMap((cell, at): Field[] => this.#field(this.#names[at] ?? null, cell));
  }

  #field(name: string | null, cell: string): Field[] {
    if (name === null || emptyCell.test(cell)) return [];
    if (numberCell.test(cell)) return [[name, Number(cell)]];
    const special = /^([-+]?)(nan|inf|infinity)$/iu.exec(cell);
    if (special !== null) return [[name, special[2]?.toLowerCase() === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity]];
    return [[name, cell]];
  }

  #cells(line: string): string[] | null {
    if (!line.includes('"')) return line.split(this.#delimiter).map((cell) => cell.trim());
    try {
      const [cells] = parse(line, { delimiter: this.#delimiter, relax_quotes: true, relax_column_count: true }) as string[][];
      return cells?.map((cell) => cell.trim()) ?? null;
    } catch {
      return null;
    }
  }
}
