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
 * The next free label after `previous`: 1.3 → 1.4 (minor) or 2.0 (major), v1.3 → v1.4. Labels of another form are
 * left as they are; the highest one of these decides. The first of all is 1.0.
 */
export function nextLabel(previous: string | null, taken: ReadonlySet<string>, bump: Bump): string {
  const highest = [...taken].map(numbered).reduce((a, b) => (a === null || (b !== null && (b.major - a.major || b.minor - a.minor) > 0) ? b : a), null);
  const from = numbered(previous) ?? highest;
  if (from === null) return firstFree({ prefix: '', major: 1, minor: 0 }, taken);
  return firstFree(bump === 'major' ? { ...from, major: Math.max(from.major, highest?.major ?? 0) + 1, minor: 0 } : { ...from, minor: from.minor + 1 }, taken);
}

interface NumberedLabel {
  readonly prefix: string;
  readonly major: number;
  readonly minor: number;
}

function numbered(label: string | null): NumberedLabel | null {
  const [, prefix = '', major, minor] = /^(v?)(\d{1,6})\.(\d{1,6})$/u.exec(label ?? '') ?? [];
  return major === undefined ? null : { prefix, major: Number(major), minor: Number(minor) };
}

/** Free with and without a `v`: nobody could tell them apart when they speak. */
function firstFree({ prefix, major, minor }: NumberedLabel, taken: ReadonlySet<string>): string {
  const label = (next: number): string => `${String(major)}.${String(next)}`;
  let next = minor;
  while (taken.has(label(next)) || taken.has(`v${label(next)}`)) next++;
  return `${prefix}${label(next)}`;
}
