import { lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TrailError, asTrailError, throwIfCancelled } from '../base/errors.ts';
import type { CallContext } from '../base/rpc.ts';
import { checkArtifactPaths } from '../domain/artifactPath.ts';
import { modelFileKind } from '../domain/modelFile.ts';
import { putBlobs, readBlob, sha256Of } from './blobs.ts';
import { digestWith, withDigestCache } from './digest.ts';
import { realDisk, statOrNull, type Disk } from './disk.ts';
import { withPutSession } from './fileStore.ts';
import { listingText, parseListing, type ListedFile } from './listing.ts';
import { restoreFile, tempPrefix } from './restoreFile.ts';

/** Not part of a model, wherever they lie. */
const leftOutFolders: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.vscode', '.modeltrail', '__pycache__', '.ipynb_checkpoints']);
const leftOutFiles: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

export interface FolderDigest {
  /** Of the listing. */
  readonly sha256: string;
  /** Bytes of all files. */
  readonly size: number;
  readonly files: number;
  readonly entries: readonly ListedFile[];
}

/**
 * The digest of a folder: that of the list of its files' paths, sizes and digests. Progress is in bytes.
 * Throws `artifact-empty`, `artifact-changed`, `file-missing`, `file-unreadable`, `path-unsafe`, `cancelled`.
 */
export async function digestFolder(storeDir: string | null, folder: string, ctx: CallContext): Promise<FolderDigest> {
  const found = await listFolder(folder, ctx.signal);
  const total = found.reduce((sum, file) => sum + file.size, 0);
  const whole = wholeProgress(ctx, total);
  const entries = await withDigestCache(storeDir, async (cache) => {
    const listed: ListedFile[] = [];
    for (const { path } of found) {
      const { sha256, size } = await digestWith(cache, join(folder, path), { signal: ctx.signal, progress: () => undefined }, whole);
      listed.push({ path, size, sha256 });
    }
    return listed;
  });
  await checkSameFiles(folder, found, ctx.signal);
  return digestOf(entries);
}

export interface FolderMeasure {
  /** Bytes of all files. */
  readonly size: number;
  readonly files: number;
  /** Milliseconds since 1970: when the newest file was written. */
  readonly modifiedAt: number;
  readonly hasModel: boolean;
}

/** What can be said of a folder without reading its files. Throws as `digestFolder` does. */
export async function measureFolder(folder: string, ctx: CallContext): Promise<FolderMeasure> {
  const found = await listFolder(folder, ctx.signal);
  return {
    size: found.reduce((sum, file) => sum + file.size, 0),
    files: found.length,
    modifiedAt: Math.max(...found.map(({ mtimeMs }) => mtimeMs)),
    hasModel: found.some(({ path }) => modelFileKind(path) !== null),
  };
}

export interface StoredFolder extends FolderDigest {
  readonly path: string;
  /** Bytes that it adds to the store. */
  readonly stored: number;
  /** True when all its files were here. */
  readonly known: boolean;
}

/** Keeps a folder's files and its listing, so that they last when this returns. Throws as `digestFolder` and `putFiles` do. */
export async function putFolder(storeDir: string, folder: string, ctx: CallContext, disk: Disk = realDisk): Promise<StoredFolder> {
  const found = await listFolder(folder, ctx.signal);
  const totalBytes = found.reduce((sum, file) => sum + file.size, 0);
  const results = await withPutSession(storeDir, { ctx, disk, totalBytes, single: found.length === 1 }, async (session) => {
    const put: (ListedFile & { stored: number; known: boolean })[] = [];
    for (const { path } of found) put.push({ path, ...(await session.put(join(folder, path), true)) });
    await checkSameFiles(folder, found, ctx.signal);
    return put;
  });
  const digest = digestOf(results.map(({ path, size, sha256 }) => ({ path, size, sha256 })));
  await putBlobs(storeDir, [listingText(digest.entries)], disk);
  return { path: folder, ...digest, stored: results.reduce((sum, file) => sum + file.stored, 0), known: results.every((file) => file.known) };
}

/**
 * Puts the files of a stored folder below `target`, each in one step and checked; other files there stay as they are.
 * Throws `bytes-elsewhere`, `object-damaged`, `path-unsafe` where a link would lead out of the folder, `cancelled`.
 * @param sha256 of the listing
 */
export async function restoreFolder(storeDir: string, sha256: string, target: string, ctx: CallContext, disk: Disk = realDisk): Promise<void> {
  const files = readListing(storeDir, sha256);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let before = 0;
  for (const file of files) {
    await makeParents(target, file.path);
    const done = before;
    const progress = { signal: ctx.signal, progress: (step: { done: number }) => { ctx.progress({ done: done + step.done, total, what: file.path }); } };
    await restoreFile(storeDir, file.sha256, file.size, join(target, ...file.path.split('/')), progress, disk);
    before += file.size;
  }
}

/** The files of a stored folder artifact. Throws `bytes-elsewhere` when its listing is not here, `object-damaged`, `path-unsafe`. */
export function readListing(storeDir: string, sha256: string): ListedFile[] {
  const listing = readBlob(storeDir, sha256);
  if (listing !== null) return parseListing(listing.toString('utf8'));
  throw new TrailError('bytes-elsewhere', `The list of the folder ${sha256.slice(0, 12)} is not in this trail.`, { hint: 'Fetch it from where the version was saved.' });
}

function digestOf(entries: readonly ListedFile[]): FolderDigest {
  return { sha256: sha256Of(listingText(entries)), size: entries.reduce((sum, file) => sum + file.size, 0), files: entries.length, entries };
}

interface FoundFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

async function listFolder(folder: string, signal: AbortSignal): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  try {
    await collect(folder, '', found, signal);
  } catch (error) {
    throw asTrailError(error, folder);
  }
  checkArtifactPaths(found.map(({ path }) => path));
  if (found.every(({ size }) => size === 0)) throw new TrailError('artifact-empty', `${folder} has no files with content.`, { hint: 'Write the model first, then save it.' });
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function collect(folder: string, prefix: string, found: FoundFile[], signal: AbortSignal): Promise<void> {
  throwIfCancelled(signal);
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      if (!leftOutFolders.has(entry.name)) await collect(folder, `${path}/`, found, signal);
      continue;
    }
    if (leftOutFiles.has(entry.name) || entry.name.startsWith(tempPrefix)) continue;
    // A link to a file stands for its content, as in the caches of model hubs; one to a folder could lead anywhere, and around.
    const info = await stat(join(folder, path)).catch((error: unknown) => {
      throw asTrailError(error, join(folder, path));
    });
    if (!info.isFile()) throw new TrailError('file-unreadable', `${join(folder, path)} is a link to a folder, or no regular file.`, { hint: 'Put the files themselves there, or save them one by one.' });
    found.push({ path, size: info.size, mtimeMs: info.mtimeMs });
  }
}

/** A file that came, went or grew meanwhile makes a folder that never was. */
async function checkSameFiles(folder: string, before: readonly FoundFile[], signal: AbortSignal): Promise<void> {
  const now = await listFolder(folder, signal);
  const same = now.length === before.length && now.every(({ path, size }, at) => path === before[at]?.path && size === before[at].size);
  if (!same) throw new TrailError('artifact-changed', `${folder} changed while it was being read.`, { hint: 'Wait until it is written completely, then try again.' });
}

async function makeParents(target: string, path: string): Promise<void> {
  const parts = path.split('/').slice(0, -1);
  await mkdir(target, { recursive: true });
  let folder = target;
  for (const part of parts) {
    folder = join(folder, part);
    const info = await statOrNull(folder);
    if (info === null) await mkdir(folder);
    else if (!(await lstat(folder)).isDirectory()) {
      throw new TrailError('path-unsafe', `${folder} is a link or a file, and ${path} has to lie below it.`, { hint: 'Move it away, or restore to another path.' });
    }
  }
}

function wholeProgress(ctx: CallContext, total: number): (count: number) => void {
  let done = 0;
  return (count) => {
    done += count;
    ctx.progress({ done, total });
  };
}
