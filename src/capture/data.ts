import { createHash } from 'node:crypto';
import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isCancelled, throwIfCancelled } from '../base/errors.ts';
import type { CallContext } from '../base/rpc.ts';
import { canonicalText } from '../domain/canonicalJson.ts';
import type { DataRecord, Remark, Source } from '../domain/manifest.ts';
import { countText } from '../domain/numberText.ts';
import { fixedFolder, matchesPattern, type PathPattern } from './pathPattern.ts';
import type { PathUse } from './python/pathUse.ts';
import { isInside } from './sourceFile.ts';
import { readTableShape, type TableShape } from './tableShape.ts';
import { pathsOfUse } from './usePaths.ts';
import { walkFolder } from './walkFolder.ts';

/** Hashes a whole file; the caller's may answer from a cache. */
export type Digest = (absolute: string) => Promise<{ readonly sha256: string; readonly size: number }>;

export interface DataRequest {
  /** Absolute. */
  readonly root: string;
  /** The opened folder, relative to `root`. */
  readonly folder: string;
  readonly script: string | null;
  /** What the script reads. */
  readonly reads: readonly PathUse[];
  /** What a person named, relative to `root`. */
  readonly named: readonly string[];
  /** Paths that are no data: the model files themselves. */
  readonly except: readonly string[];
}

export interface DataContext extends CallContext {
  readonly digest: Digest;
}

export interface CapturedData {
  readonly data: readonly DataRecord[];
  readonly files: readonly { readonly path: string; readonly mtimeMs: number }[];
  readonly remarks: readonly Remark[];
}

interface Found {
  /** A pattern where `files` are its many matches, recorded as one. */
  readonly path: string;
  readonly files?: readonly string[];
  readonly source: Source;
  readonly info: { readonly size: number; readonly mtimeMs: number; readonly isFolder: boolean };
}

const maxFiles = 1000;
/** More matches of one pattern than these are recorded as one set of files. */
const maxSeparate = 20;
const maxFolderFiles = 10_000;
const maxEntries = 50_000;
const maxHeaders = 30;
const maxCountedBytes = 1024 ** 3;

/** Digests and shapes of the data that the script reads, as it is now, and of what a person named. */
export async function readData(request: DataRequest, context: DataContext): Promise<CapturedData> {
  const { found, remarks } = await findData(request, context.signal);
  const total = found.reduce((sum, { info }) => sum + info.size, 0);
  let done = 0;
  const data: DataRecord[] = [];
  for (const each of found) {
    throwIfCancelled(context.signal);
    context.progress({ done, total, what: each.path });
    try {
      const record = await recordOf(request.root, each, context, remarks);
      if (record !== null) data.push(record);
    } catch (error) {
      if (isCancelled(error)) throw error;
      remarks.push({ code: 'unreadable', text: `${each.path} was not read: this account may not, or it changed meanwhile.`, path: each.path });
    }
    done += each.info.size;
  }
  return { data: withHeaders(data), files: found.map(({ path, info }) => ({ path, mtimeMs: info.mtimeMs })), remarks };
}

/** Even a reference to a header takes room in a version's record: the first tables have theirs. */
function withHeaders(data: readonly DataRecord[]): DataRecord[] {
  let left = maxHeaders;
  return data.map(({ columnNames, ...record }) => (columnNames == null || left-- <= 0 ? record : { ...record, columnNames }));
}

async function recordOf(root: string, each: Found, context: DataContext, remarks: Remark[]): Promise<DataRecord | null> {
  const { path, source, info } = each;
  const absolute = join(root, path);
  if (each.files !== undefined) return recordSet(root, path, '', each.files, source, context);
  if (info.isFolder) return recordFolder(root, path, source, context, remarks);
  const counted = info.size <= maxCountedBytes;
  if (!counted && /\.(?:csv|tsv|jsonl|ndjson)$/iu.test(path)) remarks.push({ code: 'rows-not-counted', text: `The rows of ${path} were not counted: it is larger than 1 GB.`, path });
  const [digest, shape] = await Promise.all([context.digest(absolute), counted ? readTableShape(absolute, context.signal) : unknownShape]);
  return { path, sha256: digest.sha256, size: digest.size, rows: shape.rows, columns: shape.columns, ...(shape.names === null ? {} : { columnNames: [...shape.names] }), source };
}

const unknownShape: TableShape = { rows: null, columns: null, names: null };

/** A folder is known by its list of files, in the form that a folder of a version has. */
async function recordFolder(root: string, path: string, source: Source, context: DataContext, remarks: Remark[]): Promise<DataRecord | null> {
  const { files, complete } = await walkFolder({ root, start: path, maxEntries, signal: context.signal, wanted: () => true });
  if (!complete || files.length > maxFolderFiles) {
    remarks.push({ code: 'data-cut', text: `${path} is not recorded as data: it holds more than ${countText(maxFolderFiles, 'file')}.`, path });
    return null;
  }
  return files.length === 0 ? null : recordSet(root, path, `${path}/`, files, source, context);
}

/** One record for many files: its digest is that of their list. */
async function recordSet(root: string, path: string, prefix: string, files: readonly string[], source: Source, context: DataContext): Promise<DataRecord> {
  const listed = [];
  for (const file of files) {
    throwIfCancelled(context.signal);
    const { sha256, size } = await context.digest(join(root, file));
    listed.push({ path: file.slice(prefix.length), size, sha256 });
  }
  listed.sort((one, other) => (one.path < other.path ? -1 : 1));
  const size = listed.reduce((sum, file) => sum + file.size, 0);
  return { path, sha256: createHash('sha256').update(canonicalText(listed)).digest('hex'), size, rows: null, columns: null, files: listed.length, source };
}

async function findData(request: DataRequest, signal: AbortSignal): Promise<{ found: Found[]; remarks: Remark[] }> {
  const found = new Map<string, Found>();
  const remarks: Remark[] = [];
  const add: Add = async (path, source) => {
    if (found.has(path) || request.except.includes(path)) return true;
    const info = await infoOf(request.root, path);
    if (info === null) return false;
    if (found.size >= maxFiles) {
      if (!remarks.some(({ code }) => code === 'data-cut')) remarks.push({ code: 'data-cut', text: `More than ${countText(maxFiles, 'data file')} are read; the rest are not recorded.` });
      return true;
    }
    found.set(path, { path, source, info });
    return true;
  };
  for (const path of request.named) {
    if (!(await add(path, { kind: 'typed' }))) remarks.push({ code: 'data-missing', text: `${path} was named as data, but is not there.`, path });
  }
  for (const use of request.reads) await addUse(request, use, add, remarks, signal, found);
  return { found: [...found.values()], remarks };
}

type Add = (path: string, source: Source) => Promise<boolean>;

async function addUse(request: DataRequest, use: PathUse, add: Add, remarks: Remark[], signal: AbortSignal, found: Map<string, Found>): Promise<void> {
  const source: Source = { kind: 'code', path: use.module, ...(use.module.endsWith('.ipynb') ? {} : { line: use.line }) };
  const where = `${use.module}${source.line === undefined ? '' : ` line ${String(source.line)}`}`;
  const isData = use.kind === 'data';
  if (use.base === 'outside') {
    if (isData) remarks.push({ code: 'data-outside', text: `${use.path}, which ${where} reads, is outside this folder and is not recorded.` });
  } else if (use.isPattern && !use.all) {
    if (isData) remarks.push({ code: 'data-unknown', text: `${where} reads ${use.path}; which file that was is not known, so it is not recorded.` });
  } else if (use.isPattern) {
    await addMatches(request, use, source, add, signal, found);
  } else {
    const path = await firstThatIsThere(pathsOfUse(use, request.script ?? '', request.folder), (each) => add(each, source));
    if (path === null && isData) remarks.push({ code: 'data-missing', text: `${use.path}, which ${where} reads, is not there.` });
    if (path !== null && use.assumed !== null) remarks.push({ code: 'data-assumed', text: `${path} is ${use.assumed} in ${where}; another file may have been read.`, path });
  }
}

async function firstThatIsThere(paths: readonly PathPattern[], isThere: (path: string) => Promise<boolean>): Promise<string | null> {
  for (const { path } of paths) if (await isThere(path)) return path;
  return null;
}

async function addMatches(request: DataRequest, use: PathUse, source: Source, add: Add, signal: AbortSignal, found: Map<string, Found>): Promise<void> {
  for (const pattern of pathsOfUse(use, request.script ?? '', request.folder)) {
    const wanted = (path: string): boolean => matchesPattern(pattern, path) && !request.except.includes(path);
    const { files } = await walkFolder({ root: request.root, start: fixedFolder(pattern.path), maxEntries, signal, wanted });
    if (files.length === 0) continue;
    if (files.length <= maxSeparate) for (const path of files) await add(path, source);
    else if (files.length <= maxFolderFiles) found.set(pattern.path, { path: pattern.path, files, source, info: { size: 0, mtimeMs: 0, isFolder: false } });
    return;
  }
}

/** Null for what is not there, is no file or folder, or leads out of the root. */
async function infoOf(root: string, path: string): Promise<Found['info'] | null> {
  try {
    const absolute = join(root, path);
    const info = await stat(absolute);
    if (!info.isFile() && !info.isDirectory()) return null;
    if ((await lstat(absolute)).isSymbolicLink() || path.includes('/')) if (!(await isInside(root, absolute))) return null;
    return { size: info.isFile() ? info.size : 0, mtimeMs: info.mtimeMs, isFolder: info.isDirectory() };
  } catch {
    return null;
  }
}
