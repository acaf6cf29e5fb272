import { asksFor, asksForMe, type Filter } from '../domain/filter/filter.ts';
import { joinVocabularies, type Vocabulary } from '../domain/filter/vocabulary.ts';
import type { Found } from '../store/index/find.ts';
import { summarizeModels } from './modelChoices.ts';
import type { Trail } from './trail.ts';

export interface SearchScope {
  readonly model?: string;
  /** Deleted versions too, also where the filter doesn't ask for them. */
  readonly deleted?: boolean;
}

const nothing: Found = { ids: [], models: [] };

/** The versions that match a filter, newest first. They are looked for in a worker, in the index as it was last brought up to date. */
export async function searchVersions(trail: Trail, filter: Filter, { model, deleted = false }: SearchScope = {}): Promise<Found> {
  const index = trail.lastIndex ?? (await trail.index());
  if (index === null) return nothing;
  const best = asksFor(filter, 'best') ? summarizeModels(index, await trail.config()).flatMap((each) => each.best ?? []) : [];
  const me = asksForMe(filter) ? await trail.author() : null;
  const query = { filter, deleted, now: trail.clock.now(), me, best, ...(model === undefined ? {} : { model }) };
  return trail.workers.call('findVersions', { storeDir: trail.place.storeDir, query });
}

/** The words that filters over some trails can be made of. */
export async function readVocabulary(trails: readonly Trail[]): Promise<Vocabulary> {
  const saved = trails.filter(({ place }) => place.exists);
  return joinVocabularies(await Promise.all(saved.map(({ workers, place }) => workers.call('vocabulary', { storeDir: place.storeDir }))));
}
