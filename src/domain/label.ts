import { TrailError } from '../base/errors.ts';

/** Computed, so nobody can give them. */
export const reservedNames: ReadonlySet<string> = new Set(['latest', 'best', 'working']);

const shape = /^[\p{L}\p{N}][\p{L}\p{N}._+-]{0,99}$/u;
const looksLikeId = /^[0-9a-f]{7,64}$/u;

export type Bump = 'major' | 'minor';

/** Why a word can't be a label or an alias, or null when it can. */
export function nameProblem(word: string): string | null {
  if (reservedNames.has(word.toLowerCase())) return `${word} is computed by ModelTrail`;
  if (!shape.test(word)) return 'it needs letters, digits, dots, dashes, underscores or plus signs, and starts with a letter or digit';
  if (looksLikeId.test(word) && /[a-f]/u.test(word)) return 'it reads like the id of a version';
  if (/^\d{7,}$/u.test(word)) return 'it reads like the id of a version';
  return null;
}

export function checkLabel(label: string): string {
  const problem = nameProblem(label);
  if (problem !== null) throw new TrailError('label-invalid', `${JSON.stringify(label)} can't be a label: ${problem}.`, { hint: 'Choose another, such as 1.4.' });
  return label;
}

export function checkAlias(alias: string): string {
  const problem = nameProblem(alias);
  if (problem === null) return alias;
  const code = reservedNames.has(alias.toLowerCase()) ? 'alias-reserved' : 'label-invalid';
  throw new TrailError(code, `${JSON.stringify(alias)} can't be an alias: ${problem}.`, { hint: 'Choose another, such as production.' });
}

/** The form a tag is recorded in. Throws `usage`. */
export function checkTag(tag: string): string {
  const trimmed = tag.trim();
  if (trimmed !== '' && trimmed.length <= 100) return trimmed;
  throw new TrailError('usage', trimmed === '' ? 'A tag can’t be empty.' : `A tag has up to 100 characters, not ${String(trimmed.length)}.`, { hint: 'Choose another.' });
}

/**
 * The next free label after `previous`: 1.3 → 1.4 (minor) or 2.0 (major). Labels that are not `MAJOR.MINOR` are
 * left as they are; the highest one that is decides. The first of all is 1.0.
 */
export function nextLabel(previous: string | null, taken: ReadonlySet<string>, bump: Bump): string {
  const numbered = (label: string | null): [number, number] | null => {
    const match = label === null ? null : /^(\d{1,6})\.(\d{1,6})$/u.exec(label);
    return match === null ? null : [Number(match[1]), Number(match[2])];
  };
  const highest = [...taken].map(numbered).reduce((a, b) => (a === null || (b !== null && (b[0] - a[0] || b[1] - a[1]) > 0) ? b : a), null);
  const from = numbered(previous) ?? highest;
  if (from === null) return firstFree([1, 0], taken);
  return firstFree(bump === 'major' ? [Math.max(from[0], highest?.[0] ?? 0) + 1, 0] : [from[0], from[1] + 1], taken);
}

function firstFree([major, minor]: readonly [number, number], taken: ReadonlySet<string>): string {
  let next = minor;
  while (taken.has(`${String(major)}.${String(next)}`)) next++;
  return `${String(major)}.${String(next)}`;
}
