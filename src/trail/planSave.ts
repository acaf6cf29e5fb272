import { stat, statfs } from 'node:fs/promises';
import { basename } from 'node:path';
import { TrailError, asTrailError } from '../base/errors.ts';
import type { CallOptions } from '../base/rpc.ts';
import { nextLabel, type Bump } from '../domain/label.ts';
import { suggestModelName } from '../domain/modelFile.ts';
import { checkModelName } from '../domain/modelName.ts';
import type { TypedValue } from '../domain/typedValue.ts';
import type { RecordedEnvironment } from '../capture/environment.ts';
import type { Provenance } from '../capture/provenance.ts';
import { compareOutlines } from '../formats/outlineChange.ts';
import type { Outline } from '../formats/outline.ts';
import type { Version, VersionSummary } from '../domain/version.ts';
import type { IndexReader } from '../store/index/reader.ts';
import { readConfig } from './config.ts';
import { givenPath, recordedPath, relativePath } from './paths.ts';
import { queryVersions } from './listVersions.ts';
import { readOutlineBlob, readOutlines } from './outlines.ts';
import type { Trail } from './trail.ts';

/** What a person asked to save. Paths are absolute or relative to the opened folder. */
export interface SaveRequest {
  readonly paths: readonly string[];
  readonly model?: string;
  /** The script that trained it, where it is known or was chosen. */
  readonly script?: string;
  readonly params?: ReadonlyMap<string, TypedValue>;
  readonly metrics?: ReadonlyMap<string, TypedValue>;
  /** Data and code beside what is found by reading the script. */
  readonly data?: readonly string[];
  readonly code?: readonly string[];
  /** The environment as it was recorded where the model was trained, in place of this machine's. */
  readonly environment?: RecordedEnvironment;
}

export interface PlannedArtifact {
  readonly path: string;
  readonly absolute: string;
  readonly isFolder: boolean;
  readonly size: number;
  /** Files in it; 1 for a file. */
  readonly files: number;
  readonly modifiedAt: number;
}

/** Everything about a save that is known before its bytes are stored: what people are shown and may change. */
export interface SavePlan {
  readonly model: string;
  readonly artifacts: readonly PlannedArtifact[];
  /** Bytes. */
  readonly size: number;
  /** Bytes free on the store's disk, told only before a save that is large. */
  readonly freeBytes: number | null;
  readonly parent: Version | null;
  /** The version that has just these bytes already. */
  readonly sameAs: VersionSummary | null;
  readonly label: { readonly suggested: string; readonly bump: Bump; readonly reason: string };
  readonly provenance: Provenance;
  readonly outlines: ReadonlyMap<string, Outline>;
  /** Labels that the model's versions have, deleted ones too. */
  readonly takenLabels: ReadonlySet<string>;
  /** Scripts of which each could have trained it; more than one means that a person should choose. */
  readonly scriptChoices: readonly string[];
}

/** Bytes from which on a person is shown the size and the free space first. */
const largeSave = 1e9;

export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Looks at what is to be saved and at what produced it; stores nothing.
 * Throws `file-missing`, `artifact-empty`, `not-a-model`, `path-unsafe`, `usage`.
 */
export async function planSave(trail: Trail, request: SaveRequest, options: CallOptions = {}): Promise<SavePlan> {
  const artifacts = await planArtifacts(trail, request.paths);
  const index = await trail.index();
  const config = await readConfig(trail.root);
  const model = allowedModel(index, request.model ?? modelFor(trail, index, artifacts, config.models ?? {}));
  const parent = await parentVersion(trail, index, model);
  const script = request.script ?? config.models?.[model]?.script;
  const [provenance, outlines, sameAs] = await Promise.all([
    capture(trail, request, artifacts, script, options),
    readOutlines(trail, artifacts),
    findSame(trail, index, artifacts, options),
  ]);
  const takenLabels = new Set(index === null ? [] : queryVersions(index, { model, deleted: true }).map(({ label }) => label));
  const size = artifacts.reduce((sum, artifact) => sum + artifact.size, 0);
  return {
    model,
    artifacts,
    size,
    freeBytes: size > largeSave ? await freeBytes(trail.root) : null,
    parent,
    sameAs,
    label: await suggestLabel(trail, parent, takenLabels, outlines),
    takenLabels,
    provenance,
    outlines,
    scriptChoices: provenance.script.chosen === null ? provenance.script.candidates : [],
  };
}

export async function planArtifacts(trail: Trail, paths: readonly string[]): Promise<PlannedArtifact[]> {
  if (paths.length === 0) throw new TrailError('usage', 'Nothing was named to save.', { hint: 'Name a model file or folder: modeltrail save PATH' });
  const absolute = await Promise.all(paths.map((path) => givenPath(trail, path)));
  const planned = await Promise.all([...new Set(absolute)].map((path) => planArtifact(trail, path)));
  for (const artifact of planned) {
    const outer = planned.find((other) => other.isFolder && artifact.path.startsWith(`${other.path}/`));
    if (outer !== undefined) throw new TrailError('usage', `${artifact.path} is inside ${outer.path}, which is saved too.`, { hint: 'Name one of them.' });
  }
  return planned;
}

async function planArtifact(trail: Trail, absolute: string): Promise<PlannedArtifact> {
  const shown = relativePath(trail.root, absolute) ?? absolute;
  const info = await stat(absolute).catch((error: unknown) => {
    throw asTrailError(error, shown);
  });
  const path = recordedPath(trail.root, absolute);
  if (info.isDirectory()) return planFolder(trail, absolute, path);
  if (!info.isFile()) throw new TrailError('not-a-model', `${path} is neither a file nor a folder.`, { hint: 'Name a model file.' });
  if (info.size === 0) throw new TrailError('artifact-empty', `${path} is empty.`, { hint: 'Train the model again, or name another file.' });
  return { path, absolute, isFolder: false, size: info.size, files: 1, modifiedAt: info.mtimeMs };
}

async function planFolder(trail: Trail, absolute: string, path: string): Promise<PlannedArtifact> {
  const folder = await trail.workers.call('measureFolder', { path: absolute });
  if (!folder.hasModel) {
    throw new TrailError('not-a-model', `${path} holds no model file.`, { hint: 'Name a folder with a model in it, or the file itself.' });
  }
  return { path, absolute, isFolder: true, size: folder.size, files: folder.files, modifiedAt: folder.modifiedAt };
}

/** A line that is there keeps its name, whoever gave it; a new one's is checked. */
function allowedModel(index: IndexReader | null, name: string): string {
  return index?.models().some((model) => model.name === name) === true ? name : checkModelName(name);
}

function modelFor(trail: Trail, index: IndexReader | null, artifacts: readonly PlannedArtifact[], models: Readonly<Record<string, { paths?: string[] | undefined }>>): string {
  // The weights name the model, not the small encoder beside them.
  const largestFirst = [...artifacts].sort((a, b) => b.size - a.size);
  for (const { path } of largestFirst) {
    const bound = Object.entries(models).find(([, model]) => model.paths?.includes(path) === true)?.[0];
    const known = bound ?? index?.byPath(path)?.model;
    if (known !== undefined) return known;
  }
  return suggestModelName(largestFirst[0]?.path ?? '', basename(trail.root));
}

/** The version whose files stood in this work tree before; else the newest of the model. */
async function parentVersion(trail: Trail, index: IndexReader | null, model: string): Promise<Version | null> {
  if (index === null) return null;
  const { current } = await trail.workers.call('readWorkspaceState', { storeDir: trail.place.storeDir, root: trail.root });
  const currentId = current.get(model);
  const version = currentId === undefined ? undefined : index.version(currentId);
  if (version !== undefined && !version.deleted) return version;
  const latest = index.latest(model);
  return (latest === undefined ? undefined : index.version(latest.id)) ?? null;
}

/** The recorded form of paths that were named beside what is found. */
async function recordedPaths(trail: Trail, paths: readonly string[] = []): Promise<string[]> {
  return Promise.all(paths.map(async (path) => recordedPath(trail.root, await givenPath(trail, path))));
}

async function capture(trail: Trail, request: SaveRequest, artifacts: readonly PlannedArtifact[], script: string | undefined, options: CallOptions): Promise<Provenance> {
  return trail.workers.call(
    'captureProvenance',
    {
      root: trail.root,
      folder: searchedFolder(trail, artifacts),
      storeDir: trail.place.exists ? trail.place.storeDir : null,
      models: artifacts.map(({ path, modifiedAt }) => ({ path, modifiedAt })),
      script: script ?? null,
      git: trail.trusted && trail.place.gitDir !== null,
      data: await recordedPaths(trail, request.data),
      code: await recordedPaths(trail, request.code),
      environment: request.environment ?? null,
    },
    options,
  );
}

/** Where its script is looked for: in the opened folder, and for what lies outside of it in the whole work tree. */
function searchedFolder(trail: Trail, artifacts: readonly PlannedArtifact[]): string {
  return artifacts.some(({ absolute }) => relativePath(trail.folder, absolute) !== null) ? trail.folder : trail.root;
}

/** The living version that has just these bytes. Hashes only where a version has artifacts of the same paths' sizes: new bytes of a new size cost nothing here. */
export async function findSame(trail: Trail, index: IndexReader | null, artifacts: readonly PlannedArtifact[], options: CallOptions): Promise<VersionSummary | null> {
  const first = artifacts[0];
  if (index === null || first === undefined || !artifacts.every((artifact) => couldBeKnown(index, artifact))) return null;
  const digests = await Promise.all(
    artifacts.map(({ absolute, isFolder }) => trail.workers.call(isFolder ? 'digestFolder' : 'digestFile', { storeDir: trail.place.storeDir, path: absolute }, options)),
  );
  const wanted = new Set(digests.map((digest) => digest.sha256));
  const holders = digests[0] === undefined ? [] : index.byArtifact(digests[0].sha256);
  return holders.find((version) => !version.deleted && version.artifacts.length === wanted.size && version.artifacts.every(({ sha256 }) => wanted.has(sha256))) ?? null;
}

function couldBeKnown(index: IndexReader, { path, isFolder, size, files }: PlannedArtifact): boolean {
  if (!isFolder) return index.hasArtifactOfSize(size);
  return index.byPath(path)?.artifacts.some((artifact) => artifact.path === path && artifact.size === size && artifact.files === files) === true;
}

async function suggestLabel(trail: Trail, parent: Version | null, taken: ReadonlySet<string>, outlines: ReadonlyMap<string, Outline>): Promise<SavePlan['label']> {
  if (parent === null) return { suggested: nextLabel(null, taken, 'minor'), bump: 'minor', reason: 'the first version' };
  const before = parent.outline === null ? null : await readOutlineBlob(trail, parent.outline);
  const changes = [...outlines].map(([path, after]) => compareOutlines(outlineBefore(before, path, outlines.size), after, parent.label));
  const major = changes.find((change) => change.major);
  const bump: Bump = major === undefined ? 'minor' : 'major';
  return { suggested: nextLabel(parent.label, taken, bump), bump, reason: (major ?? changes[0])?.reason ?? 'what is inside could not be compared' };
}

/** The same file's outline in the version before; where each version has one file, that one, whatever it was called. */
function outlineBefore(before: ReadonlyMap<string, Outline> | null, path: string, files: number): Outline | null {
  const [only, ...others] = before?.values() ?? [];
  return before?.get(path) ?? (files === 1 && others.length === 0 ? (only ?? null) : null);
}
