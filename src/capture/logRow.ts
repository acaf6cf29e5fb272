import { axisOf, secondsOf, type Axis } from './seriesAxes.ts';

/** One line of a training log. */
export interface LogRow {
  /** Counts from 1. */
  readonly line: number;
  readonly epoch: number | null;
  readonly step: number | null;
  /** Seconds, from any start. */
  readonly time: number | null;
  /** Metrics, and the column of the time too: only the whole log tells whether that is a clock or a duration. */
  readonly values: readonly (readonly [string, number])[];
  readonly timeName: string | null;
  /** Whether it holds text that is no date. */
  readonly hasText: boolean;
}

export type Field = readonly [name: string, value: number | string];

/** Sorts a line's fields into axes and metrics. Text counts only where it is a date. */
export function rowOf(fields: readonly Field[], line: number): LogRow {
  const axes: Record<Axis, { readonly rank: number; readonly name: string; readonly value: number } | null> = { epoch: null, step: null, time: null };
  const values: (readonly [string, number])[] = [];
  for (const [name, value] of fields) {
    const found = axisOf(name);
    if (found === null || (found.axis === 'time' && typeof value === 'number')) if (typeof value === 'number') values.push([name, value]);
    if (found === null) continue;
    const number = found.axis === 'time' ? secondsOf(value) : value;
    const best = axes[found.axis];
    if (typeof number !== 'number' || !Number.isFinite(number) || (best !== null && best.rank <= found.rank)) continue;
    axes[found.axis] = { rank: found.rank, name, value: number };
  }
  const { epoch, step, time } = axes;
  return { line, epoch: epoch?.value ?? null, step: step?.value ?? null, time: time?.value ?? null, timeName: time?.name ?? null, values, hasText: fields.some(([name, value]) => typeof value === 'string' && axisOf(name)?.axis !== 'time') };
}
