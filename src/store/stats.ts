import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { throwIfCancelled } from '../base/errors.ts';
import type { CallContext } from '../base/rpc.ts';
import { checkStore } from './format.ts';
import { indexPath, withIndex } from './index/open.ts';
import { catchUp } from './index/refresh.ts';

export interface StoreStats {
  /** Versions not deleted. */
  readonly versions: number;
  /** Bytes of all versions' artifacts (deleted ones too), as if each were kept in full. */
  readonly logicalBytes: number;
  /** Bytes of everything in the store, the index included. */
  readonly storedBytes: number;
}

/** Throws `file-missing` where there is no store, `cancelled`. */
export async function storeStats(storeDir: string, ctx: CallContext): Promise<StoreStats> {
  const { id } = await checkStore(storeDir, 'read');
  const counted = await withIndex(storeDir, id, async (database) => {
    await catchUp(storeDir, database, ctx.signal);
    const versions = database.prepare('SELECT COUNT(*) AS n FROM versions WHERE saved = 1 AND deleted = 0').get();
    const bytes = database.prepare("SELECT SUM(json_extract(a.value, '$.size')) AS n FROM versions, json_each(record, '$.artifacts') AS a WHERE saved = 1").get();
    return { versions: Number(versions?.['n'] ?? 0), logicalBytes: Number(bytes?.['n'] ?? 0) };
  });
  const index = dirname(indexPath(storeDir));
  const outside = index === storeDir ? 0 : await bytesBelow(index, ctx);
  return { ...counted, storedBytes: (await bytesBelow(storeDir, ctx)) + outside };
}

async function bytesBelow(folder: string, ctx: CallContext): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    throwIfCancelled(ctx.signal);
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesBelow(path, ctx);
    // A file may go while it is counted.
    else bytes += await lstat(path).then((info) => info.size, () => 0);
  }
  return bytes;
}
