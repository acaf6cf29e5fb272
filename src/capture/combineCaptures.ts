import type { Provenance, Results } from './provenance.ts';

/** A run writes its results up to this long after the model. */
const resultsMs = 10 * 60_000;

/**
 * What was noted as a model file was written, with the results that were written since. What they hold now counts only while
 * they can be this run's.
 */
export function withResults(captured: Provenance, now: Results): Provenance {
  const trainedAt = captured.trainedAt === null ? null : Date.parse(captured.trainedAt);
  const isOwn = trainedAt !== null && now.writtenAt !== null && now.writtenAt - trainedAt <= resultsMs;
  return isOwn || captured.results.writtenAt === null ? { ...captured, results: now } : captured;
}
