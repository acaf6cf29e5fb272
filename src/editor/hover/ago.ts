import * as vscode from 'vscode';

const units = [['year', 365.25 * 86_400_000], ['week', 7 * 86_400_000], ['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]] as const;

/** `2 days ago`, in the editor's language; weeks from two on, as rows have it. @param then ISO 8601, or milliseconds since 1970 */
export function agoText(then: string | number, now: number): string {
  const age = Math.max(0, now - (typeof then === 'number' ? then : Date.parse(then)));
  const found = units.find(([unit, length]) => age >= length * (unit === 'week' || unit === 'year' ? 2 : 1));
  if (found === undefined) return vscode.l10n.t('just now');
  return new Intl.RelativeTimeFormat(vscode.env.language, { numeric: 'always' }).format(-Math.floor(age / found[1]), found[0]);
}
