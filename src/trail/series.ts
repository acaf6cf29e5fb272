import type { TrainingSeries } from '../domain/trainingSeries.ts';
import type { Version } from '../domain/version.ts';
import type { Trail } from './trail.ts';

/** The training curves that a version recorded; null where it has none, or they are not on this machine or can't be read. */
export async function readSeries(trail: Trail, version: Pick<Version, 'series'>): Promise<TrainingSeries | null> {
  if (version.series === null) return null;
  return trail.workers.call('readSeries', { storeDir: trail.place.storeDir, sha256: version.series.blob });
}
