import { basename } from 'node:path';
import type { CallOptions } from '../base/rpc.ts';
import type { Candidate } from '../capture/candidates.ts';
import { suggestModelName } from '../domain/modelFile.ts';
import type { IndexReader } from '../store/index/reader.ts';
import { changeOf, peekFileState, readState, type FileState, type PathState } from './fileState.ts';
import { absolutePath } from './paths.ts';
import type { Trail } from './trail.ts';

/** A file or folder that a person may want to save, and what the trail knows of it. */
export interface SaveCandidate extends Candidate {
  readonly model: string;
  /** Null where no version has its path. */
  readonly known: FileState | null;
}

/** Larger files, and folders, are not hashed just to list them. */
const hashedUpTo = 64 * 1024 * 1024;

/** Model files of the opened folder: what scripts write first, then known extensions, newest first. */
export async function saveCandidates(trail: Trail, options: CallOptions = {}): Promise<SaveCandidate[]> {
  const index = await trail.index();
  const found = await trail.workers.call('findCandidates', { root: trail.root, folder: trail.folder }, options);
  const standing = await trail.standing();
  return Promise.all(found.map((candidate) => describe(trail, index, candidate, standing)));
}

async function describe(trail: Trail, index: IndexReader | null, candidate: Candidate, standing: ReadonlyMap<string, string>): Promise<SaveCandidate> {
  const { path, isFolder, size } = candidate;
  const tracked = index?.byPath(path);
  const peeked = index === null ? null : peekFileState(trail.root, index, path, null);
  if (index === null || tracked === undefined || peeked === null) return { ...candidate, model: suggestModelName(path, basename(trail.root)), known: null };
  const known = peeked.state === 'unread' && !isFolder && size <= hashedUpTo ? await read(trail, index, path, peeked) : peeked;
  return { ...candidate, model: tracked.model, known: changeOf(index, path, known, standing) };
}

async function read(trail: Trail, index: IndexReader, path: string, peeked: PathState): Promise<FileState> {
  const { sha256 } = await trail.workers.call('digestFile', { storeDir: trail.place.storeDir, path: absolutePath(trail.root, path) });
  return readState(index, path, peeked, sha256);
}
