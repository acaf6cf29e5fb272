import type { Comparison, MetricCell } from '../domain/comparison.ts';

/** Whether anything that is recorded differs between the versions: what `diff --exit-code` answers. */
export function differs({ params, metrics, code, data, environment, artifacts }: Comparison): boolean {
  if (params.changed > 0 || code.files.some(({ change }) => change !== 'same')) return true;
  if ([data, environment, artifacts].some(({ changed }) => changed > 0)) return true;
  return metrics.rows.some(({ cells }) => cells.some((cell) => !isSame(cell, cells[0] ?? null)));
}

/** Two spellings of a number are the same; integers that a double can't hold are told apart by their digits. */
function isSame(one: MetricCell | null, other: MetricCell | null): boolean {
  if (one === null || other === null) return one === other;
  if (one.full === other.full) return true;
  return one.number !== null && one.number === other.number && Math.abs(one.number) <= Number.MAX_SAFE_INTEGER;
}
