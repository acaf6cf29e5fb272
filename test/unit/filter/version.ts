import { parseFilter } from '../../../src/domain/filter/parse.ts';
import { matcherOf, type Findable, type FilterContext } from '../../../src/domain/filter/match.ts';
import type { Value } from '../../../src/domain/value.ts';

export const now = new Date(2026, 9, 15, 12).getTime();

export interface Wish extends Partial<Omit<Findable, 'values' | 'has'>> {
  readonly values?: Readonly<Record<string, Value>>;
  readonly has?: readonly string[];
}

/** A version of which only what matters to a test is told. */
export function version({ values = {}, has = [], ...rest }: Wish = {}): Findable {
  return {
    id: `7c41e0b${'0'.repeat(57)}`,
    model: 'churn',
    label: '1.2',
    rivalLabels: [],
    note: 'Longer warm up',
    tags: ['draft'],
    aliases: ['production'],
    author: { name: 'Ada Lovelace', email: 'ada@example.org' },
    createdAt: new Date(now - 86_400_000).toISOString(),
    deleted: false,
    bytes: 'here',
    values: Object.entries(values).map(([name, value]) => ({ name, value })),
    has: (part) => has.includes(part),
    ...rest,
  };
}

/** Whether one version among others matches; the others only add names. */
export function holds(filter: string, wish: Wish = {}, context: Partial<FilterContext> = {}): boolean {
  const one = version(wish);
  const me = { name: 'Ada', email: 'ADA@example.org' };
  return matcherOf(parseFilter(filter), { now, me, best: new Set(), latest: new Set(), names: one.values.map(({ name }) => name), ...context })(one);
}
