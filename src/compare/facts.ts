import type { Change, FactCell, FactDetail, FactRow, FactTable } from '../domain/comparison.ts';
import type { CompareRequest } from './compared.ts';
import { focusOf } from './heads.ts';

/** Named at most; a sentence says how many more there are. */
const maxDetails = 12;

/** What happened to something that each version has, lacks (null), or says nothing about (undefined). */
export function factChange<T>(found: readonly (T | null | undefined)[], baseline: number, isSame: (one: T, other: T) => boolean): Change {
  const known = found.filter((fact) => fact !== undefined);
  const own = found[baseline];
  const before = own === undefined ? (known[0] ?? null) : own;
  const isSameAsBefore = (fact: T | null): boolean => (fact === null || before === null ? fact === before : isSame(before, fact));
  if (known.every(isSameAsBefore)) return 'same';
  if (found.length > 2) return 'changed';
  return before === null ? 'added' : known.includes(null) ? 'removed' : 'changed';
}

/** The baseline's and the focus's own, where both are there. */
export function bothSides<T>(found: readonly (T | null | undefined)[], request: CompareRequest): readonly [T, T] | null {
  const [before, after] = [found[request.baseline], found[focusOf(request)]];
  return before == null || after == null ? null : [before, after];
}

/** What a row says where one of the two sides lacks it; null where both or neither have it. */
export function presenceText<T>(found: readonly (T | null | undefined)[], request: CompareRequest): 'added' | 'removed' | null {
  const [before, after] = [found[request.baseline], found[focusOf(request)]];
  if (before === undefined || after === undefined || (before === null) === (after === null)) return null;
  return before === null ? 'added' : 'removed';
}

export function factTable(rows: readonly FactRow[], summary: string, sameText: string): FactTable {
  const changed = rows.filter(({ change }) => change !== 'same');
  return { rows: [...changed, ...rows.filter(({ change }) => change === 'same')], changed: changed.length, summary, sameText };
}

export function boundedDetails(details: readonly FactDetail[]): FactDetail[] {
  if (details.length <= maxDetails) return [...details];
  return [...details.slice(0, maxDetails), { change: 'changed', text: `and ${(details.length - maxDetails).toLocaleString('en-US')} more` }];
}

/** Up to three names for one line: `a, b, c and 4 more`. */
export function someNames(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${String(names.length - 3)} more`;
}

/** Cells that do not hold a value of their own kind are simply not there. */
export function cellsOf<T>(found: readonly (T | null | undefined)[], cell: (fact: T, position: number) => FactCell): (FactCell | null)[] {
  return found.map((fact, position) => (fact == null ? null : cell(fact, position)));
}
