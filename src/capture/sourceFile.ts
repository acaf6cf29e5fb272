import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isCancelled, systemErrorCode } from '../base/errors.ts';
import type { Remark } from '../domain/manifest.ts';
import { sizeText } from '../domain/numberText.ts';

/** A small file as it was when it was read. */
export interface SourceFile {
  /** Relative to the trail's root. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mtimeMs: number;
}

/** Why a file that is there was not read. */
export interface Unreadable {
  readonly path: string;
  readonly why: string;
}

/** Null where there is no such file. Devices, pipes and links that lead out of the root are not read. */
export async function readSource(root: string, path: string, maxBytes: number): Promise<SourceFile | Unreadable | null> {
  return withSource(root, path, maxBytes, async (file, info) => {
    const buffer = new Uint8Array(info.size);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return { path, bytes: buffer.subarray(0, length), mtimeMs: info.mtimeMs };
  });
}

/** Runs `use` on the open file, as `readSource` reads it. */
export async function withSource<T>(root: string, path: string, maxBytes: number, use: (file: FileHandle, info: { readonly size: number; readonly mtimeMs: number }) => Promise<T>): Promise<T | Unreadable | null> {
  const absolute = join(root, path);
  try {
    if (!(await isInside(root, absolute))) return { path, why: 'it leads out of this folder' };
    // Without blocking: a named pipe would hold the reader for ever.
    const file = await open(absolute, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const info = await file.stat();
      if (!info.isFile()) return null;
      if (info.size > maxBytes) return { path, why: `it is larger than ${sizeText(maxBytes)}` };
      return await use(file, info);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isCancelled(error)) throw error;
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENXIO' || code === 'EISDIR') return null;
    return { path, why: code === 'EACCES' || code === 'EPERM' ? 'this account may not read it' : (code ?? 'it failed to open') };
  }
}

export function isUnreadable(file: object | null): file is Unreadable {
  return file !== null && 'why' in file;
}

export function unreadableRemark({ path, why }: Unreadable): Remark {
  return { code: 'unreadable', text: `${path} was not read: ${why}.`, path };
}

/** The text without a byte order mark; bytes that are no UTF-8 are replaced. */
export function sourceText(file: SourceFile): string {
  return new TextDecoder('utf-8').decode(file.bytes);
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Whether a path, its links followed, lies below the folder. */
export async function isInside(folder: string, absolute: string): Promise<boolean> {
  const [outer, inner] = await Promise.all([realpath(folder), realpath(absolute)]);
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}
