import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { asTrailError } from '../base/errors.ts';
import type { CallOptions } from '../base/rpc.ts';
import type { AdoptedFile } from '../capture/adoptedFile.ts';
import type { Candidate } from '../capture/candidates.ts';
import type { CommittedModel, CommittedModels } from '../capture/committedModels.ts';
import { nameProblem, nextLabel } from '../domain/label.ts';
import { findFamilies, oneFamily, type FamilyMember, type FoundModel, type ModelFamily } from '../domain/modelFamily.ts';
import type { TypedValue } from '../domain/typedValue.ts';
import type { RecordedValue, VersionSummary } from '../domain/version.ts';
import { wayOutOfGit, type WayOutOfGit } from '../domain/wayOutOfGit.ts';
import { queryVersions } from './listVersions.ts';
import { givenPath, recordedPath } from './paths.ts';
import { findSame, freeBytes } from './planSave.ts';
import { planArtifacts, type PlannedArtifact } from './plannedArtifacts.ts';
import type { Trail } from './trail.ts';

/** Which models are to be adopted: files, and folders to look through; the opened folder where none is named. */
export interface AdoptionRequest {
  readonly paths: readonly string[];
  /** The line of versions they all belong to, where it is known. */
  readonly model?: string;
  /** Leaves out what was committed in Git. */
  readonly filesOnly?: boolean;
}

/** A file or folder of the work tree with what lies beside it, or a content that was committed. */
export type AdoptionOrigin = { readonly kind: 'file'; readonly absolute: string; readonly beside: AdoptedFile } | { readonly kind: 'commit'; readonly committed: CommittedModel; readonly standsHere: boolean };

/** One file, folder or committed content that becomes a version. */
export interface AdoptableVersion {
  readonly artifact: Omit<PlannedArtifact, 'absolute'>;
  /** What its name calls it, else the next free one; none is taken. */
  readonly label: string;
  readonly params: ReadonlyMap<string, RecordedValue>;
  readonly metrics: ReadonlyMap<string, RecordedValue>;
  readonly origin: AdoptionOrigin;
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
  /** Contents in Git's history whose bytes are not on this machine. */
  readonly elsewhere: number;
  /** Where Git itself keeps much of them. */
  readonly wayOut: WayOutOfGit | null;
  /** Why Git's history could not be looked through, as a sentence. */
  readonly problem: string | null;
}

/** Finds the models, their order, and what their names and neighbours say of them. Stores nothing. Throws `file-missing`, `path-unsafe`. */
export async function planAdoption(trail: Trail, { paths, model: given, filesOnly = false }: AdoptionRequest, options: CallOptions = {}): Promise<AdoptionPlan> {
  const files = await findModels(trail, paths, options);
  const history = filesOnly || !trail.trusted || trail.place.gitDir === null ? noHistory : await trail.workers.call('findCommittedModels', { root: trail.root, paths: await within(trail, paths) }, options);
  const here = await standing(trail, files, history.models, options);
  const found: Found[] = [...history.models, ...here.uncommitted];
  const families = given === undefined ? findFamilies(found, basename(trail.root)) : [oneFamily(found, given)];
  const folders = Map.groupBy(files, ({ path }) => dirname(path));
  const index = await trail.index();
  const models: AdoptableModel[] = [];
  for (const family of families) {
    const model = given ?? knownModel(index, family);
    const labels = new Labels(index, model);
    const versions: AdoptableVersion[] = [];
    for (const member of family.members) {
      const described = 'commit' in member.found ? await describeCommitted(trail, index, member.found, here.committed.has(member.found), options) : await describeFile(trail, index, member.found, folders.get(dirname(member.found.path))?.length === 1, options);
      versions.push(labelled(described, member, labels, model));
    }
    models.push({ model, order: family.order, versions });
  }
  const size = models.flatMap(({ versions }) => versions).reduce((sum, { artifact, sameAs }) => sum + (sameAs === null ? artifact.size : 0), 0);
  return { models, size, freeBytes: await freeBytes(trail.root), elsewhere: history.elsewhere, wayOut: wayOutOfGit(keptByGit(trail, history)), problem: history.problem };
}

type Found = FoundModel | CommittedModel;

const noHistory: CommittedModels = { models: [], elsewhere: 0, problem: null };

/** Contents that stand in Git, by their paths from the repository's top. */
function keptByGit({ place }: Trail, { models }: CommittedModels): readonly CommittedModel[] {
  return place.kind === 'git' ? models.filter(({ content }) => content.kind === 'git') : [];
}

/** Where the paths point to, relative to the root. */
async function within(trail: Trail, paths: readonly string[]): Promise<string[]> {
  return Promise.all((paths.length === 0 ? [trail.folder] : paths).map(async (named) => {
    const absolute = await givenPath(trail, named);
    return absolute === trail.root ? '' : recordedPath(trail.root, absolute);
  }));
}

interface Standing {
  /** Files that are not, byte for byte, what was committed. */
  readonly uncommitted: readonly FoundModel[];
  /** Contents that are in the work tree. */
  readonly committed: ReadonlySet<CommittedModel>;
}

async function standing(trail: Trail, files: readonly FoundModel[], committed: readonly CommittedModel[], options: CallOptions): Promise<Standing> {
  // The newest first: a work tree has what was committed last.
  const byPath = Map.groupBy(committed.toReversed(), ({ path }) => path);
  const uncommitted: FoundModel[] = [];
  const found = new Set<CommittedModel>();
  for (const file of files) {
    const same = await committedContent(trail, file, byPath.get(file.path) ?? [], options);
    if (same === null) uncommitted.push(file);
    else found.add(same);
  }
  return { uncommitted, committed: found };
}

async function committedContent(trail: Trail, { path, isFolder }: FoundModel, contents: readonly CommittedModel[], options: CallOptions): Promise<CommittedModel | null> {
  if (isFolder || contents.length === 0) return null;
  const absolute = join(trail.root, path);
  const { size } = await stat(absolute);
  for (const model of contents.filter((each) => each.size === size)) {
    const { content } = model;
    const isSame =
      content.kind === 'lfs'
        ? (await trail.workers.call('digestFile', { storeDir: trail.place.exists ? trail.place.storeDir : null, path: absolute }, options)).sha256 === content.sha256
        : (await trail.workers.call('gitBlobId', { path: absolute, digits: content.blob.length }, options)) === content.blob;
    if (isSame) return model;
  }
  return null;
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
function knownModel(index: Index, { model, members }: ModelFamily<Found>): string {
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

/** What is known before it has a label. */
type Described = Omit<AdoptableVersion, 'label'>;

async function describeFile(trail: Trail, index: Index, { path, isFolder }: FoundModel, alone: boolean, options: CallOptions): Promise<Described> {
  const [planned] = await planArtifacts(trail, [join(trail.root, path)]);
  if (planned === undefined) throw asTrailError(new Error(`${path} is gone`), path);
  const beside = await trail.workers.call('readAdoptedFile', { root: trail.root, path, isFolder, alone }, options);
  const { absolute, ...artifact } = planned;
  return { artifact, params: beside.params, metrics: beside.metrics, origin: { kind: 'file', absolute, beside }, sameAs: await findSame(trail, index, [planned], options) };
}

async function describeCommitted(trail: Trail, index: Index, committed: CommittedModel, standsHere: boolean, options: CallOptions): Promise<Described> {
  const { path, size, mtimeMs } = committed;
  const artifact = { path, isFolder: false, size, files: 1, modifiedAt: mtimeMs };
  return { artifact, params: new Map(), metrics: new Map(), origin: { kind: 'commit', committed, standsHere }, sameAs: await findCommitted(trail, index, committed, options) };
}

async function findCommitted(trail: Trail, index: Index, model: CommittedModel, options: CallOptions): Promise<VersionSummary | null> {
  if (index?.hasArtifactOfSize(model.size) !== true) return null;
  const sha256 = await trail.workers.call('digestCommitted', { root: trail.root, model }, options);
  return index.byArtifact(sha256).find(({ deleted, artifacts }) => !deleted && artifacts.length === 1) ?? null;
}

function labelled(described: Described, { found, label, params, metrics }: FamilyMember<Found>, labels: Labels, model: string): AdoptableVersion {
  const named = (values: ReadonlyMap<string, TypedValue>): [string, RecordedValue][] => [...values].map(([name, value]) => [name, { ...value, source: { kind: 'file', path: found.path } }]);
  const tagged = 'commit' in found ? tagLabel(found.commit.tags, model) : null;
  return {
    ...described,
    label: described.sameAs?.label ?? labels.take(tagged ?? label),
    // What a file says outweighs what the model's own name says.
    params: new Map([...named(params), ...described.params]),
    metrics: new Map([...named(metrics), ...described.metrics]),
  };
}

/** What a tag of the commit calls it: one that names the model first, as `churn@v1.2` does. */
function tagLabel(tags: readonly string[], model: string): string | null {
  const own = tags.filter((tag) => tag.startsWith(`${model}@`)).map((tag) => tag.slice(model.length + 1));
  return [...own, ...tags].find((tag) => nameProblem(tag) === null) ?? null;
}
