import { isTrailError } from '../base/errors.ts';
import type { CallContext } from '../base/rpc.ts';
import { checkStore } from './format.ts';
import { hashStream } from './hashStream.ts';
import { knownDigest, rememberDigest } from './index/digests.ts';
import { withIndex } from './index/open.ts';
import { SourceFile } from './sourceFile.ts';
import type { Database } from './sqlite.ts';

export interface FileDigest {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtimeMs: number;
}

/**
 * The SHA-256 of a file. It is remembered in the index of the store, if there is one, and then not computed again until the file
 * is touched. Progress is in bytes. Throws `file-missing`, `file-unreadable`, `artifact-changed` when it is being written, `cancelled`.
 * @param storeDir null where nothing can be remembered
 */
export async function digestFile(storeDir: string | null, path: string, ctx: CallContext): Promise<FileDigest> {
  return withDigestCache(storeDir, (cache) => digestWith(cache, path, ctx, () => undefined));
}

/** Runs `work` with the index to remember digests in, or without where there is no store. */
export async function withDigestCache<T>(storeDir: string | null, work: (cache: Database | null) => Promise<T>): Promise<T> {
  const store = storeDir === null ? null : await storeId(storeDir);
  return storeDir === null || store === null ? work(null) : withIndex(storeDir, store, work);
}

async function storeId(storeDir: string): Promise<string | null> {
  try {
    return (await checkStore(storeDir, 'read')).id;
  } catch (error) {
    // A file can be hashed whatever is wrong with a store.
    if (isTrailError(error, 'file-missing', 'format-newer', 'store-damaged')) return null;
    throw error;
  }
}

/** @param onBytes gets the bytes done, for the progress of many files */
export async function digestWith(cache: Database | null, path: string, ctx: CallContext, onBytes: (count: number) => void): Promise<FileDigest> {
  const began = Date.now();
  const source = await SourceFile.open(path);
  try {
    const { facts } = source;
    const mtimeMs = Number(facts.mtimeNs / 1_000_000n);
    const known = cache === null ? null : knownDigest(cache, path, facts);
    if (known !== null) {
      onBytes(facts.size);
      return { sha256: known, size: facts.size, mtimeMs };
    }
    let done = 0;
    const { sha256, size } = await hashStream(source.handle, 0, facts.size, {
      signal: ctx.signal,
      onBytes: (count) => {
        done += count;
        onBytes(count);
        ctx.progress({ done, total: facts.size });
      },
    });
    await source.checkUnchanged(size);
    if (cache !== null) rememberDigest(cache, path, facts, sha256, began);
    return { sha256, size, mtimeMs };
  } finally {
    await source.close();
  }
}
