import type { Remark, RunRecord } from '../domain/manifest.ts';
import { sourceText } from '../domain/sourceText.ts';
import { valueText } from '../domain/value.ts';
import type { RecordedValue } from '../domain/version.ts';
import type { Provenance, Results } from './provenance.ts';

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

/** File systems round times. */
const slackMs = 2000;

/**
 * What a run really used: the code, settings and data that were there as it began, its command line, and the results that were
 * written since. The command line outweighs files of settings, and files of results outweigh what was printed.
 */
export function provenanceOfRun(now: Provenance, { record, before, params, metrics }: EndedRun): Provenance {
  const source = before ?? now;
  const results = resultsSince(now.results, Date.parse(record.startedAt));
  return {
    ...source,
    script: before === null ? now.script : { ...before.script, line: now.script.line },
    params: new Map([...source.params, ...params]),
    remarks: [...source.remarks, ...conflicts(source.params, params)],
    results: { ...results, metrics: new Map([...metrics, ...results.metrics]) },
    trainedAt: now.trainedAt,
    capturedAt: before === null ? null : record.startedAt,
    run: record,
  };
}

/** What an earlier run left is not this one's. */
function resultsSince(results: Results, startedAt: number): Results {
  return results.writtenAt !== null && results.writtenAt >= startedAt - slackMs ? results : { metrics: new Map(), series: null, remarks: [], writtenAt: null };
}

function conflicts(written: ReadonlyMap<string, RecordedValue>, given: ReadonlyMap<string, RecordedValue>): Remark[] {
  return [...given].flatMap(([name, { value }]) => {
    const other = written.get(name);
    if (other === undefined || valueText(other.value) === valueText(value)) return [];
    return [{ code: 'params-conflict', text: `${name} is ${valueText(other.value)} in ${sourceText(other.source)} and ${valueText(value)} on the command line, which counts.` }];
  });
}
