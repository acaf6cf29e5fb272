import * as vscode from 'vscode';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `2 days ago`; weeks from two on, as rows have it. @param then ISO 8601, or milliseconds since 1970 */
export function agoText(then: string | number, now: number): string {
  const age = Math.max(0, now - (typeof then === 'number' ? then : Date.parse(then)));
  const count = (unit: number): number => Math.floor(age / unit);
  if (age < minute) return vscode.l10n.t('just now');
  if (age < hour) return count(minute) === 1 ? vscode.l10n.t('1 minute ago') : vscode.l10n.t('{0} minutes ago', count(minute));
  if (age < day) return count(hour) === 1 ? vscode.l10n.t('1 hour ago') : vscode.l10n.t('{0} hours ago', count(hour));
  if (age < 14 * day) return count(day) === 1 ? vscode.l10n.t('1 day ago') : vscode.l10n.t('{0} days ago', count(day));
  if (age < 730 * day) return vscode.l10n.t('{0} weeks ago', count(7 * day));
  return vscode.l10n.t('{0} years ago', count(365.25 * day));
}
