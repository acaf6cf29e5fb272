import { TrailError } from '../base/errors.ts';
import { parseFilter } from '../domain/filter/parse.ts';
import type { ModelSummary, VersionSummary } from '../domain/version.ts';
import type { IndexReader } from '../store/index/reader.ts';
import { summarizeModels } from './modelChoices.ts';
import { searchVersions } from './searchVersions.ts';
import type { Trail } from './trail.ts';

export interface ListRequest {
  readonly model?: string;
  /** Deleted versions too. */
  readonly deleted?: boolean;
  /** At most so many, the newest. */
  readonly limit?: number;
}

/** The models, each with what people chose for it. */
export async function listModels(trail: Trail): Promise<readonly ModelSummary[]> {
  const index = await trail.index();
  return index === null ? [] : summarizeModels(index, await trail.config());
}

/**
 * Versions, newest first. Throws `reference-unknown` for a model that is not there, `usage` for a mistake in the filter.
 * @param filter as in `domain/filter/filter.ts`
 */
export async function listVersions(trail: Trail, request: ListRequest = {}, filter = ''): Promise<readonly VersionSummary[]> {
  const parsed = parseFilter(filter);
  const index = await trail.index();
  const models = index?.models().map((model) => model.name) ?? [];
  if (request.model !== undefined && !models.includes(request.model)) {
    const hint = models.length === 0 ? 'Nothing was saved yet: modeltrail save PATH' : `There are: ${models.slice(0, 8).join(', ')}.`;
    throw new TrailError('reference-unknown', `There is no model named ${request.model} here.`, { hint });
  }
  if (index === null) return [];
  if (parsed.terms.length === 0) return queryVersions(index, request);
  const { ids } = await searchVersions(trail, parsed, request);
  return ids.slice(0, request.limit).flatMap((id) => index.summary(id) ?? []);
}

/** As `listVersions`, of an index as it is, at once. */
export function queryVersions(index: IndexReader, { model, deleted = false, limit = Number.MAX_SAFE_INTEGER }: ListRequest): readonly VersionSummary[] {
  const scope = { ...(model === undefined ? {} : { model }), offset: 0, limit };
  const present = index.versions(scope);
  if (!deleted) return present;
  return [...present, ...index.versions({ ...scope, deleted: true })].sort((a, b) => b.createdAt.localeCompare(a.createdAt)).slice(0, limit);
}
