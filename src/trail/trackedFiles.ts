import type { FileDigests } from './fileDigests.ts';
import { changeOf, peekFileState, type PathState } from './fileState.ts';
import { absolutePath } from './paths.ts';
import type { Trail } from './trail.ts';

/** A file or folder of a model's newest version, as it is in the workspace. */
export interface TrackedFile {
  readonly model: string;
  /** Relative to the trail's root. */
  readonly path: string;
  readonly absolute: string;
  readonly state: PathState;
}

/** More than anybody looks at; a trail of generated models must not keep the editor busy. */
const maxTracked = 2000;

/** The files of each model's newest version with their state, at once: nothing is hashed. */
export async function trackedFiles(trail: Trail, digests: FileDigests): Promise<TrackedFile[]> {
  const index = await trail.index();
  if (index === null) return [];
  const standing = await trail.standing();
  const files = new Map<string, TrackedFile>();
  for (const { name } of index.models()) {
    for (const { path } of index.latest(name)?.artifacts ?? []) {
      const state = files.size < maxTracked ? peekFileState(trail.root, index, path, digests) : null;
      const absolute = absolutePath(trail.root, path);
      if (state !== null) files.set(absolute, { model: name, path, absolute, state: changeOf(index, path, state, standing) });
    }
  }
  return [...files.values()];
}
