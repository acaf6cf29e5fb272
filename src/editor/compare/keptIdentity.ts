import * as z from 'zod';
import { maxCompared } from '../../domain/comparison.ts';
import type { CompareIdentity } from '../../protocol/compare.ts';

const kept = z.object({
  identity: z.object({
    root: z.string(),
    ids: z.array(z.string().regex(/^(?:[0-9a-f]{64}|working)$/u)).min(2).max(maxCompared),
    baseline: z.number().int().nonnegative(),
    focus: z.number().int().nonnegative(),
  }),
});

/** What a panel of an earlier window, perhaps of another release, was about; null where that can't be told. */
export function readKeptIdentity(state: unknown): CompareIdentity | null {
  const { success, data } = kept.safeParse(state);
  if (!success) return null;
  const { identity } = data;
  return identity.baseline < identity.ids.length && identity.focus < identity.ids.length ? identity : null;
}
