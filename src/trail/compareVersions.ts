import { TrailError } from '../base/errors.ts';
import type { CallOptions } from '../base/rpc.ts';
import type { Arrangement, Compared } from '../compare/compareRead.ts';
import { focusOf } from '../compare/heads.ts';
import { maxCompared } from '../domain/comparison.ts';
import { workingId } from '../domain/version.ts';
import type { StoredVersionsRequest } from '../store/storedVersions.ts';
import { savedIndex } from './findVersion.ts';
import { summarizeModels } from './modelChoices.ts';
import type { Trail } from './trail.ts';
import { readWorkingFiles } from './workingFiles.ts';

/** Which versions are compared, and how. */
export interface CompareChoice {
  /** Ids of versions, or `working` for the workspace's files; 2 to 12, each once. */
  readonly ids: readonly string[];
  /** Position, in `ids`, of the one that the others are measured against. */
  readonly baseline: number;
  /** Position of the one whose code is shown. */
  readonly focus: number;
}

/** Comparing is quick; what takes longer was made to. */
const compareTimeoutMs = 10_000;

/**
 * Reads what the versions recorded and compares it, both in one call of a worker.
 * Throws `usage` for fewer than two or more than twelve, `reference-unknown` for a version that is not there (any more).
 */
export async function compareVersions(trail: Trail, choice: CompareChoice, options: CallOptions = {}): Promise<Compared> {
  checkChoice(choice);
  // What is shown against itself shows another instead: its code has to be read.
  const focus = focusOf({ ...choice, versions: choice.ids });
  const index = await savedIndex(trail);
  const { ids, baseline } = choice;
  const stored = ids.filter((id) => id !== workingId);
  const model = stored.map((id) => index.summary(id)?.model).find((name) => name !== undefined) ?? '';
  const working = stored.length === ids.length ? null : await readWorkingFiles(trail, model, options);
  const wanted: StoredVersionsRequest = {
    storeDir: trail.place.storeDir,
    ids: stored,
    // Code is shown of two.
    codeOf: [ids[baseline], ids[focus]].filter((id) => id !== undefined),
    model: index.summary(ids[baseline] ?? '')?.model ?? model,
    metrics: working === null ? [] : [...working.version.metrics.keys()],
  };
  const arrangement: Arrangement = { ids, baseline, focus, working, models: summarizeModels(index, await trail.config()) };
  return trail.workers.call('compareStored', { wanted, arrangement }, { ...options, timeoutMs: compareTimeoutMs });
}

/** Throws `usage` for more than can be compared. */
export function checkCount(count: number): void {
  if (count > maxCompared) throw new TrailError('usage', `Up to ${String(maxCompared)} versions can be compared at once, not ${String(count)}.`, { hint: 'Leave some out.' });
}

/** What can be compared of these, each once. Throws `usage` where that is less than two versions, or too many. */
export function comparableIds(ids: readonly string[]): readonly string[] {
  const distinct = [...new Set(ids)];
  if (distinct.length < 2) throw ids.length < 2 ? new TrailError('usage', 'A comparison needs two versions or more.', { hint: 'Choose another.' }) : comparedWithItself();
  checkCount(distinct.length);
  return distinct;
}

function checkChoice({ ids, baseline, focus }: CompareChoice): void {
  if (comparableIds(ids).length < ids.length) throw comparedWithItself();
  if (ids[baseline] === undefined || ids[focus] === undefined) throw new TrailError('internal', 'The baseline is not among the compared versions.');
}

function comparedWithItself(): TrailError {
  return new TrailError('usage', 'A version can’t be compared with itself.', { hint: 'Choose another.' });
}
