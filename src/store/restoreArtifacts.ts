import { mkdir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { CallContext } from '../base/rpc.ts';
import { digestWith, withDigestCache } from './digest.ts';
import { realDisk, statOrNull } from './disk.ts';
import { readListing, restoreFolder } from './folderStore.ts';
import { isFileStored } from './index/content.ts';
import { restoreFile } from './restoreFile.ts';
import { keepSafetyCopy, purgeSafetyCopies, restoreSafetyCopy } from './safety.ts';
import { readWorkspaceState, setCurrentVersion } from './workspaceState.ts';

export interface RestoreTarget {
  readonly artifact: { readonly path: string; readonly size: number; readonly sha256: string; readonly files?: number };
  /** Absolute. */
  readonly target: string;
}

export interface RestoreArtifactsRequest {
  readonly storeDir: string;
  readonly root: string;
  readonly model: string;
  /** Id. */
  readonly version: string;
  readonly targets: readonly RestoreTarget[];
  /** Whether the targets are the recorded paths, so that the work tree then stands on this version. */
  readonly inPlace: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface SafetyCopyMade {
  readonly id: string;
  /** Absolute; where the file stood. */
  readonly path: string;
}

export interface RestoreOutcome {
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  readonly safetyCopies: readonly SafetyCopyMade[];
  /** Files of versions that were replaced: they come back from the store. */
  readonly replaced: readonly { readonly path: string; readonly sha256: string; readonly size: number }[];
  /** Files where nothing stood, with what they now hold. */
  readonly created: readonly { readonly path: string; readonly sha256: string; readonly size: number }[];
  /** Id of the version that the work tree stood on before. */
  readonly before: string | null;
}

interface PlannedFile {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

/**
 * Puts a version's files where they are to stand. All that would be lost is kept first; only then is anything replaced.
 * Progress is in bytes. Throws `bytes-elsewhere`, `object-damaged`, `target-exists`, `cancelled`; what was replaced by then is put back.
 */
export async function restoreArtifacts(request: RestoreArtifactsRequest, ctx: CallContext): Promise<RestoreOutcome> {
  const { storeDir, root, model } = request;
  await purgeSafetyCopies(storeDir, request.now);
  const planned = request.targets.flatMap(({ artifact, target }) => plannedFiles(storeDir, artifact, target));
  const standing = await keepWhatStands(request, planned, ctx);
  const before = (await readWorkspaceState(storeDir, root)).current.get(model) ?? null;
  const outcome = { files: request.targets.map(({ artifact, target }) => ({ path: target, sha256: artifact.sha256 })), ...standing, before };
  try {
    await putInPlace(request, ctx);
  } catch (error) {
    await putBack({ storeDir, root, model, before: undefined, ...standing }, { signal: new AbortController().signal, progress: () => undefined });
    throw error;
  }
  if (request.inPlace) await setCurrentVersion(storeDir, root, model, request.version);
  return outcome;
}

function plannedFiles(storeDir: string, artifact: RestoreTarget['artifact'], target: string): PlannedFile[] {
  if (artifact.files === undefined) return [{ path: target, sha256: artifact.sha256, size: artifact.size }];
  return readListing(storeDir, artifact.sha256).map(({ path, sha256, size }) => ({ path: join(target, ...path.split('/')), sha256, size }));
}

type Standing = Pick<RestoreOutcome, 'safetyCopies' | 'replaced' | 'created'>;

/** Looks at each place that is to be written: bytes of no version are copied away, the others are noted. */
async function keepWhatStands({ storeDir, root, now }: RestoreArtifactsRequest, planned: readonly PlannedFile[], ctx: CallContext): Promise<Standing> {
  const quiet = { signal: ctx.signal, progress: () => undefined };
  const safetyCopies: SafetyCopyMade[] = [];
  const replaced: PlannedFile[] = [];
  const created: PlannedFile[] = [];
  await withDigestCache(storeDir, async (cache) => {
    for (const file of planned) {
      const { path, sha256: wanted } = file;
      const info = await statOrNull(path);
      if (info?.isFile() !== true) {
        if (info === null) created.push(file);
        continue;
      }
      const digest = await digestWith(cache, path, quiet, () => undefined);
      if (digest.sha256 === wanted) continue;
      if (cache !== null && isFileStored(cache, digest.sha256)) replaced.push({ path, sha256: digest.sha256, size: digest.size });
      else safetyCopies.push({ id: await keepSafetyCopy(storeDir, { path, relPath: relative(root, path).split(sep).join('/'), sha256: digest.sha256 }, now, quiet), path });
    }
  });
  return { safetyCopies, replaced, created };
}

async function putInPlace({ storeDir, targets }: RestoreArtifactsRequest, ctx: CallContext): Promise<void> {
  const total = targets.reduce((sum, { artifact }) => sum + artifact.size, 0);
  let before = 0;
  for (const { artifact, target } of targets) {
    const start = before;
    const progress = { signal: ctx.signal, progress: (step: { done: number }) => { ctx.progress({ done: start + step.done, total, what: artifact.path }); } };
    if (artifact.files === undefined) {
      await restoreFile(storeDir, artifact.sha256, artifact.size, target, progress);
    } else {
      await mkdir(target, { recursive: true });
      await restoreFolder(storeDir, artifact.sha256, target, progress);
    }
    before += artifact.size;
  }
}

export interface UndoRequest {
  readonly storeDir: string;
  readonly root: string;
  readonly model: string;
  /** Undefined leaves the work tree's current version as it is. */
  readonly before: string | null | undefined;
  readonly safetyCopies: readonly SafetyCopyMade[];
  readonly replaced: readonly PlannedFile[];
  /** Removed only while they still hold what the restore wrote. */
  readonly created: readonly PlannedFile[];
}

/** Puts everything back as it was before a restore. */
export async function putBack(request: UndoRequest, ctx: CallContext): Promise<void> {
  const { storeDir } = request;
  for (const { id, path } of request.safetyCopies) await restoreSafetyCopy(storeDir, id, path, ctx);
  for (const { path, sha256, size } of request.replaced) await restoreFile(storeDir, sha256, size, path, ctx);
  await withDigestCache(storeDir, async (cache) => {
    for (const { path, sha256 } of request.created) {
      if ((await statOrNull(path))?.isFile() !== true) continue;
      if ((await digestWith(cache, path, ctx, () => undefined)).sha256 === sha256) await rm(path);
    }
  });
  if (request.before !== undefined) await setCurrentVersion(storeDir, request.root, request.model, request.before, realDisk);
}
