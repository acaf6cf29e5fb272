import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { newTmpPath } from './durableFile.ts';
import { capturesPath, tmpPath } from './layout.ts';

/** A model file as it was when something was noted about it. */
export interface WrittenFile {
  /** Relative to the trail's root. */
  readonly path: string;
  /** Bytes; of a folder, of all its files. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** Raised whenever what is noted changes its shape: nobody but this program reads it, and not for long. */
const shape = 1;
const keptOfOnePath = 3;
const keptInAll = 30;
const keptMs = 14 * 24 * 60 * 60 * 1000;
const maxBytes = 64 * 1024 * 1024;

/**
 * Notes what is known of a model file, until a version is saved of it. Of a path the last few notes are kept, for some days.
 * The store need not be there: somebody who saves nothing has none.
 * @param now milliseconds since 1970
 */
export async function keepCapture(storeDir: string, written: WrittenFile, provenance: unknown, now: number): Promise<void> {
  const bytes = serialize({ shape, provenance });
  if (bytes.length > maxBytes) return;
  await mkdir(capturesPath(storeDir), { recursive: true });
  await mkdir(tmpPath(storeDir), { recursive: true });
  const tmp = newTmpPath(storeDir);
  await writeFile(tmp, bytes, { flag: 'wx' });
  await rename(tmp, join(capturesPath(storeDir), `${fileKey(written)}-${String(now)}`));
  await expire(storeDir, now);
}

/** What was noted of just this file; null where nothing was, or not by this program. */
export async function findCapture(storeDir: string, written: WrittenFile): Promise<unknown> {
  const newest = (await listed(storeDir)).find(({ file }) => file === fileKey(written));
  if (newest === undefined) return null;
  try {
    const document = deserialize(await readFile(join(capturesPath(storeDir), newest.name))) as { readonly shape?: unknown; readonly provenance?: unknown } | null;
    return document?.shape === shape ? (document.provenance ?? null) : null;
  } catch {
    return null;
  }
}

/** The path's digest, then what tells the file; a note's name has behind it when it was noted. */
function fileKey({ path, size, modifiedAt }: WrittenFile): string {
  return [pathKey(path), String(size), String(Math.trunc(modifiedAt))].join('-');
}

function pathKey(path: string): string {
  return createHash('sha256').update(path, 'utf8').digest('hex').slice(0, 32);
}

interface Listed {
  readonly name: string;
  readonly key: string;
  /** The file that it is of. */
  readonly file: string;
  readonly notedAt: number;
}

/** The newest first. */
async function listed(storeDir: string): Promise<Listed[]> {
  const names = await readdir(capturesPath(storeDir)).catch(() => []);
  return names
    .flatMap((name) => {
      const [key = '', size = '', modifiedAt = '', notedAt = ''] = name.split('-');
      return /^\d+$/u.test(notedAt) ? [{ name, key, file: [key, size, modifiedAt].join('-'), notedAt: Number(notedAt) }] : [];
    })
    .sort((one, other) => other.notedAt - one.notedAt);
}

async function expire(storeDir: string, now: number): Promise<void> {
  const kept: Listed[] = [];
  for (const each of await listed(storeDir)) {
    const isOlderNote = kept.some(({ file }) => file === each.file);
    const isKept = !isOlderNote && now - each.notedAt < keptMs && kept.length < keptInAll && kept.filter(({ key }) => key === each.key).length < keptOfOnePath;
    if (isKept) kept.push(each);
    else await rm(join(capturesPath(storeDir), each.name), { force: true });
  }
}
