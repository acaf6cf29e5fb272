import { ByteCursor } from './byteCursor.ts';
import { readBytes, type ByteSource } from './byteSource.ts';
import { jsonProblem } from './jsonBounds.ts';
import { buildOutline } from './outlineBuilder.ts';
import type { Outline } from '../domain/outline.ts';
import { UbjsonReader, type UbjsonValue } from './ubjson.ts';
import { unreadable } from './unreadable.ts';

const maxJsonBytes = 64 * 1024 * 1024;

/** Both forms begin with the key `learner`; in a pickle the model stands beside its settings. */
export function looksLikeXgboost(start: Uint8Array): boolean {
  const text = Buffer.from(start).toString('latin1');
  return /^\{\s*"learner"/u.test(text) || text.startsWith('{L\0\0\0\0\0\0\0\x07') || text.startsWith('{L\0\0\0\0\0\0\0\x06');
}

/** Features and objective of an XGBoost model, as JSON or UBJSON. Source: XGBoost's "Introduction to Model IO" and its doc/model.schema. */
export function outlineXgboost(source: ByteSource): Outline {
  const learner = learnerOf(source);
  const booster = text(at(learner, 'gradient_booster', 'name'));
  const objective = text(at(learner, 'objective', 'name'));
  const metadata: [string, string][] = [['booster', booster ?? ''], ['objective', objective ?? '']];
  return buildOutline({ format: 'xgboost', features: learnerFeatures(learner), metadata: metadata.filter(([, value]) => value !== '') });
}

/** The features of a model that is inside another file, or null. */
export function xgboostFeatures(source: ByteSource): readonly string[] | number | null {
  return learnerFeatures(learnerOf(source));
}

function learnerFeatures(learner: UbjsonValue): readonly string[] | number | null {
  const names = at(learner, 'feature_names');
  if (isList(names) && names.length > 0 && names.every((name) => typeof name === 'string')) return names;
  const count = Number(text(at(learner, 'learner_model_param', 'num_feature')) ?? Number.NaN);
  return Number.isSafeInteger(count) ? count : null;
}

function learnerOf(source: ByteSource): UbjsonValue {
  const start = Buffer.from(readBytes(source, 0, Math.min(2, source.size)).buffer).toString('latin1');
  const root = start === '{L' ? new UbjsonReader(new ByteCursor(source)).read() : readJson(source);
  const learner = at(root, 'learner') ?? at(root, 'Model', 'learner');
  if (learner === null) throw unreadable('it holds no learner');
  return learner;
}

function readJson(source: ByteSource): UbjsonValue {
  if (source.size > maxJsonBytes) throw unreadable('it is too large to be read as JSON');
  const bytes = readBytes(source, 0, source.size);
  const problem = jsonProblem(bytes, { depth: 64, tokens: 12_000_000, objects: 1_000_000 });
  if (problem !== null) throw unreadable(`its JSON ${problem}`);
  try {
    return asMaps(JSON.parse(Buffer.from(bytes.buffer).toString('utf8')), 3);
  } catch (cause) {
    throw unreadable('it is not JSON', cause);
  }
}

/** The upper levels alone, where all that matters stands. */
function asMaps(value: unknown, levels: number): UbjsonValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null || levels < 0) return null;
  if (Array.isArray(value)) return value.map((inner) => asMaps(inner, levels - 1));
  return new Map(Object.entries(value).map(([key, inner]) => [key, asMaps(inner, levels - 1)]));
}

function at(value: UbjsonValue, ...path: readonly string[]): UbjsonValue {
  return path.reduce<UbjsonValue>((inner, key) => (inner instanceof Map ? ((inner as ReadonlyMap<string, UbjsonValue>).get(key) ?? null) : null), value);
}

function text(value: UbjsonValue): string | null {
  return typeof value === 'string' ? value : null;
}

function isList(value: UbjsonValue): value is readonly UbjsonValue[] {
  return Array.isArray(value);
}
