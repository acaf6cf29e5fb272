import { stat } from 'node:fs/promises';
import { asTrailError } from '../base/errors.ts';
import type { CallOptions } from '../base/rpc.ts';
import type { Version, VersionSummary } from '../domain/version.ts';
import { givenPath, relativePath } from './paths.ts';
import type { Trail } from './trail.ts';

/** `saved`: its bytes are a version's; `modified`: a version has its path, none its bytes; `unknown`: neither. */
export type FileState = 'saved' | 'modified' | 'unknown';

export interface InspectedFile {
  /** Relative to the trail's root where it is inside. */
  readonly path: string;
  readonly state: FileState;
  /** The version with these bytes, or for a modified file the one it was changed from. */
  readonly version: Version | null;
}

/** Says which version a model file or folder is, by its bytes. */
export async function inspectFile(trail: Trail, path: string, options: CallOptions = {}): Promise<InspectedFile> {
  const absolute = await givenPath(trail, path);
  const info = await stat(absolute).catch((error: unknown) => {
    throw asTrailError(error, path);
  });
  const recorded = relativePath(trail.root, absolute) ?? absolute;
  const index = await trail.index();
  if (index === null) return { path: recorded, state: 'unknown', version: null };
  const digest = await trail.workers.call(info.isDirectory() ? 'digestFolder' : 'digestFile', { storeDir: trail.place.storeDir, path: absolute }, options);
  const holders = index.byArtifact(digest.sha256).filter((version) => !version.deleted);
  const holder = preferredHolder(holders, recorded);
  if (holder !== undefined) return { path: recorded, state: 'saved', version: index.version(holder.id) ?? null };
  const before = index.byPath(recorded);
  if (before === undefined) return { path: recorded, state: 'unknown', version: null };
  const { current } = await trail.workers.call('readWorkspaceState', { storeDir: trail.place.storeDir, root: trail.root });
  const version = index.version(current.get(before.model) ?? before.id) ?? index.version(before.id);
  return { path: recorded, state: 'modified', version: version ?? null };
}

/** Of versions with the same bytes, the newest that has them at this path. */
export function preferredHolder(holders: readonly VersionSummary[], path: string): VersionSummary | undefined {
  return holders.find((version) => version.artifacts.some((artifact) => artifact.path === path)) ?? holders[0];
}
