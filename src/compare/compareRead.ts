import type { Comparison } from '../domain/comparison.ts';
import type { ModelSummary } from '../domain/version.ts';
import { compare } from './compare.ts';
import type { ComparedVersion, CompareRequest } from './compared.ts';

/** Versions as they were read from a store. */
export interface ReadVersions {
  readonly versions: readonly Omit<ComparedVersion, 'working' | 'best'>[];
  readonly history: CompareRequest['history'];
}

/** What is compared, and how. */
export interface Arrangement {
  /** All the ids, in order; positions of two of them. */
  readonly ids: readonly string[];
  readonly baseline: number;
  readonly focus: number;
  /** The workspace's files, where they are among the ids. */
  readonly working: ComparedVersion | null;
  readonly models: readonly ModelSummary[];
}

/** A comparison, and what it was made from. */
export interface Compared {
  readonly comparison: Comparison;
  readonly request: CompareRequest;
}

/** Compares versions where they were read: what they recorded is long, and so goes to whoever asked once, with the answer. */
export function compareRead({ versions, history }: ReadVersions, { ids, baseline, focus, working, models }: Arrangement): Compared {
  const best = new Set(models.map((model) => model.best));
  const all = new Map(versions.map((each): [string, ComparedVersion] => [each.version.id, { ...each, working: false, best: best.has(each.version.id) }]));
  if (working !== null) all.set(working.version.id, working);
  const compared = ids.flatMap((id) => all.get(id) ?? []);
  const model = models.find(({ name }) => name === compared[baseline]?.version.model);
  const request: CompareRequest = { versions: compared, baseline, focus, directions: model?.directions ?? {}, mainMetric: model?.mainMetric ?? null, history };
  return { request, comparison: compare(request) };
}
