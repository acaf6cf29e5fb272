import { resolve } from 'node:path';
import type { CallOptions } from '../base/rpc.ts';
import type { Candidate } from '../capture/candidates.ts';
import { suggestModelName } from '../domain/modelFile.ts';
import type { VersionSummary } from '../domain/version.ts';
import { basename } from 'node:path';
import type { FileState } from './inspectFile.ts';
import type { Trail } from './trail.ts';

/** A file or folder that a person may want to save, and what the trail knows of it. */
export interface SaveCandidate extends Candidate {
  readonly model: string;
  readonly state: FileState;
  readonly version: VersionSummary | null;
}

/** Larger files are not hashed just to list them; their state is told by path alone. */
const hashedUpTo = 64 * 1024 * 1024;

/** Model files of the opened folder: what scripts write first, then known extensions, newest first. */
export async function saveCandidates(trail: Trail, options: CallOptions = {}): Promise<SaveCandidate[]> {
  const index = await trail.index();
  const found = await trail.workers.call('findCandidates', { root: trail.root, folder: trail.folder }, options);
  return Promise.all(found.map((candidate) => describe(trail, index, candidate)));
}

async function describe(trail: Trail, index: Awaited<ReturnType<Trail['index']>>, candidate: Candidate): Promise<SaveCandidate> {
  const tracked = index?.byPath(candidate.path);
  const model = tracked?.model ?? suggestModelName(candidate.path, basename(trail.root));
  if (index === null || tracked === undefined) return { ...candidate, model, state: 'unknown', version: null };
  if (candidate.isFolder || candidate.size > hashedUpTo) return { ...candidate, model, state: 'modified', version: tracked };
  const digest = await trail.workers.call('digestFile', { storeDir: trail.place.storeDir, path: resolve(trail.root, candidate.path) });
  const same = index.byArtifact(digest.sha256).find((version) => !version.deleted);
  return { ...candidate, model, state: same === undefined ? 'modified' : 'saved', version: same ?? tracked };
}
