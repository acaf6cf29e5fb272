import { hasHistory } from '../store/history/place.ts';
import type { Trail } from './trail.ts';

/** Whether a trail has versions, or a shared history that they can be taken from. */
export function mayHaveVersions(trail: Trail): boolean {
  return trail.place.exists || hasHistory(trail.root);
}

export function hasSharedHistory(trail: Trail): boolean {
  return hasHistory(trail.root);
}
