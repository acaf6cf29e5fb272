import type { Remark } from '../domain/manifest.ts';
import { countText } from '../domain/numberText.ts';

/** The first items whose records together stay small: a version's record is limited in size, however much a script reads. */
export function boundedList<T>(items: readonly T[], maxCharacters: number, record: (item: T) => unknown): { readonly kept: readonly T[]; readonly remarks: (what: string) => Remark[] } {
  let left = maxCharacters;
  const end = items.findIndex((item) => {
    left -= JSON.stringify(record(item)).length + 1;
    return left < 0;
  });
  const kept = end < 0 ? items : items.slice(0, end);
  const cut = items.length - kept.length;
  return {
    kept,
    remarks: (what) => (cut === 0 ? [] : [{ code: 'record-cut', text: `${countText(cut, 'more', 'more')} ${what} are not recorded: a version's record has no room for them.` }]),
  };
}
