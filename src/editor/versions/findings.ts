import type { Filter } from '../../domain/filter/filter.ts';
import { searchVersions } from '../../trail/searchVersions.ts';
import type { Trail } from '../../trail/trail.ts';

/** Ids of a trail's versions that match, newest first, by model. */
type ByModel = ReadonlyMap<string, readonly string[]>;

/** What a filter found in each trail, kept until something changes. */
export class Findings {
  readonly #filter: Filter;
  readonly #deleted: boolean;
  readonly #found = new Map<Trail, Promise<ByModel>>();

  constructor(filter: Filter, deleted: boolean) {
    this.#filter = filter;
    this.#deleted = deleted;
  }

  /** Versions of a model that match, newest first. */
  async of(trail: Trail, model: string): Promise<readonly string[]> {
    const found = this.#found.get(trail) ?? this.#search(trail);
    this.#found.set(trail, found);
    return (await found).get(model) ?? [];
  }

  async #search(trail: Trail): Promise<ByModel> {
    const { ids, models } = await searchVersions(trail, this.#filter, { deleted: this.#deleted });
    return Map.groupBy(ids, (_, at) => models[at] ?? '');
  }
}
