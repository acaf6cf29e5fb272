import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { TrailError } from '../base/errors.ts';
import type { CallOptions } from '../base/rpc.ts';
import { checkArtifactPaths, isForbiddenFolder, unsafePathReason } from '../domain/artifactPath.ts';
import type { Version } from '../domain/version.ts';
import type { RestoreOutcome, RestoreTarget } from '../store/restoreArtifacts.ts';
import { absolutePath, commonFolder, relativePath } from './paths.ts';
import type { Trail } from './trail.ts';

export interface RestoreRequest {
  readonly version: Version;
  /** Another place than the recorded paths: a file's path where there is one artifact file, else a folder. */
  readonly to?: string;
}

export interface Restored extends RestoreOutcome {
  readonly version: Version;
  /** Restored to the recorded paths, so that the work tree now stands on this version. */
  readonly inPlace: boolean;
}

/**
 * Brings a version's files back byte for byte. Each is written beside its target, checked by SHA-256 and swapped in;
 * what is replaced and in no version is kept first. Throws `bytes-elsewhere`, `bytes-lost`, `object-damaged`, `path-unsafe`;
 * then the files are as they were.
 */
export async function restoreVersion(trail: Trail, request: RestoreRequest, options: CallOptions = {}): Promise<Restored> {
  if (!trail.trusted) throw new TrailError('not-trusted', 'Restoring waits until this workspace is trusted.', { hint: 'Trust the workspace, then restore again.' });
  const { version } = request;
  checkArtifactPaths(version.artifacts.map(({ path }) => path));
  checkBytes(version);
  const targets = await planTargets(trail, request);
  const isOwn = (await trail.index())?.isOwn(version.id) === true;
  for (const { artifact, target } of targets) {
    const folder = artifact.files === undefined ? dirname(target) : target;
    await checkRealPlace(trail.root, folder, target);
    if (!isOwn) await checkStaysWithin(placeOf(trail, request), folder, target);
  }
  const inPlace = request.to === undefined;
  const where = { storeDir: trail.place.storeDir, root: trail.root, model: version.model };
  const outcome = await trail.workers.call('restoreArtifacts', { ...where, version: version.id, targets, inPlace, now: trail.clock.now() }, options);
  return { version, inPlace, ...outcome };
}

/** Takes a restore back: what was replaced returns, what was made anew goes. */
export async function undoRestore(trail: Trail, restored: Restored, options: CallOptions = {}): Promise<void> {
  const { safetyCopies, replaced, inPlace, before, version } = restored;
  const where = { storeDir: trail.place.storeDir, root: trail.root, model: version.model };
  await trail.workers.call('undoRestore', { ...where, before: inPlace ? before : undefined, safetyCopies, replaced, created: restored.created }, options);
}

function checkBytes(version: Version): void {
  const name = `${version.model} ${version.label}`;
  const lost = version.artifacts.find(({ bytes }) => bytes === 'lost');
  if (lost !== undefined) {
    throw new TrailError('bytes-lost', `The bytes of ${lost.path} in ${name} are lost.`, { hint: 'Run modeltrail verify; copy the store from a backup if there is one.' });
  }
  const elsewhere = version.artifacts.find(({ bytes }) => bytes === 'elsewhere');
  if (elsewhere !== undefined) {
    throw new TrailError('bytes-elsewhere', `The bytes of ${elsewhere.path} in ${name} are not on this machine.`, { hint: `They are with ${version.author.name}, who saved it.` });
  }
}

/** Links on the way are followed, as everywhere, but none may lead to where a written file is obeyed. */
async function checkRealPlace(root: string, folder: string, target: string): Promise<void> {
  const [realRoot, real] = await Promise.all([realPlace(root), realPlace(folder)]);
  const forbidden = (relativePath(realRoot, real) ?? (real === realRoot ? '' : real)).split(/[\\/]/u).find(isForbiddenFolder);
  if (forbidden !== undefined) throw refusedPlace(target, `it leads into ${forbidden}`);
}

/** Where a version's files may land: below the work tree's root, or below the place that a person chose. */
function placeOf(trail: Trail, { version, to }: RestoreRequest): string {
  if (to === undefined) return trail.root;
  const chosen = resolve(trail.folder, to);
  return version.artifacts.length > 1 ? chosen : dirname(chosen);
}

/** Who recorded a path elsewhere can't know what a link here leads to, or knows it too well. */
async function checkStaysWithin(place: string, folder: string, target: string): Promise<void> {
  const [realPlaceOfAll, real] = await Promise.all([realPlace(place), realPlace(folder)]);
  if (real === realPlaceOfAll || relativePath(realPlaceOfAll, real) !== null) return;
  throw refusedPlace(target, `a link leads out of ${place}, and the version was saved elsewhere`);
}

/** A path without links; the part of it that is not there yet stays as it is. */
async function realPlace(path: string): Promise<string> {
  const real = await realpath(path).catch(() => null);
  return real ?? (dirname(path) === path ? path : join(await realPlace(dirname(path)), basename(path)));
}

function refusedPlace(path: string, reason: string): TrailError {
  return new TrailError('path-unsafe', `Nothing is restored to ${path}: ${reason}.`, { hint: 'Choose another path.' });
}

async function planTargets(trail: Trail, { version, to }: RestoreRequest): Promise<RestoreTarget[]> {
  if (to === undefined) return version.artifacts.map((artifact) => ({ artifact, target: absolutePath(trail.root, artifact.path) }));
  const destination = resolve(trail.folder, to);
  const inside = relativePath(trail.root, destination);
  const reason = inside === null ? null : unsafePathReason(inside);
  if (reason !== null) throw refusedPlace(to, reason);
  const [only, ...others] = version.artifacts;
  if (only !== undefined && others.length === 0) {
    const isFolder = await stat(destination).then((info) => info.isDirectory(), () => false);
    const intoFolder = isFolder && only.files === undefined;
    return [{ artifact: only, target: intoFolder ? join(destination, basename(only.path)) : destination }];
  }
  const common = commonFolder(version.artifacts.map(({ path }) => path));
  return version.artifacts.map((artifact) => ({ artifact, target: absolutePath(destination, common === '' ? artifact.path : artifact.path.slice(common.length + 1)) }));
}
