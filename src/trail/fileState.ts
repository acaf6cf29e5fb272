import { statSync } from 'node:fs';
import type { VersionSummary } from '../domain/version.ts';
import type { IndexReader } from '../store/index/reader.ts';
import { factsOf, type FileFacts } from '../store/sourceFile.ts';
import { absolutePath } from './paths.ts';

/** What a file of the workspace is to the trail, as far as that can be told without reading it. */
export interface FileState {
  /** `unread`: a version may have its bytes; only hashing tells. */
  readonly state: 'saved' | 'changed' | 'unread' | 'missing';
  /** Saved: the version that has its bytes. Otherwise the newest that has its path. */
  readonly version: VersionSummary;
  /** Milliseconds since 1970; null where there is no such file. */
  readonly modifiedAt: number | null;
}

/**
 * The state of a tracked path at once, by `stat` and what was hashed before; null for a path that no version has.
 * Folders are always `unread`.
 * @param path relative to the trail's root
 */
export function peekFileState(root: string, index: IndexReader, path: string): FileState | null {
  const tracked = index.byPath(path);
  if (tracked === undefined) return null;
  const absolute = absolutePath(root, path);
  const info = statSync(absolute, { bigint: true, throwIfNoEntry: false });
  if (info === undefined) return { state: 'missing', version: tracked, modifiedAt: null };
  const modifiedAt = Number(info.mtimeMs);
  if (!info.isFile()) return { state: 'unread', version: tracked, modifiedAt };
  return { ...stateOfFile(index, tracked, absolute, path, factsOf(info)), modifiedAt };
}

function stateOfFile(index: IndexReader, tracked: VersionSummary, absolute: string, path: string, facts: FileFacts): Pick<FileState, 'state' | 'version'> {
  const digest = index.knownDigest(absolute, facts);
  return digest === null ? { state: index.hasArtifactOfSize(facts.size) ? 'unread' : 'changed', version: tracked } : stateByDigest(index, path, tracked, digest);
}

/** What a file or folder is, once its bytes are hashed. @param tracked the version it is a change of where none has its bytes */
export function stateByDigest(index: IndexReader, path: string, tracked: VersionSummary, sha256: string): Pick<FileState, 'state' | 'version'> {
  const holder = index.holder(sha256, path);
  return holder === undefined ? { state: 'changed', version: tracked } : { state: 'saved', version: holder };
}
