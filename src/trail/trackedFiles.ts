import type { CallOptions } from '../base/rpc.ts';
import type { VersionSummary } from '../domain/version.ts';
import type { IndexReader } from '../store/index/reader.ts';
import { peekFileState, type FileState } from './fileState.ts';
import { preferredHolder } from './inspectFile.ts';
import { absolutePath } from './paths.ts';
import type { Trail } from './trail.ts';

/** A file or folder of a model's newest version, as it is in the workspace. */
export interface TrackedFile {
  readonly model: string;
  /** Relative to the trail's root. */
  readonly path: string;
  readonly absolute: string;
  readonly isFolder: boolean;
  readonly state: FileState;
}

/** More than anybody looks at; a trail of generated models must not keep the editor busy. */
const maxTracked = 2000;

/** The files of each model's newest version with their state, at once: nothing is hashed. */
export async function trackedFiles(trail: Trail): Promise<TrackedFile[]> {
  const index = await trail.index();
  if (index === null) return [];
  const { current } = await trail.workers.call('readWorkspaceState', { storeDir: trail.place.storeDir, root: trail.root });
  const files = new Map<string, TrackedFile>();
  for (const { name } of index.models()) {
    const newest = index.latest(name);
    if (newest === undefined) continue;
    const before = index.summary(current.get(name) ?? '') ?? newest;
    for (const file of filesOf(trail, index, newest, before)) if (files.size < maxTracked) files.set(file.absolute, file);
  }
  return [...files.values()];
}

/** @param before the version whose files stood in the workspace last: what has changed, has changed since it */
function filesOf(trail: Trail, index: IndexReader, newest: VersionSummary, before: VersionSummary): TrackedFile[] {
  return newest.artifacts.flatMap(({ path, files }) => {
    const state = peekFileState(trail.root, index, path);
    if (state === null) return [];
    const since = state.state === 'saved' || before.model !== state.version.model ? state : { ...state, version: before };
    return [{ model: newest.model, path, absolute: absolutePath(trail.root, path), isFolder: files !== undefined, state: since }];
  });
}

/** Reads a file's bytes in a worker to tell its state; null where that can't be told, or is not wanted any more. */
export async function verifyTrackedFile(trail: Trail, { absolute, path, isFolder, state }: TrackedFile, options: CallOptions = {}): Promise<FileState | null> {
  try {
    const { sha256 } = await trail.workers.call(isFolder ? 'digestFolder' : 'digestFile', { storeDir: trail.place.storeDir, path: absolute }, options);
    const holder = preferredHolder(trail.lastIndex?.byArtifact(sha256) ?? [], path);
    return holder === undefined ? { ...state, state: 'changed' } : { ...state, state: 'saved', version: holder };
  } catch {
    // It is being written, or can't be read: the next look tells.
    return null;
  }
}
