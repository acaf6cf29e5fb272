import type { ByteSource } from './byteSource.ts';
import { isEstimator, isInnerAttribute, isInnerTree, isTargetPath, isUnfittedTwin, featureKeys, stepAttributes, stepLists, trainingState } from './estimatorRules.ts';
import { limits } from './limits.ts';
import { buildOutline } from './outlineBuilder.ts';
import type { Outline, OutlineFormat, OutlineStep, OutlineTensor } from '../domain/outline.ts';
import { boosterFeatures } from './pickleBooster.ts';
import { asTuple, attributesOf, classOf, entriesOf, entryOf, hasEntry } from './pickleClasses.ts';
import { pickledFeatures, pickledNames } from './pickleFeatures.ts';
import { pickledTensor } from './pickleTensor.ts';
import { isNode, type PickleDict, type PickleNode, type PickleObject, type PickleValue } from './pickleValue.ts';
import { withoutModelKey } from './tensorNames.ts';

/** Objects that stand in one another deeper than this are left out. */
const maxDepth = 100;
const maxVisits = 4_000_000;
const maxFeatureSearches = 50;

/** Classes that only hold other things. */
const plainContainer = /^(?:collections\.|builtins\.|__builtin__\.|types\.SimpleNamespace|argparse\.Namespace|numpy\.|torch\._|torch\.nn\.parameter|joblib\.)/u;

/** What the values of one pickle say about a model: tensors by their dotted names, features, classes. */
export function outlinePickle(root: PickleValue, source: ByteSource, format: OutlineFormat): Outline {
  const walk = new PickleWalk(source);
  walk.visit(root, '', 0);
  return buildOutline({
    format,
    tensors: withoutModelKey(walk.tensors, walk.topKeys),
    features: walk.features,
    estimator: walk.estimator,
    steps: walk.steps,
    metadata: walk.metadata,
  });
}

class PickleWalk {
  readonly tensors: OutlineTensor[] = [];
  readonly steps: OutlineStep[] = [];
  readonly metadata = new Map<string, string>();
  /** Keys of the outermost dict under which something other than a tensor stands. */
  readonly topKeys = new Set<string>();
  estimator: string | null = null;
  #estimatorFeatures: readonly string[] | number | null = null;
  #listedFeatures: readonly string[] | null = null;
  readonly #source: ByteSource;
  /** A container that is reached twice is walked once, so that shared references can't multiply the work. */
  readonly #seen = new Set<PickleNode>();
  #visits = 0;
  #featureSearches = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** What the estimator says itself, unless it only counts and names stand beside it. */
  get features(): readonly string[] | number | null {
    return typeof this.#estimatorFeatures === 'object' ? (this.#estimatorFeatures ?? this.#listedFeatures) : (this.#listedFeatures ?? this.#estimatorFeatures);
  }

  visit(value: PickleValue, path: string, depth: number): void {
    if (!isNode(value) || !this.#mayVisit(1) || this.tensors.length > limits.tensors) return;
    const tensor = pickledTensor(value, this.#source);
    if (tensor !== null) {
      this.tensors.push({ name: path === '' ? 'array' : path, ...tensor.type });
      if (tensor.objects !== undefined) this.visit(tensor.objects, path, depth + 1);
      return;
    }
    if (depth > maxDepth || this.#seen.has(value)) return;
    this.#seen.add(value);
    if (value.kind === 'list' || value.kind === 'tuple') this.#visitItems(value.items, path, depth);
    else if (value.kind === 'dict') this.#visitDict(value, path, depth);
    else if (value.kind === 'object') this.#visitObject(value, path, depth);
  }

  /** Elements are counted before they are looked at, so that one list in very many objects can't cost their product. */
  #mayVisit(count: number): boolean {
    this.#visits += count;
    return this.#visits <= maxVisits;
  }

  #visitItems(items: readonly PickleValue[], path: string, depth: number): void {
    if (!this.#mayVisit(items.length)) return;
    for (const [at, item] of items.entries()) {
      const named = asTuple(item)?.items;
      const [name, inner] = named ?? [];
      if (typeof name === 'string' && isNode(inner)) this.#visitStep(name, inner, join(path, name), depth);
      else this.visit(item, join(path, String(at)), depth + 1);
    }
  }

  #visitStep(name: string, value: PickleNode, path: string, depth: number): void {
    const className = value.kind === 'object' ? classOf(value) : null;
    const isNew = !this.#seen.has(value);
    if (value.kind === 'object' && className !== null && isNew && isEstimator(className, attributesOf(value)) && this.steps.length < limits.steps) {
      this.steps.push({ name: path === '' ? name : path, estimator: className });
    }
    this.visit(value, path, depth + 1);
  }

  #visitDict(dict: PickleDict, path: string, depth: number): void {
    if (!this.#mayVisit(dict.keys.length)) return;
    for (const [at, key] of dict.keys.entries()) {
      const value = dict.values[at] ?? null;
      const name = typeof key === 'string' ? key : typeof key === 'number' || typeof key === 'bigint' ? String(key) : `[${String(at)}]`;
      if (depth === 0 && trainingState.test(name)) continue;
      if (depth === 0) this.#noteTopEntry(name, value);
      this.visit(value, join(path, name), depth + 1);
    }
  }

  #noteTopEntry(name: string, value: PickleValue): void {
    if (isNode(value) && pickledTensor(value, this.#source) === null) this.topKeys.add(name);
    if (featureKeys.has(name)) this.#listedFeatures ??= pickledNames(value, this.#source);
    if (/(?:^|[_-])version$|^(?:epoch|global_step)$/u.test(name) && (typeof value === 'string' || typeof value === 'number')) this.metadata.set(name, String(value));
  }

  #visitObject(object: PickleObject, path: string, depth: number): void {
    const className = classOf(object) ?? '';
    if (isInnerTree(className, path)) return;
    const attributes = attributesOf(object);
    const isModel = isEstimator(className, attributes);
    if (isModel || (path === '' && className !== '' && !plainContainer.test(className))) this.estimator ??= withoutMangling(className);
    const entries = entriesOf(object);
    if (entries !== null) this.#visitDict(entries, path, depth);
    if (object.list !== undefined) this.#visitItems(object.list.items, path, depth);
    if (attributes === null || this.#seen.has(attributes)) return;
    this.#seen.add(attributes);
    if (isModel && !isTargetPath(path)) this.#findFeatures(object, attributes);
    if (isModel) this.#visitEstimator(className, attributes, path, depth);
    else if (isModule(attributes)) this.#visitModule(attributes, path, depth);
    else if (entries === null && !className.startsWith('sklearn.')) this.#visitDict(attributes, path, depth + 1);
    else if (className.startsWith('sklearn.')) this.#visitEstimator(className, attributes, path, depth);
  }

  #visitEstimator(className: string, attributes: PickleDict, path: string, depth: number): void {
    const version = entryOf(attributes, '_sklearn_version');
    if (typeof version === 'string') this.metadata.set('sklearn', version);
    for (const [at, key] of attributes.keys.entries()) {
      const value = attributes.values[at] ?? null;
      if (typeof key !== 'string' || !isNode(value) || isInnerAttribute(className, key) || isUnfittedTwin(key, attributes)) continue;
      if (value.kind === 'list' && stepLists.has(key)) this.#visitItems(value.items, path, depth + 1);
      else if (stepAttributes.has(key)) this.#visitStep(key, value, join(path, key), depth);
      // Learned attributes end with an underscore.
      else if (key.endsWith('_') || this.#isNestedEstimator(value)) this.visit(value, join(path, key), depth + 1);
    }
  }

  /** The outermost estimator that knows its features decides; a file with very many that don't is not searched to the end. */
  #findFeatures(object: PickleObject, attributes: PickleDict): void {
    if (this.#estimatorFeatures !== null || ++this.#featureSearches > maxFeatureSearches) return;
    this.#estimatorFeatures = pickledFeatures(attributes, this.#source) ?? boosterFeatures(object, this.#source);
  }

  #isNestedEstimator(value: PickleNode): boolean {
    return value.kind === 'object' && pickledTensor(value, this.#source) === null && isEstimator(classOf(value) ?? '', attributesOf(value));
  }

  /** A whole `torch.nn.Module`: its tensors get the names that they have in its state_dict. */
  #visitModule(attributes: PickleDict, path: string, depth: number): void {
    for (const part of ['_parameters', '_buffers', '_modules']) {
      const inner = entryOf(attributes, part);
      const entries = isNode(inner) ? entriesOf(inner) : null;
      if (entries !== null) this.#visitDict(entries, path, depth + 1);
    }
  }
}

/** TorchScript puts classes into a module of its own, numbered where two have the same name. */
function withoutMangling(className: string): string {
  return className.replace(/^__torch__\./u, '').replaceAll(/___torch_mangle_\d+\./gu, '');
}

function isModule(attributes: PickleDict): boolean {
  return hasEntry(attributes, '_parameters') && hasEntry(attributes, '_modules');
}

function join(path: string, name: string): string {
  const short = name.length > limits.nameLength ? name.slice(0, limits.nameLength) : name;
  return path === '' ? short : `${path}.${short}`.slice(0, 2 * limits.nameLength);
}
