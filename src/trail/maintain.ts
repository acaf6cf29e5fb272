import type { CallOptions } from '../base/rpc.ts';
import type { Version } from '../domain/version.ts';
import type { StoreStats } from '../store/stats.ts';
import type { Problem } from '../store/verify.ts';
import type { Trail } from './trail.ts';

export interface Verified {
  readonly ok: boolean;
  readonly problems: readonly Problem[];
}

/** Reads everything the store holds, or one version, and compares it with its digests. */
export async function verifyTrail(trail: Trail, version: Version | null, options: CallOptions = {}): Promise<Verified> {
  if (!trail.place.exists) return { ok: true, problems: [] };
  const problems = await trail.workers.call('verifyStore', { storeDir: trail.place.storeDir, version: version?.id ?? null }, options);
  return { ok: problems.length === 0, problems };
}

export async function trailStats(trail: Trail): Promise<StoreStats> {
  await trail.index();
  if (!trail.place.exists) return { versions: 0, logicalBytes: 0, storedBytes: 0 };
  return trail.workers.call('storeStats', { storeDir: trail.place.storeDir });
}
