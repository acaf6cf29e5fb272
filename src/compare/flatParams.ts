import type { Source } from '../domain/manifest.ts';
import type { Value } from '../domain/value.ts';
import type { RecordedValue } from '../domain/version.ts';
import { isList, isMap } from './values.ts';

/** One parameter after maps were taken apart. */
export interface FlatParam {
  readonly value: Value;
  /** As it was written; null where only the whole that it stands in has such a text. */
  readonly text: string | null;
  readonly source: Source;
}

/** Maps become dotted names, lists that hold maps numbered ones (`layers[0].units`); anything else stays one value. */
export function flattenParams(params: ReadonlyMap<string, RecordedValue>): Map<string, FlatParam> {
  const flat = new Map<string, FlatParam>();
  const counts = new Map<string, number>();
  for (const [name, { value, text, source }] of params) {
    if (!isTakenApart(value)) flat.set(name, { value, text: text ?? null, source });
  }
  for (const [name, { value, source }] of params) {
    if (!isTakenApart(value)) continue;
    for (const [inner, leaf] of leaves(name, value)) flat.set(freeName(inner, flat, counts), { value: leaf, text: null, source });
  }
  return flat;
}

function isTakenApart(value: Value): boolean {
  return isMap(value) ? Object.keys(value).length > 0 : isList(value) && value.some(holdsMap);
}

function holdsMap(value: Value): boolean {
  return isMap(value) || (isList(value) && value.some(holdsMap));
}

function* leaves(name: string, value: Value): Generator<readonly [string, Value]> {
  if (!isTakenApart(value)) yield [name, value];
  else if (isList(value)) for (const [at, inner] of value.entries()) yield* leaves(`${name}[${String(at)}]`, inner);
  else if (isMap(value)) for (const [key, inner] of Object.entries(value)) yield* leaves(`${name}.${key}`, inner);
}

/** A key may itself hold a dot, so that two paths can spell the same name. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>, counts: Map<string, number>): string {
  let free = name;
  let count = counts.get(name) ?? 1;
  while (taken.has(free)) free = `${name} (${String(++count)})`;
  counts.set(name, count);
  return free;
}
