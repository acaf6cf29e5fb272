import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dirent } from 'node:fs';
import { throwIfCancelled } from '../base/errors.ts';
import { skippedFolders } from '../domain/modelFile.ts';
import { isInside } from './sourceFile.ts';

export interface WalkOptions {
  /** Absolute. Paths in the answer are relative to it. */
  readonly root: string;
  /** Relative to `root`; '' for the root itself. */
  readonly start: string;
  readonly maxEntries: number;
  readonly signal?: AbortSignal;
  readonly wanted: (path: string) => boolean;
}

const maxDepth = 30;

/**
 * The wanted files below a folder, the shallow ones first. Environments, caches and version control are skipped,
 * folders are not entered through links, and files not where their link leads out of the root.
 */
export async function walkFolder({ root, start, maxEntries, signal, wanted }: WalkOptions): Promise<{ files: string[]; complete: boolean }> {
  const files: string[] = [];
  const queue: { folder: string; depth: number }[] = [{ folder: start, depth: 0 }];
  let entries = 0;
  for (const { folder, depth } of queue) {
    throwIfCancelled(signal);
    for (const entry of await listFolder(join(root, folder), maxEntries - entries)) {
      if (++entries >= maxEntries) return { files, complete: false };
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < maxDepth && !(await isSkipped(root, path, entry.name))) queue.push({ folder: path, depth: depth + 1 });
      } else if (wanted(path) && (entry.isFile() || (entry.isSymbolicLink() && (await isFileInside(root, path))))) {
        files.push(path);
      }
    }
  }
  return { files, complete: true };
}

async function listFolder(absolute: string, limit: number): Promise<Dirent[]> {
  const entries: Dirent[] = [];
  try {
    for await (const entry of await opendir(absolute)) {
      entries.push(entry);
      if (entries.length > limit) break;
    }
  } catch {
    // What may not be read holds nothing for us.
  }
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** An environment under any name has its mark inside. */
async function isSkipped(root: string, path: string, name: string): Promise<boolean> {
  if (skippedFolders.has(name)) return true;
  const marks = [join(root, path, 'pyvenv.cfg'), join(root, path, 'conda-meta', 'history')];
  return (await Promise.all(marks.map((mark) => stat(mark).then(() => true, () => false)))).includes(true);
}

async function isFileInside(root: string, path: string): Promise<boolean> {
  try {
    const absolute = join(root, path);
    return (await stat(absolute)).isFile() && (await isInside(root, absolute));
  } catch {
    return false;
  }
}
