import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CaptureContext } from '../../../src/capture/provenance.ts';

const made: string[] = [];

/** A temporary folder with the files; gone when the tests end. */
export function makeWorkspace(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'modeltrail-capture-')));
  made.push(root);
  for (const [path, content] of Object.entries(files)) put(root, path, content);
  return root;
}

export function put(root: string, path: string, content: string | Uint8Array, time?: number): void {
  const absolute = join(root, path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, content);
  if (time !== undefined) utimesSync(absolute, time / 1000, time / 1000);
}

export function setTime(root: string, path: string, time: number): void {
  utimesSync(join(root, path), time / 1000, time / 1000);
}

export function captureContext(signal: AbortSignal = new AbortController().signal): CaptureContext {
  return {
    signal,
    progress: () => undefined,
    digest: (absolute) => {
      const bytes = readFileSync(absolute);
      return Promise.resolve({ sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length });
    },
  };
}

export function removeWorkspaces(): void {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
}
