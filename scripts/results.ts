import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outDir } from './paths.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Where a suite leaves its counts. A suite that dies leaves none, and that is what tells its death from success. */
export function resultsFile(suite: string): string {
  return join(outDir, 'results', `${suite.replaceAll(/[^a-z0-9.-]+/gi, '-')}.json`);
}

export async function forgetResults(suite: string): Promise<void> {
  await mkdir(join(outDir, 'results'), { recursive: true });
  await rm(resultsFile(suite), { force: true });
}

export async function writeResults(suite: string, counts: Counts): Promise<void> {
  await mkdir(join(outDir, 'results'), { recursive: true });
  await writeFile(resultsFile(suite), JSON.stringify(counts));
}

export async function readResults(suite: string): Promise<Counts | undefined> {
  const text = await readFile(resultsFile(suite), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Counts);
}
