import { TrailError } from '../base/errors.ts';
import type { ModelSummary, VersionSummary } from '../domain/version.ts';
import type { IndexReader } from '../store/index/reader.ts';
import { summarizeModels } from './modelChoices.ts';
import type { Trail } from './trail.ts';

export interface ListRequest {
  readonly model?: string;
  /** Words that label, note, alias, tag or author must all hold. */
  readonly filter?: string;
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

/** Versions, newest first. Throws `reference-unknown` for a model that is not there. */
export async function listVersions(trail: Trail, request: ListRequest = {}): Promise<readonly VersionSummary[]> {
  const index = await trail.index();
  const models = index?.models().map((model) => model.name) ?? [];
  if (request.model !== undefined && !models.includes(request.model)) {
    const hint = models.length === 0 ? 'Nothing was saved yet: modeltrail save PATH' : `There are: ${models.slice(0, 8).join(', ')}.`;
    throw new TrailError('reference-unknown', `There is no model named ${request.model} here.`, { hint });
  }
  return index === null ? [] : queryVersions(index, request);
}

/** As `listVersions`, of an index as it is, at once. */
export function queryVersions(index: IndexReader, { model, filter = '', deleted = false, limit = Number.MAX_SAFE_INTEGER }: ListRequest): readonly VersionSummary[] {
  const words = filter.trim();
  const scope = { ...(model === undefined ? {} : { model }), offset: 0, limit: words === '' ? limit : Number.MAX_SAFE_INTEGER };
  const present = index.versions(scope);
  const all = deleted ? [...present, ...index.versions({ ...scope, deleted: true })].sort((a, b) => b.createdAt.localeCompare(a.createdAt)) : present;
  return (words === '' ? all : all.filter((version) => matchesWords(version, words))).slice(0, limit);
}

/** True when each word of the filter stands in what people said of the version. */
function matchesWords(version: VersionSummary, filter: string): boolean {
  const text = [version.model, version.label, version.note, version.author.name, version.id, ...version.aliases, ...version.tags].join('\n').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => text.includes(word));
}
