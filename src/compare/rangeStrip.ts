import type { RangeStrip } from '../domain/comparison.ts';
import type { Direction } from '../domain/metric.ts';
import type { MetricHistory } from '../domain/metricHistory.ts';
import { numberText } from '../domain/numberText.ts';

interface StripRequest {
  readonly history: MetricHistory | undefined;
  /** One a version; null where it has no finite number. */
  readonly values: readonly (number | null)[];
  readonly direction: Direction;
  readonly decimals: number;
}

/** Where the compared values stand in the model's history; null where that has no length. */
export function rangeStrip({ history, values, direction, decimals }: StripRequest): RangeStrip | null {
  if (history === undefined || history.versions < 2 || history.lowest === history.highest) return null;
  const present = values.filter((value) => value !== null);
  const lowest = Math.min(history.lowest, ...present);
  const length = Math.max(history.highest, ...present) - lowest;
  if (!Number.isFinite(length)) return null;
  const position = (value: number): number => {
    const part = Math.min(1, Math.max(0, (value - lowest) / length));
    return Number((direction === 'down' ? 1 - part : part).toFixed(4));
  };
  const [left, right] = direction === 'down' ? [lowest + length, lowest] : [lowest, lowest + length];
  const compared = new Set(present);
  return {
    worst: numberText(left, decimals),
    best: numberText(right, decimals),
    versions: history.versions,
    ticks: history.values.filter((value) => !compared.has(value)).map(position),
    positions: values.map((value) => (value === null ? null : position(value))),
  };
}
