import type { Remark } from '../domain/manifest.ts';
import { timeBetween } from '../domain/numberText.ts';

/** Results are measured before a model is saved, or after: within one run that is minutes. */
export const sameRunMs = 10 * 60_000;

/** File systems round times, and a run may touch its files as it ends. */
export const fileTimeSlackMs = 2000;

/**
 * Says that a file of results was written well before the model, so that it is of another run; null for one of the same run.
 * @param mtimeMs when the file was last written
 * @param trainedAt when the newest model file was written; null where that is not known
 */
export function earlierRun(path: string, mtimeMs: number, trainedAt: number | null): Remark | null {
  const age = trainedAt === null ? 0 : trainedAt - mtimeMs;
  if (age <= sameRunMs) return null;
  return { code: 'metrics-older', text: `${path} was written ${timeBetween(age)} before the model file, so it is of an earlier run and was left out.`, path };
}
