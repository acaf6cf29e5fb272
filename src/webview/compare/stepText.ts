import type { Comparison } from '../../domain/comparison.ts';

/** What a version changed against the one before it in the row, in a few words. */
export function stepText({ params, data }: Comparison, version: number): string {
  if (version === 0) return '';
  const changed = params.rows.filter(({ cells }) => (cells[version]?.text ?? null) !== (cells[version - 1]?.text ?? null));
  const [first, ...others] = changed;
  if (first !== undefined) {
    const value = first.cells[version]?.text ?? 'removed';
    const named = `${first.name} ${value.length > 14 ? `${value.slice(0, 12)}…` : value}`;
    return others.length === 0 ? named : `${named}, +${String(others.length)}`;
  }
  const moved = data.rows.find(({ cells }) => typeof cells[version]?.value === 'number' && typeof cells[version - 1]?.value === 'number' && cells[version]?.value !== cells[version - 1]?.value);
  if (moved === undefined) return '';
  const difference = Number(moved.cells[version]?.value) - Number(moved.cells[version - 1]?.value);
  return `${difference > 0 ? '+' : '−'}${Math.abs(difference).toLocaleString('en-US')} ${moved.qualifier}`.trim();
}
