import { mkdir } from 'node:fs/promises';
import { asTrailError } from '../base/errors.ts';
import { newTmpPath } from './durableFile.ts';
import { ensureStore } from './format.ts';

/** An empty folder on the store's disk, for bytes on their way into it. Who asked removes it; should that fail, a later save does. */
export async function makeTemporaryFolder(storeDir: string): Promise<string> {
  try {
    await ensureStore(storeDir);
    const folder = newTmpPath(storeDir);
    await mkdir(folder);
    return folder;
  } catch (error) {
    throw asTrailError(error, storeDir);
  }
}
