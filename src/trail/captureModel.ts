import type { CallOptions } from '../base/rpc.ts';
import { withResults } from '../capture/combineCaptures.ts';
import type { Provenance, ProvenanceRequest } from '../capture/provenance.ts';
import { modelFileKind } from '../domain/modelFile.ts';
import { absolutePath, relativePath } from './paths.ts';
import { planArtifacts, type PlannedArtifact } from './plannedArtifacts.ts';
import type { Trail } from './trail.ts';

/** The model that a written file is, or is a part of: what versions have, else a file that is surely meant as a model. Absolute; null for others. */
export async function artifactOf(trail: Trail, absolute: string): Promise<string | null> {
  const path = relativePath(trail.root, absolute);
  if (path === null) return null;
  const index = await trail.presentIndex();
  const parts = path.split('/');
  const enclosing = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  const tracked = index === null ? undefined : enclosing.find((each) => index.byPath(each) !== undefined);
  if (tracked !== undefined) return absolutePath(trail.root, tracked);
  return modelFileKind(path) === 'model' ? absolute : null;
}

/**
 * Notes what produced a model file that was just written: by the time somebody saves it, scripts and settings may be others.
 * Nothing is noted outside Git before the first save: then there is no place for it that is not in the way.
 * Throws as `planArtifacts` does, and `cancelled`.
 */
export async function captureModel(trail: Trail, path: string, options: CallOptions = {}): Promise<void> {
  if (!trail.trusted || (trail.place.kind === 'folder' && !trail.place.exists)) return;
  const [artifact] = await planArtifacts(trail, [path]);
  if (artifact === undefined) return;
  const config = await trail.config();
  const model = (await trail.index())?.byPath(artifact.path)?.model;
  const script = model === undefined ? undefined : config.models?.[model]?.script;
  const now = trail.clock.now();
  const provenance = await captureNow(trail, { models: [artifact], script: script ?? null, data: [], code: [], environment: null }, options);
  await trail.workers.call('keepCapture', { storeDir: trail.place.storeDir, written: artifact, provenance: { ...provenance, capturedAt: new Date(now).toISOString() }, now });
}

/** What produced model files, as far as it can be told now. */
export function captureNow(trail: Trail, request: Pick<ProvenanceRequest, 'models' | 'script' | 'data' | 'code' | 'environment'>, options: CallOptions): Promise<Provenance> {
  const { models, ...named } = request;
  return trail.workers.call(
    'captureProvenance',
    {
      ...named,
      root: trail.root,
      folder: searchedFolder(trail, models),
      storeDir: trail.place.exists ? trail.place.storeDir : null,
      models: models.map(({ path, modifiedAt }) => ({ path, modifiedAt })),
      git: trail.trusted && trail.place.gitDir !== null,
    },
    options,
  );
}

/** Where scripts are looked for: in the opened folder, and for what lies outside of it in the whole work tree. */
function searchedFolder(trail: Trail, models: readonly { readonly path: string }[]): string {
  const isInside = models.length === 0 || models.some(({ path }) => relativePath(trail.folder, absolutePath(trail.root, path)) !== null);
  return isInside ? trail.folder : trail.root;
}

/** What was noted as the newest of the files was written, with the results of now; null where nothing was noted. */
export async function capturedBefore(trail: Trail, artifacts: readonly PlannedArtifact[], now: Provenance): Promise<Provenance | null> {
  const [newest] = artifacts.toSorted((one, other) => other.modifiedAt - one.modifiedAt);
  if (newest === undefined) return null;
  const captured = await trail.workers.call('findCapture', { storeDir: trail.place.storeDir, written: newest });
  return captured === null ? null : withResults(captured, now.results);
}
