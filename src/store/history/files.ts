import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ShardedFolder } from '../layout.ts';
import { shardedFolders } from '../layout.ts';
import { isRealFolder } from './place.ts';

/** Raised whenever other files are taken in than before: everything is then looked at once more. */
const rules = 1;

/** More files of a kind than this are not looked at. */
export const maxHistoryFiles = 100_000;

/** What changed within this long before it was looked at may have changed again within the same tick of its clock. */
const settleMs = 2000;

export interface HistoryState {
  /** Another one whenever a file came or went. */
  readonly signature: string;
  /** False when it may have changed since without showing it. */
  readonly settled: boolean;
}

/** What a shared history looks like, by its folders' times alone. */
export function historyState(history: string): HistoryState {
  const hash = createHash('sha256').update(`rules ${String(rules)}\n`);
  const now = Date.now();
  let newest = 0;
  for (const folder of shardedFolders.flatMap((kind) => [kind, ...shardsOf(history, kind).map((shard) => `${kind}/${shard}`)])) {
    const info = lstatSync(join(history, folder), { bigint: true, throwIfNoEntry: false });
    hash.update(`${folder} ${String(info?.mtimeNs)} ${String(info?.ino)}\n`);
    newest = Math.max(newest, Number(info?.mtimeMs ?? 0));
  }
  return { signature: hash.digest('hex'), settled: Math.abs(now - newest) > settleMs };
}

/** The names of the files of a kind; what has another form, or stands in another folder than its name says, is not among them. */
export function historyNames(history: string, kind: ShardedFolder): string[] {
  const names: string[] = [];
  const form = kind === 'blobs' ? /^([0-9a-f]{64})$/u : /^([0-9a-f]{64})\.json$/u;
  for (const shard of shardsOf(history, kind)) {
    for (const entry of readdirSync(join(history, kind, shard), { withFileTypes: true })) {
      const name = form.exec(entry.name)?.[1];
      if (name?.startsWith(shard) !== true || !entry.isFile()) continue;
      if (names.push(name) >= maxHistoryFiles) return names;
    }
  }
  return names;
}

function shardsOf(history: string, kind: ShardedFolder): string[] {
  const folder = join(history, kind);
  if (!isRealFolder(folder)) return [];
  return readdirSync(folder).filter((shard) => /^[0-9a-f]{2}$/u.test(shard) && isRealFolder(join(folder, shard))).sort();
}

/** A file's bytes; null for what is longer than `max` bytes, a link, a pipe, or not there. */
export function readHistoryFile(path: string, max: number): Buffer | null {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch {
    return null;
  }
  try {
    const info = fstatSync(file);
    if (!info.isFile() || info.size > max) return null;
    const bytes = Buffer.alloc(info.size);
    return readSync(file, bytes, 0, bytes.length, 0) === bytes.length ? bytes : null;
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}
