import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';

const folder = join(import.meta.dirname, 'transcripts');

/** Compares a text with the one that is kept under this name; `UPDATE_TRANSCRIPTS=1` keeps the new one instead. */
export function assertTranscript(name: string, text: string): void {
  const path = join(folder, name);
  if ((process.env['UPDATE_TRANSCRIPTS'] ?? '') !== '') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
    return;
  }
  const kept = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (kept === text) return;
  throw new Error(`${name} reads otherwise; if that is meant, run the tests with UPDATE_TRANSCRIPTS=1 and read the change.\n${createTwoFilesPatch('kept', 'now', kept, text, '', '', { context: 2 })}`);
}

/** JSON for reviewers: what fits on one line stands on one. */
export function readableJson(value: unknown, indent = ''): string {
  const line = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || indent.length + line.length <= 140) return line;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => readableJson(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${readableJson(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}
