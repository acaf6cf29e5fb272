import { diffArrays } from 'diff';
import { minus } from '../domain/numberText.ts';
import type { Value } from '../domain/value.ts';
import { exactInteger, isList, sameValue, typeWord } from './values.ts';

/** A step that starts a random series is only ever another one: how far it moved says nothing. */
const arbitrary = /(?:^|[^a-z])(?:seeds?|random_?state)(?:$|[^a-z])/iu;

/** What happened to a parameter that both versions have: `÷ 3.3`, `+64`, `number → text`; empty where the values say it best. */
export function paramChangeText(name: string, before: Value, after: Value): string {
  const [was, is] = [typeWord(before), typeWord(after)];
  if (was !== is) return `${was} → ${is}`;
  if (isList(before) && isList(after)) return listChange(before, after);
  return was === 'number' && !arbitrary.test(name) ? numberChange(before, after) : '';
}

function numberChange(before: Value, after: Value): string {
  const [a, b] = [Number(before), Number(after)];
  if (!Number.isFinite(a) || !Number.isFinite(b)) return '';
  if (a * b > 0 || Math.sign(a) * Math.sign(b) > 0) {
    const ratio = Math.abs(b) / Math.abs(a);
    if (ratio >= 2) return Number.isFinite(ratio) ? `× ${ratioText(ratio)}` : '';
    if (ratio <= 0.5) return ratio > 0 ? `÷ ${ratioText(1 / ratio)}` : '';
  }
  return exactDifference(before, after) ?? difference(a, b);
}

function ratioText(ratio: number): string {
  if (ratio < 9.95) return String(Number(ratio.toFixed(1)));
  return ratio < 1e6 ? Math.round(ratio).toLocaleString('en-US') : shortExponent(ratio.toExponential(1));
}

/** Whole numbers are subtracted exactly, however long. */
function exactDifference(before: Value, after: Value): string | null {
  const [a, b] = [exactInteger(before), exactInteger(after)];
  if (a === null || b === null) return null;
  const change = (b < a ? a - b : b - a).toString();
  return change.length > 21 ? '' : signed(b < a, change);
}

/** In as many decimals as the two numbers have themselves, which leaves out the noise of binary fractions. */
function difference(a: number, b: number): string {
  const decimals = Math.max(decimalsOf(a), decimalsOf(b));
  const change = Math.abs(b - a);
  const rounded = decimals <= 20 ? Number(change.toFixed(decimals)) : Number(change.toPrecision(3));
  if (rounded === 0 || !Number.isFinite(rounded)) return '';
  const small = rounded < 1e-4 || rounded >= 1e15;
  return signed(b < a, small ? shortExponent(rounded.toExponential()) : String(rounded));
}

function decimalsOf(value: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return Math.max(0, (digits.split('.')[1] ?? '').length - Number(exponent));
}

function shortExponent(text: string): string {
  return text.replace(/\.0(?=e)/u, '').replace('e+', 'e');
}

function signed(isLess: boolean, size: string): string {
  return `${isLess ? minus : '+'}${size}`;
}

function listChange(before: readonly Value[], after: readonly Value[]): string {
  const changes = diffArrays([...before], [...after], { comparator: sameValue, maxEditLength: 300 });
  if (changes === undefined) return `${String(before.length)} → ${String(after.length)} items`;
  const count = (kind: 'added' | 'removed'): number => changes.reduce((sum, change) => sum + (change[kind] ? change.count : 0), 0);
  const [added, removed] = [count('added'), count('removed')];
  const parts = [...(added > 0 ? [`+${String(added)}`] : []), ...(removed > 0 ? [`${minus}${String(removed)}`] : [])];
  return parts.length === 0 ? '' : `${parts.join(' ')} ${added + removed === 1 ? 'item' : 'items'}`;
}
