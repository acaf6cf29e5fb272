import { diffArrays, diffWordsWithSpace } from 'diff';
import { valueText, type Value } from '../domain/value.ts';
import type { Budget } from './budget.ts';
import { isList, sameValue } from './values.ts';

export interface Piece {
  readonly text: string;
  readonly changed: boolean;
}

/** Shorter texts are seen at a glance. */
const shortText = 40;
const longestText = 20_000;
const longestList = 2000;

/** How much may be compared inside values in all: characters and items. */
export const maxCompared = 400_000;

/** The inside of `own` in pieces, with those marked that `other` lacks; null where there is nothing to mark, or too much. */
export function piecesOf(own: Value, other: Value, budget: Budget): Piece[] | null {
  if (isList(own) && isList(other)) return own.length + other.length <= longestList && budget.take(20 * (own.length + other.length)) ? listPieces(own, other) : null;
  if (typeof own !== 'string' || typeof other !== 'string') return null;
  const length = own.length + other.length;
  if (Math.max(own.length, other.length) <= shortText || Math.max(own.length, other.length) > longestText) return null;
  return budget.take(length) ? textPieces(own, other) : null;
}

/** A list on one line, as people write it. */
export function listText(list: readonly Value[]): string {
  return `[${list.map(itemText).join(', ')}]`;
}

export function itemText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return isList(value) ? listText(value) : valueText(value);
}

function listPieces(own: readonly Value[], other: readonly Value[]): Piece[] | null {
  const changes = diffArrays([...other], [...own], { comparator: sameValue, maxEditLength: 300 });
  if (changes === undefined) return null;
  const pieces: Piece[] = [{ text: '[', changed: false }];
  let isFirst = true;
  for (const { value, added, removed } of changes) {
    if (removed) continue;
    for (const item of value) {
      pieces.push({ text: isFirst ? '' : ', ', changed: false }, { text: itemText(item), changed: added });
      isFirst = false;
    }
  }
  return joined([...pieces, { text: ']', changed: false }]);
}

function textPieces(own: string, other: string): Piece[] | null {
  const changes = diffWordsWithSpace(other, own, { maxEditLength: 300 });
  return changes === undefined ? null : joined(changes.filter(({ removed }) => !removed).map(({ value, added }) => ({ text: value, changed: added })));
}

function joined(pieces: readonly Piece[]): Piece[] {
  const runs: Piece[] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (piece.text === '') continue;
    if (last?.changed === piece.changed) runs[runs.length - 1] = { text: last.text + piece.text, changed: last.changed };
    else runs.push(piece);
  }
  return runs;
}
