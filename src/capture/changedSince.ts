import type { Remark } from '../domain/manifest.ts';
import { timeBetween } from '../domain/numberText.ts';
import { fileTimeSlackMs } from './sameRun.ts';

export interface DatedFile {
  /** Relative to the trail's root. */
  readonly path: string;
  readonly mtimeMs: number;
}

export interface ChangedSinceRequest {
  /** When the newest model file was written. */
  readonly trainedAt: number;
  /** Script, modules, params and data: what was there before the model. */
  readonly sources: readonly DatedFile[];
  /** Metrics: what a run may write after the model. */
  readonly results: readonly DatedFile[];
}

const resultSlackMs = 10 * 60_000;
const maxRemarks = 20;

/** Says which files were changed after the model was written: what they hold now may not be what trained it. */
export function changedSince({ trainedAt, sources, results }: ChangedSinceRequest): Remark[] {
  const changed = [
    ...sources.filter(({ mtimeMs }) => mtimeMs - trainedAt > fileTimeSlackMs).map((file) => ({ file, verb: 'edited' })),
    ...results.filter(({ mtimeMs }) => mtimeMs - trainedAt > resultSlackMs).map((file) => ({ file, verb: 'written' })),
  ];
  const remarks = changed.slice(0, maxRemarks).map(({ file, verb }) => ({
    code: 'changed-after',
    text: `${file.path} was ${verb} ${timeBetween(file.mtimeMs - trainedAt)} after the model file was written.`,
    path: file.path,
  }));
  if (changed.length <= maxRemarks) return remarks;
  return [...remarks, { code: 'changed-after', text: `${String(changed.length - maxRemarks)} more files were changed after the model file was written.` }];
}
