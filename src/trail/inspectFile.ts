import { stat } from 'node:fs/promises';
import { asTrailError } from '../base/errors.ts';
import type { CallOptions } from '../base/rpc.ts';
import type { Version } from '../domain/version.ts';
import { stateOfBytes, type ReadFileState } from './fileState.ts';
import { givenPath, relativePath } from './paths.ts';
import type { Trail } from './trail.ts';

export interface InspectedFile {
  /** Relative to the trail's root where it is inside. */
  readonly path: string;
  /** Null where no version has its bytes, nor its path. */
  readonly state: ReadFileState['state'] | null;
  /** The version with these bytes, or the one that it was changed from; null where there is none whose record can be read. */
  readonly version: Version | null;
}

/** Says which version a model file or folder is, by its bytes, or which one it was changed from. */
export async function inspectFile(trail: Trail, path: string, options: CallOptions = {}): Promise<InspectedFile> {
  const absolute = await givenPath(trail, path);
  const info = await stat(absolute).catch((error: unknown) => {
    throw asTrailError(error, path);
  });
  const recorded = relativePath(trail.root, absolute) ?? absolute;
  const index = await trail.index();
  if (index === null) return { path: recorded, state: null, version: null };
  const { sha256 } = await trail.workers.call(info.isDirectory() ? 'digestFolder' : 'digestFile', { storeDir: trail.place.storeDir, path: absolute }, options);
  const state = stateOfBytes(index, recorded, sha256, await trail.standing());
  return { path: recorded, state: state?.state ?? null, version: (state === null ? undefined : index.version(state.version.id)) ?? null };
}
