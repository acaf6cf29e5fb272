import type { FactCell, FactRow } from '../../domain/comparison.ts';

/** The number that a cell stands for: what its row counts, else the size; null where there is none. */
export function factCount({ qualifier }: FactRow, cell: FactCell | null | undefined): number | null {
  const value = cell?.value ?? null;
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null) return null;
  const known = new Map<string, unknown>(Object.entries(value));
  const counted = known.get(qualifier) ?? known.get('size');
  return typeof counted === 'number' ? counted : null;
}
