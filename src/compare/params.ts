import type { Change, ParamCell, ParamRow, ParamTable } from '../domain/comparison.ts';
import { sortByName } from '../domain/naturalOrder.ts';
import { plainJson, valueText, type Value } from '../domain/value.ts';
import { cutText } from '../domain/visibleText.ts';
import { Budget } from './budget.ts';
import type { CompareRequest } from './compared.ts';
import type { FlatParam } from './flatParams.ts';
import { at, focusOf } from './heads.ts';
import { paramChangeText } from './paramChange.ts';
import { listText, maxCompared, piecesOf } from './pieces.ts';
import { sourceOf } from './sources.ts';
import { isList, isMap, sameValue, typeWord } from './values.ts';

export const maxRows = 5000;
const maxCellText = 20_000;

interface Named {
  readonly name: string;
  readonly found: readonly (FlatParam | null)[];
  readonly change: Change;
}

/** The parameters of all versions, changed ones first. @param flat those of each version, taken apart */
export function paramTable(request: CompareRequest, flat: readonly ReadonlyMap<string, FlatParam>[]): ParamTable {
  const names = new Set(flat.flatMap((params) => [...params.keys()]));
  const all = sortByName([...names].map((name) => ({ name }))).map(({ name }): Named => {
    const found = flat.map((params) => params.get(name) ?? null);
    return { name, found, change: changeOf(found, request.baseline) };
  });
  const changed = all.filter(({ change }) => change !== 'same');
  const shown = [...changed, ...all.filter(({ change }) => change === 'same')].slice(0, maxRows);
  const budget = new Budget(maxCompared);
  return { rows: shown.map((each) => row(each, request, budget)), changed: changed.length, omitted: all.length - shown.length };
}

/** Of two versions what happened to the baseline's value; of more whether any differs from it. */
function changeOf(found: readonly (FlatParam | null)[], baseline: number): Change {
  const before = found[baseline] ?? null;
  const isSame = (other: FlatParam | null): boolean => (before === null || other === null ? before === other : sameValue(before.value, other.value));
  if (found.every(isSame)) return 'same';
  if (found.length > 2) return 'changed';
  return before === null ? 'added' : found.includes(null) ? 'removed' : 'changed';
}

function row({ name, found, change }: Named, request: CompareRequest, budget: Budget): ParamRow {
  const { baseline } = request;
  const before = found[baseline] ?? null;
  const types = new Set(found.flatMap((param) => (param === null ? [] : [typeWord(param.value)])));
  const cells = found.map((param, position) => {
    if (param === null) return null;
    const asBaseline = before !== null && sameValue(before.value, param.value);
    const other = comparedWith(found, position, request);
    const pieces = other === null || change === 'same' || types.size > 1 ? null : piecesOf(param.value, other.value, budget);
    return cell(param, { position, asBaseline, quoted: types.size > 1, pieces });
  });
  return { name, change, cells, changeText: changeText(name, change, found, request) };
}

/** Each value is set against the baseline's; the baseline's own only where there is but one other. */
function comparedWith(found: readonly (FlatParam | null)[], position: number, request: CompareRequest): FlatParam | null {
  if (position !== request.baseline) return found[request.baseline] ?? null;
  return found.length === 2 ? (found[focusOf(request)] ?? null) : null;
}

interface CellContext {
  readonly position: number;
  readonly asBaseline: boolean;
  readonly quoted: boolean;
  readonly pieces: ReturnType<typeof piecesOf>;
}

function cell(param: FlatParam, { position, asBaseline, quoted, pieces }: CellContext): ParamCell {
  const whole = pieces === null ? writtenText(param, quoted) : pieces.map(({ text }) => text).join('');
  const text = cutText(whole, maxCellText);
  const inside = pieces !== null && text === whole && pieces.some(({ changed }) => changed) ? { pieces } : {};
  return { text, ...inside, value: plainJson(param.value), asBaseline, source: sourceOf(param.source, position) };
}

function writtenText({ value, text }: FlatParam, quoted: boolean): string {
  if (typeof value === 'string') return quoted || value.trim() !== value || value === '' ? JSON.stringify(value) : value;
  if (isList(value)) return text ?? listText(value);
  return text ?? (isMap(value) ? '{}' : valueText(value));
}

function changeText(name: string, change: Change, found: readonly (FlatParam | null)[], request: CompareRequest): string {
  if (found.length > 2 || change === 'same') return '';
  if (change !== 'changed') return change;
  const [before, after] = [valueAt(found, request.baseline), valueAt(found, focusOf(request))];
  return paramChangeText(name, before, after);
}

function valueAt(found: readonly (FlatParam | null)[], position: number): Value {
  return at(found, position)?.value ?? null;
}
