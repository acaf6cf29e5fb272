import { TrailError } from '../base/errors.ts';
import type { ModelSummary, VersionSummary } from '../domain/version.ts';
import type { Trail } from './trail.ts';

export interface ListRequest {
  readonly model?: string;
  /** Words that label, note, alias, tag or author must all hold. */
  readonly filter?: string;
  readonly deleted?: boolean;
  readonly offset?: number;
  readonly limit?: number;
}

export async function listModels(trail: Trail): Promise<readonly ModelSummary[]> {
  const index = await trail.index();
  return index?.models() ?? [];
}

/** Versions, newest first. Throws `reference-unknown` for a model that is not there. */
export async function listVersions(trail: Trail, request: ListRequest = {}): Promise<readonly VersionSummary[]> {
  const index = await trail.index();
  const models = index?.models().map((model) => model.name) ?? [];
  if (request.model !== undefined && !models.includes(request.model)) {
    const hint = models.length === 0 ? 'Nothing was saved yet: modeltrail save PATH' : `There are: ${models.slice(0, 8).join(', ')}.`;
    throw new TrailError('reference-unknown', `There is no model named ${request.model} here.`, { hint });
  }
  if (index === null) return [];
  const offset = request.offset ?? 0;
  const limit = request.limit ?? Number.MAX_SAFE_INTEGER;
  const filter = request.filter?.trim() ?? '';
  const scope = { ...(request.model === undefined ? {} : { model: request.model }), deleted: request.deleted ?? false };
  if (filter === '') return index.versions({ ...scope, offset, limit });
  return index
    .versions({ ...scope, offset: 0, limit: Number.MAX_SAFE_INTEGER })
    .filter((version) => matchesWords(version, filter))
    .slice(offset, offset + limit);
}

/** True when each word of the filter stands in what people said of the version. */
export function matchesWords(version: VersionSummary, filter: string): boolean {
  const text = [version.model, version.label, version.note, version.author.name, version.id, ...version.aliases, ...version.tags].join('\n').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => text.includes(word));
}
