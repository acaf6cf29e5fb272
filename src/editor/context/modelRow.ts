import type { ModelSummary } from '../../domain/version.ts';
import type { Trail } from '../../trail/trail.ts';

/** A row of the tree that is a model, or stands for one. */
export interface ModelRow {
  readonly trail: Trail;
  readonly model: ModelSummary;
}

export function isModelRow(given: unknown): given is ModelRow {
  return typeof given === 'object' && given !== null && 'trail' in given && 'model' in given && typeof given.model === 'object';
}
