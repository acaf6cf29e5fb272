import { nameProblem } from './label.ts';
import { extensionOf, isGenericName, suggestModelName } from './modelFile.ts';
import { asModelName } from './modelName.ts';
import type { TypedValue } from './typedValue.ts';
import { readVersionWords } from './versionWords.ts';

/** A model file or folder that was found in a workspace. */
export interface FoundModel {
  /** Relative, `/` between parts. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Milliseconds since 1970. */
  readonly mtimeMs: number;
}

export interface FamilyMember<Found extends FoundModel> {
  readonly found: Found;
  /** What its name calls it, such as `v2`; null where that says nothing, or can't be a label. */
  readonly label: string | null;
  readonly params: ReadonlyMap<string, TypedValue>;
  readonly metrics: ReadonlyMap<string, TypedValue>;
}

/** Files that are versions of one model, the first trained first. */
export interface ModelFamily<Found extends FoundModel> {
  readonly model: string;
  readonly members: readonly FamilyMember<Found>[];
  /** By what the order goes: files that a copy or a checkout wrote all at once have no times of their own. */
  readonly order: 'time' | 'name';
}

interface NamedModel<Found extends FoundModel> {
  readonly found: Found;
  /** The parts of its path, without their words and its extension. */
  readonly parts: readonly string[];
  /** What members of one family share. */
  readonly key: string;
  readonly words: readonly string[];
  readonly sure: boolean;
  readonly params: ReadonlyMap<string, TypedValue>;
  readonly metrics: ReadonlyMap<string, TypedValue>;
}

/** Files written within this time of each other were put there together. */
const togetherMs = 2000;

/**
 * Finds `model_v1.pkl, model_v2.pkl, model_final.pkl`, `checkpoint-500/…`, `epoch=03-val=0.21.ckpt`, `runs/…/model.pt`: each
 * a family; a file without brothers is a family of one.
 * @param fallback the name of a model whose path says nothing, such as the workspace folder's
 */
export function findFamilies<Found extends FoundModel>(all: readonly Found[], fallback: string): ModelFamily<Found>[] {
  const groups = groupBySiblingFolders(groupByWords(all.map(readPath)));
  const named = groups.map((group) => ({ group, model: modelName(group, fallback) }));
  const families: ModelFamily<Found>[] = [];
  for (const { group, model } of named) families.push(familyOf(group, distinctName(model, group, families)));
  return families.sort((one, other) => other.members.length - one.members.length || newest(other) - newest(one));
}

/** Files that a person says are versions of one model. */
export function oneFamily<Found extends FoundModel>(all: readonly Found[], model: string): ModelFamily<Found> {
  return familyOf(all.map(readPath), model);
}

function readPath<Found extends FoundModel>(found: Found): NamedModel<Found> {
  const extension = found.isFolder ? '' : extensionOf(found.path);
  const parts = stemOf(found).split('/').map(readVersionWords);
  return {
    found,
    parts: parts.map(({ rest }) => rest),
    key: `${parts.map(({ rest }) => rest.toLowerCase()).join('/')}.${extension}`,
    words: parts.flatMap(({ words }) => words),
    sure: parts.some(({ sure }) => sure),
    params: new Map(parts.flatMap(({ params }) => [...params])),
    metrics: new Map(parts.flatMap(({ metrics }) => [...metrics])),
  };
}

function groupByWords<Found extends FoundModel>(models: readonly NamedModel<Found>[]): NamedModel<Found>[][] {
  return [...Map.groupBy(models, ({ key }) => key).values()].map((group) => {
    // Of a file that was committed again and again there are many contents, and one name.
    if (new Set(group.map(({ found }) => found.path)).size > 1 || group[0]?.sure === true) return group;
    // A number or a word that nobody else has is part of the name.
    return group.map((model) => ({ ...model, words: [], parts: stemOf(model.found).split('/') }));
  });
}

function stemOf({ path, isFolder }: FoundModel): string {
  const extension = isFolder ? '' : extensionOf(path);
  return extension === '' ? path : path.slice(0, -extension.length - 1);
}

/** Folders that hold one folder a run: what those are called says little, while `models/` holds a folder a model. */
const runFolder = /^(?:(?:training|train)[-_]?)?(?:runs?|experiments?|exps?|outputs?|results?|logs?|trials?|sweeps?|multirun|jobs?|checkpoints?|ckpts?)$/iu;

/** `runs/a/model.pt` and `runs/b/model.pt` are one family, whatever the folders are called. */
function groupBySiblingFolders<Found extends FoundModel>(groups: readonly NamedModel<Found>[][]): NamedModel<Found>[][] {
  const placeOf = (group: readonly NamedModel<Found>[]): string => {
    const parts = group[0]?.found.path.split('/') ?? [];
    return new Set(group.map(({ found }) => found.path)).size === 1 && runFolder.test(parts.at(-3) ?? '') ? [...parts.slice(0, -2), '*', ...parts.slice(-1)].join('/') : '';
  };
  return [...Map.groupBy(groups, placeOf)].flatMap(([place, alike]) => {
    if (place === '' || alike.length === 1) return alike;
    return [alike.flat().map((model) => ({ ...model, words: [model.found.path.split('/').at(-2) ?? ''] }))];
  });
}

/** The part nearest to the file that says something, without what tells the members apart. */
function modelName<Found extends FoundModel>([first, ...others]: readonly NamedModel<Found>[], fallback: string): string {
  const said = first?.parts ?? [];
  const common = said.filter((part, at) => others.every(({ parts }) => parts[at]?.toLowerCase() === part.toLowerCase()));
  const name = common.reverse().map(asModelName).find((part) => part !== '' && !isGenericName(part));
  return name ?? suggestModelName('', fallback);
}

function distinctName<Found extends FoundModel>(model: string, group: readonly NamedModel<Found>[], others: readonly ModelFamily<Found>[]): string {
  const rival = others.find((other) => other.model === model);
  if (rival === undefined) return model;
  const { path, isFolder } = group[0]?.found ?? { path: '', isFolder: false };
  const folders = path.split('/').slice(0, -1).filter((folder, at) => group.every(({ found }) => found.path.split('/')[at] === folder));
  const byFolder = [...folders].reverse().map((folder) => asModelName(`${model}-${folder}`));
  const byExtension = isFolder ? [] : [`${model}-${extensionOf(path)}`];
  const isBeside = rival.members.some(({ found }) => found.path.split('/').slice(0, -1).join('/') === folders.join('/'));
  const choices = isBeside ? [...byExtension, ...byFolder] : [...byFolder, ...byExtension];
  return choices.find((name) => others.every((other) => other.model !== name)) ?? `${model}-${String(others.length + 1)}`;
}

function familyOf<Found extends FoundModel>(group: readonly NamedModel<Found>[], model: string): ModelFamily<Found> {
  const times = group.map(({ found }) => found.mtimeMs);
  const order = group.length > 1 && Math.max(...times) - Math.min(...times) < togetherMs ? 'name' : 'time';
  const byName = (one: NamedModel<Found>, other: NamedModel<Found>): number => one.found.path.localeCompare(other.found.path, 'en', { numeric: true });
  const sorted = [...group].sort((one, other) => (order === 'time' ? one.found.mtimeMs - other.found.mtimeMs : 0) || byName(one, other));
  const shared = sharedWords(sorted);
  const isAlone = new Set(group.map(({ found }) => found.path)).size === 1;
  const labels = sorted.map(({ words }) => labelOf(words.filter((word) => isAlone || !shared.has(word))));
  const members = sorted.map(({ found, params, metrics }, at) => {
    const label = labels[at] ?? null;
    // Of several with one name, it names the last.
    return { found, label: labels.lastIndexOf(label) === at ? label : null, params, metrics };
  });
  return { model, members, order };
}

/** What all of them say tells none of them apart. */
function sharedWords<Found extends FoundModel>(group: readonly NamedModel<Found>[]): Set<string> {
  return new Set(group[0]?.words.filter((word) => group.every(({ words }) => words.includes(word))));
}

function labelOf(words: readonly string[]): string | null {
  const label = words.map((word) => word.replaceAll(/[^\p{L}\p{N}._+-]+/gu, '-')).join('-').slice(0, 60);
  return label === '' || nameProblem(label) !== null ? null : label;
}

function newest<Found extends FoundModel>({ members }: ModelFamily<Found>): number {
  return Math.max(...members.map(({ found }) => found.mtimeMs));
}
