import { TrailError } from '../base/errors.ts';

/** Characters; with any of them twice as long in UTF-16, a record still takes the name. */
const maxLength = 100;

/** Control characters and marks of direction: a name with one looks like another, or tears a list apart. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Why a word can't be a model's name, or null when it can: references and lists must be able to show it. */
function problemOf(name: string): string | null {
  if (name === '') return 'it is empty';
  if ([...name].length > maxLength) return `it has more than ${String(maxLength)} characters`;
  if (/[@~]/u.test(name)) return 'references to its versions are written with @ and ~';
  if (name.search(unseen) >= 0) return 'it has characters that can’t be seen';
  return name.startsWith('-') ? 'it starts with a dash, as options do' : null;
}

/** The form a new model's name is recorded in: composed, so that what looks the same is the same. Throws `usage`. */
export function checkModelName(name: string): string {
  const composed = name.normalize('NFC').trim();
  const problem = problemOf(composed);
  if (problem === null) return composed;
  const shown = composed.length > 40 ? `${composed.slice(0, 40)}…` : composed;
  throw new TrailError('usage', `${JSON.stringify(shown)} can't be a model's name: ${problem}.`, { hint: 'Choose another, such as churn.' });
}

/** The nearest name that is allowed; empty where nothing is left. */
export function asModelName(text: string): string {
  const allowed = text.normalize('NFC').replaceAll(unseen, '').replaceAll(/[@~\s]+/gu, '-').replace(/^-+/u, '');
  return [...allowed].slice(0, maxLength).join('');
}
