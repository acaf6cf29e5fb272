import { stat } from 'node:fs/promises';
import { TrailError } from '../base/errors.ts';
import type { CallOptions } from '../base/rpc.ts';
import type { ComparedVersion } from '../compare/compared.ts';
import { decodeText } from '../domain/codeText.ts';
import { isBlobReference, type DataRecord } from '../domain/manifest.ts';
import { parseSeries } from '../domain/trainingSeries.ts';
import { workingId, type Version, type VersionArtifact, type VersionDataset } from '../domain/version.ts';
import { absolutePath } from './paths.ts';
import { planSave, type SavePlan } from './planSave.ts';
import type { PlannedArtifact } from './plannedArtifacts.ts';
import { remarksOf } from '../capture/provenance.ts';
import type { Trail } from './trail.ts';

/**
 * What a save of a model's files, as they stand in the workspace now, would record. Nothing is stored.
 * Throws `reference-unknown` for a model without versions, `file-missing` where none of its files is there.
 */
export async function readWorkingFiles(trail: Trail, model: string, options: CallOptions = {}): Promise<ComparedVersion> {
  const plan = await planSave(trail, { model, paths: await presentPaths(trail, model) }, options);
  const artifacts = await Promise.all(plan.artifacts.map((artifact) => digested(trail, artifact, options)));
  const { codeFiles } = plan.provenance;
  return {
    version: versionOf(trail, plan, artifacts, await trail.author()),
    working: true,
    best: false,
    code: new Map(codeFiles.map(({ path, bytes }) => [path, decodeText(bytes)])),
    outlines: plan.outlines,
    series: plan.provenance.results.series === null ? null : parseSeries(plan.provenance.results.series.bytes),
  };
}

/** The paths of the model's newest version that are in the workspace. */
async function presentPaths(trail: Trail, model: string): Promise<string[]> {
  const latest = (await trail.index())?.latest(model);
  if (latest === undefined) throw new TrailError('reference-unknown', `${model} has no version yet.`, { hint: 'Save one first.' });
  const paths = latest.artifacts.map(({ path }) => absolutePath(trail.root, path));
  const present = await Promise.all(paths.map((path) => stat(path).then(() => true, () => false)));
  const found = paths.filter((_, at) => present[at]);
  if (found.length > 0) return found;
  const names = latest.artifacts.map(({ path }) => path);
  throw new TrailError('file-missing', `None of ${model}’s files is in the workspace: ${names.slice(0, 3).join(', ')}.`, { hint: 'Train it again, or restore a version.' });
}

async function digested(trail: Trail, { path, absolute, isFolder, files }: PlannedArtifact, options: CallOptions): Promise<VersionArtifact> {
  const { size, sha256 } = await trail.workers.call(isFolder ? 'digestFolder' : 'digestFile', { storeDir: trail.place.storeDir, path: absolute }, options);
  return { path, size, sha256, bytes: 'here', ...(isFolder ? { files } : {}) };
}

function versionOf(trail: Trail, plan: SavePlan, artifacts: readonly VersionArtifact[], author: Version['author']): Version {
  const { provenance, parent } = plan;
  const environment = provenance.environment;
  return {
    id: workingId,
    model: plan.model,
    label: 'working files',
    rivalLabels: [],
    labelShared: false,
    createdAt: new Date(trail.clock.now()).toISOString(),
    trainedAt: provenance.trainedAt,
    capturedAt: provenance.capturedAt,
    run: provenance.run,
    author,
    note: '',
    parents: parent === null ? [] : [parent.id],
    aliases: [],
    tags: [],
    deleted: false,
    artifacts,
    params: provenance.params,
    metrics: provenance.results.metrics,
    code: provenance.code,
    data: provenance.data.map(dataset),
    environment: environment === null ? null : { ...environment.record, packages: new Map(Object.entries(environment.packages ?? {})) },
    remarks: remarksOf(provenance),
    outline: null,
    series: null,
  };
}

function dataset({ path, sha256, size, rows, columns, columnNames, source }: DataRecord): VersionDataset {
  const names = columnNames ?? null;
  return { path, sha256, size, rows, columns: columns ?? null, columnNames: names === null || isBlobReference(names) ? null : names, source };
}
