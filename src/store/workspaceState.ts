import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { asTrailError } from '../base/errors.ts';
import { sha256Schema } from '../domain/manifest.ts';
import { realDisk, type Disk } from './disk.ts';
import { writeDurably } from './durableFile.ts';
import { ensureStore } from './format.ts';
import { lockPath, workspacePath } from './layout.ts';
import { withLock } from './lock.ts';

const stateSchema = z.looseObject({ root: z.string(), current: z.record(z.string(), sha256Schema) });

/** Which version's files stand in one work tree, by model: the parent of what is saved there next. */
export interface WorkspaceState {
  /** Absolute path of the work tree. */
  readonly root: string;
  /** Model's name → version's id. */
  readonly current: ReadonlyMap<string, string>;
}

/** What is known of a work tree; nothing, where nothing was saved or restored in it or its file is damaged. */
export async function readWorkspaceState(storeDir: string, root: string): Promise<WorkspaceState> {
  try {
    const { current } = stateSchema.parse(JSON.parse(await readFile(workspacePath(storeDir, root), 'utf8')));
    return { root, current: new Map(Object.entries(current)) };
  } catch {
    return { root, current: new Map() };
  }
}

/** Notes that the files of `version` stand in a work tree now; null: of none. Other models stay as they are. */
export async function setCurrentVersion(storeDir: string, root: string, model: string, version: string | null, disk: Disk = realDisk): Promise<WorkspaceState> {
  try {
    await ensureStore(storeDir, disk);
    return await withLock(lockPath(storeDir, 'commit'), undefined, async () => {
      const current = new Map((await readWorkspaceState(storeDir, root)).current);
      if (version === null) current.delete(model);
      else current.set(model, version);
      await writeDurably(storeDir, workspacePath(storeDir, root), Buffer.from(JSON.stringify({ root, current: Object.fromEntries(current) })), disk);
      return { root, current };
    });
  } catch (error) {
    throw asTrailError(error, storeDir);
  }
}
