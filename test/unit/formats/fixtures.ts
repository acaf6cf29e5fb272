import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { OutlineResult } from '../../../src/domain/outline.ts';

export const fixturesFolder = join(import.meta.dirname, '../../fixtures/formats');

/** Model files that have an expected outline beside them, written by `make.py`. */
export const modelFixtures: readonly string[] = readdirSync(fixturesFolder).filter((name) => readdirSync(fixturesFolder).includes(`${name}.json`));

export function fixtureBytes(name: string): Uint8Array {
  return readFileSync(join(fixturesFolder, name));
}

export function expectedResult(name: string): OutlineResult {
  return JSON.parse(readFileSync(join(fixturesFolder, `${name}.json`), 'utf8')) as OutlineResult;
}
