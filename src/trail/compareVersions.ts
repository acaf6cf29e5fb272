import { TrailError } from '../base/errors.ts';
import type { CallOptions } from '../base/rpc.ts';
import type { CompareRequest, ComparedVersion } from '../compare/compared.ts';
import { focusOf } from '../compare/heads.ts';
import type { Comparison, Curve } from '../domain/comparison.ts';
import type { IndexReader } from '../store/index/reader.ts';
import { savedIndex } from './findVersion.ts';
import { summarizeModels } from './modelChoices.ts';
import type { Trail } from './trail.ts';
import { readWorkingFiles, workingId } from './workingFiles.ts';

/** Versions in one comparison. */
export const maxCompared = 12;

/** Which versions are compared, and how. */
export interface CompareChoice {
  /** Ids of versions, or `working` for the workspace's files; 2 to 12, each once. */
  readonly ids: readonly string[];
  /** Position, in `ids`, of the one that the others are measured against. */
  readonly baseline: number;
  /** Position of the one whose code is shown. */
  readonly focus: number;
}

/** A comparison, and what it was made from. */
export interface Compared {
  readonly comparison: Comparison;
  readonly request: CompareRequest;
}

/** Comparing is quick; what takes longer was made to. */
const compareTimeoutMs = 10_000;

/**
 * Reads what the versions recorded and compares it, both in a worker.
 * Throws `usage` for fewer than two or more than twelve, `reference-unknown` for a version that is not there (any more).
 */
export async function compareVersions(trail: Trail, choice: CompareChoice, options: CallOptions = {}): Promise<Compared> {
  checkChoice(choice);
  // What is shown against itself shows another instead: its code has to be read.
  const focus = focusOf({ ...choice, versions: choice.ids });
  const index = await savedIndex(trail);
  const models = new Map(summarizeModels(index, await trail.config()).map((model) => [model.name, model]));
  const { versions, history } = await readAll(trail, index, { ...choice, focus }, options);
  const compared = versions.map((each): ComparedVersion => ({ ...each, best: models.get(each.version.model)?.best === each.version.id }));
  const model = models.get(compared[choice.baseline]?.version.model ?? '');
  const request: CompareRequest = {
    versions: compared,
    baseline: choice.baseline,
    focus,
    directions: model?.directions ?? {},
    mainMetric: model?.mainMetric ?? null,
    history,
  };
  return { request, comparison: await trail.workers.call('compare', request, { ...options, timeoutMs: compareTimeoutMs }) };
}

/** The points of one metric over training, of every compared version that recorded them. */
export function curveOf(trail: Trail, { request }: Compared, name: string): Promise<Curve> {
  return trail.workers.call('curve', { request, name });
}

/** Throws `usage` for more than can be compared. */
export function checkCount(count: number): void {
  if (count > maxCompared) throw new TrailError('usage', `Up to ${String(maxCompared)} versions can be compared at once, not ${String(count)}.`, { hint: 'Leave some out.' });
}

function checkChoice({ ids, baseline, focus }: CompareChoice): void {
  const distinct = new Set(ids).size;
  if (distinct < ids.length) throw new TrailError('usage', 'A version can’t be compared with itself.', { hint: 'Choose another.' });
  if (ids.length < 2) throw new TrailError('usage', 'A comparison needs two versions or more.', { hint: 'Choose another.' });
  checkCount(ids.length);
  if (ids[baseline] === undefined || ids[focus] === undefined) throw new TrailError('internal', 'The baseline is not among the compared versions.');
}

interface ReadVersions {
  readonly versions: readonly Omit<ComparedVersion, 'best'>[];
  readonly history: CompareRequest['history'];
}

async function readAll(trail: Trail, index: IndexReader, { ids, baseline, focus }: CompareChoice, options: CallOptions): Promise<ReadVersions> {
  const saved = ids.filter((id) => id !== workingId);
  const model = saved.map((id) => index.summary(id)?.model).find((name) => name !== undefined) ?? '';
  const working = saved.length === ids.length ? null : await readWorkingFiles(trail, model, options);
  const stored = await trail.workers.call('readStoredVersions', {
    storeDir: trail.place.storeDir,
    ids: saved,
    // Code is shown of two.
    codeOf: [ids[baseline], ids[focus]].filter((id) => id !== undefined),
    model: index.summary(ids[baseline] ?? '')?.model ?? model,
    metrics: working === null ? [] : [...working.version.metrics.keys()],
  });
  const byId = new Map<string, Omit<ComparedVersion, 'best'>>(stored.versions.map((each) => [each.version.id, { ...each, working: false }]));
  if (working !== null) byId.set(workingId, working);
  return { versions: ids.flatMap((id) => byId.get(id) ?? []), history: stored.history };
}
