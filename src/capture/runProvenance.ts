import type { RunRecord } from '../domain/manifest.ts';
import type { RecordedValue } from '../domain/version.ts';
import { defaultsAssumed, outweigh } from './combineParams.ts';
import type { Provenance, Results } from './provenance.ts';
import { fileTimeSlackMs } from './sameRun.ts';

/** A run that has ended, and what was there as it began. */
export interface EndedRun {
  readonly record: RunRecord;
  /** Null where the command names no script whose code could be read then. */
  readonly before: Provenance | null;
  /** From the command line. */
  readonly params: ReadonlyMap<string, RecordedValue>;
  /** Printed while it ran. */
  readonly metrics: ReadonlyMap<string, RecordedValue>;
}

/**
 * What a run really used: the code, settings and data that were there as it began, its command line, and the results that were
 * written since. What the model file holds outweighs the command line, this outweighs files of settings, and files of results outweigh what was printed.
 */
export function provenanceOfRun(now: Provenance, { record, before, params, metrics }: EndedRun): Provenance {
  const source = before ?? now;
  const inModel = new Map([...now.params].filter(([, value]) => value.source.kind === 'model'));
  const given = outweigh(source.params, params, 'on the command line');
  const outweighed = outweigh(given.values, inModel, 'in the model file');
  const results = resultsSince(now.results, Date.parse(record.startedAt));
  return {
    ...source,
    script: before === null ? now.script : { ...before.script, line: now.script.line },
    params: outweighed.values,
    remarks: [...source.remarks.filter(({ code }) => code !== defaultsAssumed), ...given.remarks, ...outweighed.remarks],
    results: { ...results, metrics: new Map([...metrics, ...results.metrics]) },
    trainedAt: now.trainedAt,
    capturedAt: before === null ? null : record.startedAt,
    run: record,
  };
}

/** What an earlier run left is not this one's. */
function resultsSince(results: Results, startedAt: number): Results {
  return results.writtenAt !== null && results.writtenAt >= startedAt - fileTimeSlackMs ? results : { metrics: new Map(), series: null, remarks: [], writtenAt: null };
}
