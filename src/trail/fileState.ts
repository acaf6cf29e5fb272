import { statSync } from 'node:fs';
import { changedFrom } from '../domain/holders.ts';
import type { VersionSummary } from '../domain/version.ts';
import type { IndexReader } from '../store/index/reader.ts';
import { factsOf } from '../store/sourceFile.ts';
import type { FileDigests } from './fileDigests.ts';
import { absolutePath } from './paths.ts';

/** What a file or folder of the workspace is to the trail. */
export interface FileState {
  /**
   * `saved`: a version has its bytes. `changed`: a version has its path, none its bytes. `unread`: a version has its path and may
   * have its bytes; only hashing tells. `missing`: nothing is at the path that a version has.
   */
  readonly state: 'saved' | 'changed' | 'unread' | 'missing';
  /** Saved: the version that has its bytes. Changed: the one that it is a change of. Missing: the newest that has its path. */
  readonly version: VersionSummary;
}

/** Once its bytes are known. */
export interface ReadFileState extends FileState {
  readonly state: 'saved' | 'changed';
}

/** The same of a path that a version has, as it is on disk. */
export interface PathState extends FileState {
  /** Milliseconds since 1970; null where nothing is there. */
  readonly modifiedAt: number | null;
  readonly isFolder: boolean;
}

/**
 * The state of a path at once, by `stat` and what was hashed before; null for one that no version has. Folders are `unread`.
 * What is changed is a change of the newest version, until `changeOf` tells better.
 * @param path relative to the trail's root
 */
export function peekFileState(root: string, index: IndexReader, path: string, digests: FileDigests | null): PathState | null {
  const newest = index.byPath(path);
  if (newest === undefined) return null;
  const absolute = absolutePath(root, path);
  const info = statSync(absolute, { bigint: true, throwIfNoEntry: false });
  if (info === undefined) return { state: 'missing', version: newest, modifiedAt: null, isFolder: false };
  const found = { modifiedAt: Number(info.mtimeMs), isFolder: info.isDirectory() };
  if (!info.isFile()) return { state: 'unread', version: newest, ...found };
  const facts = factsOf(info);
  const sha256 = digests?.of(absolute, facts) ?? index.knownDigest(absolute, facts);
  if (sha256 !== null) return { ...stateByDigest(index, path, newest, sha256), ...found };
  return { state: index.hasArtifactOfSize(facts.size) ? 'unread' : 'changed', version: newest, ...found };
}

/** A state, with what was read since. */
export function readState(index: IndexReader, path: string, state: PathState, sha256: string): PathState {
  return { ...state, ...stateByDigest(index, path, state.version, sha256) };
}

/** What bytes at a path are; null where no version has them, nor the path. @param standing as `Trail.standing` tells */
export function stateOfBytes(index: IndexReader, path: string, sha256: string, standing: ReadonlyMap<string, string>): ReadFileState | null {
  const newest = index.byPath(path);
  return newest === undefined ? savedState(index, path, sha256) : changeOf(index, path, stateByDigest(index, path, newest, sha256), standing);
}

/** A state whose version is the one that the file is a change of, where it is or may be one. @param standing as `Trail.standing` tells */
export function changeOf<S extends FileState>(index: IndexReader, path: string, state: S, standing: ReadonlyMap<string, string>): S {
  if (state.state === 'saved' || state.state === 'missing') return state;
  return { ...state, version: changedFrom(index.summary(standing.get(state.version.model) ?? ''), state.version, path) };
}

/** @param changed the version that the file is a change of where none has its bytes */
function stateByDigest(index: IndexReader, path: string, changed: VersionSummary, sha256: string): ReadFileState {
  return savedState(index, path, sha256) ?? { state: 'changed', version: changed };
}

function savedState(index: IndexReader, path: string, sha256: string): ReadFileState | null {
  const version = index.holder(sha256, path);
  return version === undefined ? null : { state: 'saved', version };
}
