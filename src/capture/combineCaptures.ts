import type { Provenance, Results } from './provenance.ts';
import { sameRunMs } from './sameRun.ts';

/**
 * What was noted as a model file was written, with the results that were written since. What they hold now counts only while
 * they can be this run's.
 */
export function withResults(captured: Provenance, now: Results): Provenance {
  const trainedAt = captured.trainedAt === null ? null : Date.parse(captured.trainedAt);
  const isOwn = trainedAt !== null && now.writtenAt !== null && now.writtenAt - trainedAt <= sameRunMs;
  return isOwn || captured.results.writtenAt === null ? { ...captured, results: now } : captured;
}
