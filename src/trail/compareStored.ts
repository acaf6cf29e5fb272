import { compare } from '../compare/compare.ts';
import type { ComparedVersion, CompareRequest } from '../compare/compared.ts';
import type { Comparison } from '../domain/comparison.ts';
import type { ModelSummary } from '../domain/version.ts';
import { readStoredVersions, type StoredVersionsRequest } from '../store/storedVersions.ts';

export interface CompareStoredRequest {
  readonly stored: StoredVersionsRequest;
  /** What stands in the place of ids that are not stored, by such an id. */
  readonly others: ReadonlyMap<string, ComparedVersion>;
  /** All that are compared, in order. */
  readonly ids: readonly string[];
  readonly baseline: number;
  readonly focus: number;
  readonly models: readonly ModelSummary[];
}

/** A comparison, and what it was made from. */
export interface Compared {
  readonly comparison: Comparison;
  readonly request: CompareRequest;
}

/** Reads versions and compares them where they were read: what they recorded is long, and crosses to the asking thread once. Runs in a worker. */
export function compareStored({ stored, others, ids, baseline, focus, models }: CompareStoredRequest): Compared {
  const { versions, history } = readStoredVersions(stored);
  const best = new Set(models.map((model) => model.best));
  const byId = new Map(others);
  for (const each of versions) byId.set(each.version.id, { ...each, working: false, best: best.has(each.version.id) });
  const compared = ids.flatMap((id) => byId.get(id) ?? []);
  const model = models.find(({ name }) => name === compared[baseline]?.version.model);
  const request: CompareRequest = { versions: compared, baseline, focus, directions: model?.directions ?? {}, mainMetric: model?.mainMetric ?? null, history };
  return { request, comparison: compare(request) };
}
