import { stat } from 'node:fs/promises';
import { TrailError, asTrailError } from '../base/errors.ts';
import { givenPath, recordedPath, relativePath } from './paths.ts';
import type { Trail } from './trail.ts';

/** A model file or folder that is to be a version's. */
export interface PlannedArtifact {
  readonly path: string;
  readonly absolute: string;
  readonly isFolder: boolean;
  readonly size: number;
  /** Files in it; 1 for a file. */
  readonly files: number;
  readonly modifiedAt: number;
}

/** Looks at files and folders that were named. Throws `file-missing`, `artifact-empty`, `not-a-model`, `path-unsafe`, `usage`. */
export async function planArtifacts(trail: Trail, paths: readonly string[]): Promise<PlannedArtifact[]> {
  if (paths.length === 0) throw new TrailError('usage', 'Nothing was named to save.', { hint: 'Name a model file or folder: modeltrail save PATH' });
  const absolute = await Promise.all(paths.map((path) => givenPath(trail, path)));
  const planned = await Promise.all([...new Set(absolute)].map((path) => planArtifact(trail, path)));
  for (const artifact of planned) {
    const outer = planned.find((other) => other.isFolder && artifact.path.startsWith(`${other.path}/`));
    if (outer !== undefined) throw new TrailError('usage', `${artifact.path} is inside ${outer.path}, which is saved too.`, { hint: 'Name one of them.' });
  }
  return planned;
}

async function planArtifact(trail: Trail, absolute: string): Promise<PlannedArtifact> {
  const shown = relativePath(trail.root, absolute) ?? absolute;
  const info = await stat(absolute).catch((error: unknown) => {
    throw asTrailError(error, shown);
  });
  const path = recordedPath(trail.root, absolute);
  if (info.isDirectory()) return planFolder(trail, absolute, path);
  if (!info.isFile()) throw new TrailError('not-a-model', `${path} is neither a file nor a folder.`, { hint: 'Name a model file.' });
  if (info.size === 0) throw new TrailError('artifact-empty', `${path} is empty.`, { hint: 'Train the model again, or name another file.' });
  return { path, absolute, isFolder: false, size: info.size, files: 1, modifiedAt: info.mtimeMs };
}

async function planFolder(trail: Trail, absolute: string, path: string): Promise<PlannedArtifact> {
  const folder = await trail.workers.call('measureFolder', { path: absolute });
  if (!folder.hasModel) {
    throw new TrailError('not-a-model', `${path} holds no model file.`, { hint: 'Name a folder with a model in it, or the file itself.' });
  }
  return { path, absolute, isFolder: true, size: folder.size, files: folder.files, modifiedAt: folder.modifiedAt };
}
