import type { Value } from '../domain/value.ts';
import { ByteCursor } from './byteCursor.ts';
import { readBytes, withFile, type ByteSource } from './byteSource.ts';
import { isEstimator } from './estimatorRules.ts';
import { compressionOf, inflated, JoblibArrays } from './joblib.ts';
import { jsonProblem } from './jsonBounds.ts';
import { lightgbmParameters, looksLikeLightgbm } from './lightgbm.ts';
import { limits } from './limits.ts';
import { asTuple, attributesOf, classOf, entriesOf, entryOf } from './pickleClasses.ts';
import { readPickle } from './pickleMachine.ts';
import { isNode, type PickleDict, type PickleNode, type PickleValue } from './pickleValue.ts';
import { openZipEntry, readZipDirectory } from './zipArchive.ts';

type Parameters = ReadonlyMap<string, Value>;

const maxParameters = 1000;
const maxDepth = 6;
const maxItems = 100;
const maxText = 500;
const maxKerasConfig = 16 * 1024 * 1024;

/**
 * The hyperparameters that a model file holds itself: `get_params` of scikit-learn and its like, `hyper_parameters` of Lightning,
 * the settings of LightGBM, how a Keras model was compiled. Empty where the format tells none. Nothing of the file is run.
 */
export function readModelParameters(path: string): Parameters {
  try {
    return withFile(path, (source) => parametersOf(source, /\.(?:pkl|pickle|joblib|dill)$/iu.test(path)));
  } catch {
    // What can't be read tells nothing; that it can't is said by its outline.
    return new Map();
  }
}

/** @param isPickle what the name says: protocols 0 and 1 can't be told by their first bytes */
function parametersOf(source: ByteSource, isPickle: boolean): Parameters {
  const start = readBytes(source, 0, Math.min(16, source.size));
  if (start[0] === 0x50 && start[1] === 0x4b) return zipParameters(source);
  if (looksLikeLightgbm(start)) return lightgbmParameters(source);
  const compression = compressionOf(start);
  if (compression !== null) return pickleParameters(pickleOf(inflated(source, compression)));
  return isPickle || (start[0] === 0x80 && (start[1] ?? 6) <= 5) ? pickleParameters(pickleOf(source)) : new Map();
}

function pickleOf(source: ByteSource): PickleValue {
  return readPickle(new ByteCursor(source), { onBuild: new JoblibArrays().take });
}

function zipParameters(source: ByteSource): Parameters {
  const entries = readZipDirectory(source);
  const pickle = entries.find(({ name }) => /^[^/]+\/data\.pkl$/u.test(name));
  if (pickle !== undefined) return pickleParameters(readPickle(new ByteCursor(openZipEntry(source, pickle, limits.inflatedBytes))));
  const config = entries.find(({ name }) => name === 'config.json');
  return config === undefined ? new Map() : kerasParameters(openZipEntry(source, config, maxKerasConfig));
}

/** Source: keras/src/saving/saving_lib.py: `config.json` holds `compile_config`, what `Model.compile` was called with. */
function kerasParameters(source: ByteSource): Parameters {
  const bytes = readBytes(source, 0, source.size);
  if (jsonProblem(bytes, { depth: 100, tokens: 2_000_000, objects: 200_000 }) !== null) return new Map();
  const document = JSON.parse(Buffer.from(bytes).toString('utf8')) as { readonly compile_config?: Readonly<Record<string, unknown>> | null };
  const { optimizer, loss } = document.compile_config ?? {};
  const found = new Map<string, Value>();
  if (typeof loss === 'string') found.set('loss', loss);
  if (typeof optimizer === 'string') found.set('optimizer', optimizer);
  if (typeof optimizer !== 'object' || optimizer === null || !('config' in optimizer)) return found;
  if ('class_name' in optimizer && typeof optimizer.class_name === 'string') found.set('optimizer', optimizer.class_name);
  for (const [name, value] of Object.entries(optimizer.config as object)) {
    if (name !== 'name' && (typeof value === 'number' || typeof value === 'boolean')) found.set(`optimizer.${name}`, value);
  }
  return found;
}

/** Keys under which checkpoints keep how they were trained; the first is Lightning's. */
const settingsKeys = ['hyper_parameters', 'hparams', 'hyperparameters', 'config', 'args'];

function pickleParameters(root: PickleValue): Parameters {
  const found = new Map<string, Value>();
  if (!isNode(root)) return found;
  const estimator = onlyEstimator(root);
  if (estimator !== null) addEstimator(found, estimator, '', 0);
  const entries = entriesOf(root);
  for (const key of settingsKeys) {
    const settings = entryOf(entries, key);
    const dict = isNode(settings) ? settingsOf(settings) : null;
    if (dict === null) continue;
    addSettings(found, dict, '', 0);
    break;
  }
  return found;
}

function settingsOf(node: PickleNode): PickleDict | null {
  return entriesOf(node) ?? (node.kind === 'object' ? attributesOf(node) : null);
}

/** Boosters keep how they stand as attributes, and how they were trained in bytes of their own. */
const boosters = /^(?:lightgbm\.basic|xgboost\.core|catboost\.core)\./u;

function estimatorAttributes(value: PickleValue | undefined): PickleDict | null {
  if (!isNode(value) || value.kind !== 'object') return null;
  const [attributes, className] = [attributesOf(value), classOf(value) ?? ''];
  return isEstimator(className, attributes) && !boosters.test(className) ? attributes : null;
}

/** The estimator itself, or the only one in a dict around it. */
function onlyEstimator(root: PickleNode): PickleDict | null {
  const own = estimatorAttributes(root);
  if (own !== null) return own;
  const inside = (entriesOf(root)?.values.slice(0, maxItems) ?? []).flatMap((value) => estimatorAttributes(value) ?? []);
  return inside.length === 1 ? (inside[0] ?? null) : null;
}

/** What was given to an estimator's constructor: learned attributes end with an underscore, private ones begin with one. */
function addEstimator(found: Map<string, Value>, attributes: PickleDict, prefix: string, depth: number): void {
  for (const [at, key] of attributes.keys.slice(0, maxParameters).entries()) {
    const value = attributes.values[at] ?? null;
    if (typeof key !== 'string' || key.endsWith('_') || key.startsWith('_') || depth > maxDepth || withoutEffect.has(key) || isPrototype(key, attributes)) continue;
    const inner = estimatorAttributes(value);
    if (inner !== null) addEstimator(found, inner, `${prefix}${key}__`, depth + 1);
    else if (isNode(value) && value.kind === 'list' && /^(?:steps|transformers|transformer_list|estimators)$/u.test(key)) addSteps(found, value.items, prefix, depth);
    else addValue(found, prefix + key, value);
  }
}

/** How fast and how loud, not what. */
const withoutEffect: ReadonlySet<string> = new Set(['n_jobs', 'verbose', 'verbosity', 'estimator_params']);

/** A forest keeps a tree to make its own after, whose settings it overrides. */
function isPrototype(key: string, attributes: PickleDict): boolean {
  const names = asTuple(entryOf(attributes, 'estimator_params'));
  return key === 'estimator' && names !== null && names.items.length > 0;
}

function addSteps(found: Map<string, Value>, items: readonly PickleValue[], prefix: string, depth: number): void {
  for (const item of items.slice(0, maxItems)) {
    const [name, value] = asTuple(item)?.items ?? [];
    const inner = estimatorAttributes(value);
    if (typeof name === 'string' && inner !== null) addEstimator(found, inner, `${prefix}${name}__`, depth + 1);
  }
}

/** Settings in settings are taken apart under dotted names. */
function addSettings(found: Map<string, Value>, dict: PickleDict, prefix: string, depth: number): void {
  for (const [at, key] of dict.keys.slice(0, maxParameters).entries()) {
    const value = dict.values[at] ?? null;
    if (typeof key !== 'string' || key.startsWith('_')) continue;
    const inner = isNode(value) ? settingsOf(value) : null;
    if (inner !== null && depth < maxDepth) addSettings(found, inner, `${prefix}${key}.`, depth + 1);
    else addValue(found, prefix + key, value);
  }
}

function addValue(found: Map<string, Value>, name: string, value: PickleValue): void {
  const plain = plainValue(value, 0);
  if (plain !== undefined && found.size < maxParameters && name.length <= maxText) found.set(name, plain);
}

/** Undefined for what is no plain value: arrays, objects, functions. */
function plainValue(value: PickleValue, depth: number): Value | undefined {
  if (!isNode(value)) return typeof value === 'string' && value.length > maxText ? undefined : value;
  if ((value.kind !== 'list' && value.kind !== 'tuple') || value.items.length > maxItems || depth > maxDepth) return undefined;
  const items = value.items.map((item) => plainValue(item, depth + 1));
  return items.every((item) => item !== undefined) ? items : undefined;
}
