import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { asTrailError } from '../base/errors.ts';
import type { CallOptions } from '../base/rpc.ts';
import type { AdoptedFile } from '../capture/adoptedFile.ts';
import type { Candidate } from '../capture/candidates.ts';
import { nextLabel } from '../domain/label.ts';
import { findFamilies, oneFamily, type FamilyMember, type FoundModel, type ModelFamily } from '../domain/modelFamily.ts';
import type { RecordedValue, VersionSummary } from '../domain/version.ts';
import { queryVersions } from './listVersions.ts';
import { givenPath, recordedPath } from './paths.ts';
import { findSame, freeBytes, planArtifacts, type PlannedArtifact } from './planSave.ts';
import type { Trail } from './trail.ts';

/** Which models are to be adopted: files, and folders to look through; the opened folder where none is named. */
export interface AdoptionRequest {
  readonly paths: readonly string[];
  /** The line of versions they all belong to, where it is known. */
  readonly model?: string;
}

/** One file or folder that becomes a version. */
export interface AdoptableVersion {
  readonly artifact: PlannedArtifact;
  /** What its name calls it, else the next free one; none is taken. */
  readonly label: string;
  readonly params: ReadonlyMap<string, RecordedValue>;
  readonly metrics: ReadonlyMap<string, RecordedValue>;
  readonly beside: AdoptedFile;
  /** The version that has these bytes already. */
  readonly sameAs: VersionSummary | null;
}

/** Versions of one model, the first trained first. */
export interface AdoptableModel {
  readonly model: string;
  readonly order: 'time' | 'name';
  readonly versions: readonly AdoptableVersion[];
}

/** What an adoption would save, for a person to look through and to correct. */
export interface AdoptionPlan {
  readonly models: readonly AdoptableModel[];
  /** Bytes of what no version has yet. */
  readonly size: number;
  readonly freeBytes: number;
}

/** Finds the models, their order, and what their names and neighbours say of them. Stores nothing. Throws `file-missing`, `path-unsafe`. */
export async function planAdoption(trail: Trail, { paths, model: given }: AdoptionRequest, options: CallOptions = {}): Promise<AdoptionPlan> {
  const found = await findModels(trail, paths, options);
  const families = given === undefined ? findFamilies(found, basename(trail.root)) : [oneFamily(found, given)];
  const folders = Map.groupBy(found, ({ path }) => dirname(path));
  const index = await trail.index();
  const models: AdoptableModel[] = [];
  for (const family of families) {
    const model = given ?? knownModel(index, family);
    const labels = new Labels(index, model);
    const versions: AdoptableVersion[] = [];
    for (const member of family.members) versions.push(await describe(trail, index, member, { labels, alone: folders.get(dirname(member.found.path))?.length === 1 }, options));
    models.push({ model, order: family.order, versions });
  }
  const size = models.flatMap(({ versions }) => versions).reduce((sum, { artifact, sameAs }) => sum + (sameAs === null ? artifact.size : 0), 0);
  return { models, size, freeBytes: await freeBytes(trail.root) };
}

type Index = Awaited<ReturnType<Trail['index']>>;

/** Gives each version of a model a label that no other has. */
class Labels {
  readonly #taken: Set<string>;
  #last: string | null;

  constructor(index: Index, model: string) {
    this.#taken = new Set(index === null ? [] : queryVersions(index, { model, deleted: true }).map(({ label }) => label));
    this.#last = index?.latest(model)?.label ?? null;
  }

  take(wanted: string | null): string {
    const label = wanted === null || this.#taken.has(wanted) ? nextLabel(this.#last, this.#taken, 'minor') : wanted;
    this.#taken.add(label);
    this.#last = label;
    return label;
  }
}

/** A line that has one of the files already goes on. */
function knownModel(index: Index, { model, members }: ModelFamily<FoundModel>): string {
  return members.map(({ found }) => index?.byPath(found.path)?.model).find((name) => name !== undefined) ?? model;
}

/** What is named outright is taken as a model whatever it is called; folders are looked through. */
async function findModels(trail: Trail, paths: readonly string[], options: CallOptions): Promise<FoundModel[]> {
  const candidates = await trail.workers.call('findCandidates', { root: trail.root, folder: trail.folder }, options);
  if (paths.length === 0) return candidates;
  const found = new Map<string, FoundModel>();
  for (const named of paths) {
    const absolute = await givenPath(trail, named);
    const info = await stat(absolute).catch((error: unknown) => {
      throw asTrailError(error, named);
    });
    const path = absolute === trail.root ? '' : recordedPath(trail.root, absolute);
    const inside = candidates.filter((candidate) => isWithin(candidate, path));
    if (info.isFile() && inside.length === 0) found.set(path, { path, isFolder: false, mtimeMs: info.mtimeMs });
    for (const candidate of inside) found.set(candidate.path, candidate);
  }
  return [...found.values()];
}

function isWithin({ path }: Candidate, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

interface Neighbours {
  readonly labels: Labels;
  /** Whether no other model lies in its folder. */
  readonly alone: boolean;
}

async function describe(trail: Trail, index: Index, { found, label, params, metrics }: FamilyMember<FoundModel>, { labels, alone }: Neighbours, options: CallOptions): Promise<AdoptableVersion> {
  const { path, isFolder } = found;
  const [artifact] = await planArtifacts(trail, [`${trail.root}/${path}`]);
  if (artifact === undefined) throw asTrailError(new Error(`${path} is gone`), path);
  const beside = await trail.workers.call('readAdoptedFile', { root: trail.root, path, isFolder, alone }, options);
  const named = (values: FamilyMember<FoundModel>['params']): [string, RecordedValue][] => [...values].map(([name, value]) => [name, { ...value, source: { kind: 'file', path } }]);
  const sameAs = await findSame(trail, index, [artifact], options);
  return {
    artifact,
    label: sameAs?.label ?? labels.take(label),
    // What a file says outweighs what the model's own name says.
    params: new Map([...named(params), ...beside.params]),
    metrics: new Map([...named(metrics), ...beside.metrics]),
    beside,
    sameAs,
  };
}
