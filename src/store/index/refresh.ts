import type { CallContext } from '../../base/rpc.ts';
import { isTrailError } from '../../base/errors.ts';
import { checkStore } from '../format.ts';
import type { Database } from '../sqlite.ts';
import { applyFindings } from './apply.ts';
import { withIndex } from './open.ts';
import { isEmpty, scanStore } from './scan.ts';

export interface Refreshed {
  /** Whether anything that a reader shows may have changed. */
  readonly changed: boolean;
}

/**
 * Brings the index up to date with the files of a store; fine when there is no store yet. Runs in a worker.
 * Throws `format-newer`, `store-damaged`, `cancelled`.
 */
export async function refreshIndex(storeDir: string, ctx?: CallContext): Promise<Refreshed> {
  try {
    const { id } = await checkStore(storeDir, 'read');
    return await withIndex(storeDir, id, (database) => catchUp(storeDir, database, ctx?.signal));
  } catch (error) {
    if (isTrailError(error, 'file-missing')) return { changed: false };
    throw error;
  }
}

/** The same on an index that is open already. */
export async function catchUp(storeDir: string, database: Database, signal?: AbortSignal): Promise<Refreshed> {
  const findings = await scanStore(storeDir, database, signal);
  const incomplete = database.prepare('SELECT 1 FROM versions WHERE incomplete > 0 LIMIT 1').get() !== undefined;
  if (isEmpty(findings) && !incomplete) return { changed: false };
  return { changed: applyFindings(storeDir, database, findings) };
}
