import { TrailError } from '../base/errors.ts';
import { couldBeId, parseReference, type Reference } from '../domain/reference.ts';
import type { ModelSummary, Version, VersionSummary } from '../domain/version.ts';
import type { IndexReader } from '../store/index/reader.ts';
import { summarizeModels } from './modelChoices.ts';
import type { Trail } from './trail.ts';

export interface FindOptions {
  /** Deleted versions are found too, for `undelete` and `show`. */
  readonly deleted?: boolean;
}

/** The index of a trail that must have versions; throws `reference-unknown` where nothing was saved yet. */
export async function savedIndex(trail: Trail): Promise<IndexReader> {
  const index = await trail.index();
  if (index === null || index.models().length === 0) {
    throw new TrailError('reference-unknown', `No version was saved in ${trail.root} yet.`, { hint: 'Save one with: modeltrail save PATH' });
  }
  return index;
}

/** The version that a reference names; throws `reference-unknown` or `reference-ambiguous`, each with what there is instead. */
export async function findVersion(trail: Trail, text: string, options: FindOptions = {}): Promise<Version> {
  const index = await savedIndex(trail);
  const known: Known = { index, models: summarizeModels(index, await trail.config()) };
  const found = findSummaryIn(known, text, options);
  const version = index.version(found.id);
  if (version === undefined) throw unknown(known, parseReference(text));
  return version;
}

/** As `findVersion`, at once, in an index as it is. */
export function findSummaryIn(known: Known, text: string, options: FindOptions = {}): VersionSummary {
  const reference = parseReference(text);
  return stepBack(known.index, findSummary(known, reference, options.deleted ?? false), reference);
}

/** What references are looked up in. */
export interface Known {
  readonly index: IndexReader;
  readonly models: readonly ModelSummary[];
}

function findSummary(known: Known, reference: Reference, deleted: boolean): VersionSummary {
  const model = modelOf(known.models, reference);
  const matches = new Map(candidates(known, reference, model, deleted).map((version) => [version.id, version]));
  const [first, ...others] = matches.values();
  if (first === undefined) throw missing(known, reference, model, deleted);
  if (others.length === 0) return first;
  const all = [first, ...others].map((version) => `${version.model}@${version.label} (${version.id.slice(0, 7)}, ${version.author.name})`).sort();
  throw new TrailError('reference-ambiguous', `${reference.text} could be ${String(matches.size)} versions: ${all.slice(0, 6).join(', ')}.`, {
    hint: 'Name the model, as in churn@1.2, or use digits of the id.',
    data: { ids: [...matches.keys()] },
  });
}

function candidates({ index, models: all }: Known, reference: Reference, model: string | null, deleted: boolean): VersionSummary[] {
  const { name } = reference;
  const visible = (versions: readonly VersionSummary[]): VersionSummary[] => versions.filter((version) => deleted || !version.deleted);
  if (name === 'latest' || name === 'best') {
    const models = all.filter((each) => model === null || each.name === model);
    return models.flatMap((each) => (name === 'latest' ? index.latest(each.name) : each.best === null ? undefined : index.summary(each.best)) ?? []);
  }
  const labelled = visible(index.byLabel(model, name));
  const aliased = visible(
    index
      .aliases(model)
      .filter((alias) => alias.alias === name)
      .flatMap((alias) => alias.versions.flatMap((id) => index.summary(id) ?? [])),
  );
  const named = [...labelled, ...aliased];
  if (named.length > 0 || !couldBeId(name)) return named;
  return visible(index.idsByPrefix(name).flatMap((id) => index.summary(id) ?? [])).filter((version) => model === null || version.model === model);
}

/** Without a model's name the only model is meant, or, with several, whichever has such a version. */
function modelOf(all: readonly ModelSummary[], reference: Reference): string | null {
  const models = all.map((model) => model.name);
  if (reference.model !== null) {
    if (models.includes(reference.model)) return reference.model;
    throw new TrailError('reference-unknown', `There is no model named ${reference.model} here.`, { hint: `There are: ${models.slice(0, 8).join(', ')}.` });
  }
  return models.length === 1 ? (models[0] ?? null) : null;
}

function stepBack(index: IndexReader, start: VersionSummary, reference: Reference): VersionSummary {
  let version = start;
  for (let step = 0; step < reference.back; step++) {
    const parent = version.parents[0] === undefined ? undefined : index.summary(version.parents[0]);
    if (parent === undefined) {
      throw new TrailError('reference-unknown', `${start.model}@${start.label} has no version ${String(reference.back)} before it.`, {
        hint: `The first is ${version.model}@${version.label}.`,
      });
    }
    version = parent;
  }
  return version;
}

function missing(known: Known, reference: Reference, model: string | null, deleted: boolean): TrailError {
  const [hidden] = deleted ? [] : candidates(known, reference, model, true);
  if (hidden === undefined) return unknown(known, reference);
  return new TrailError('reference-unknown', `${reference.text} was deleted.`, { hint: `Bring it back with: modeltrail undelete ${hidden.id.slice(0, 12)}` });
}

function unknown({ index, models }: Known, reference: Reference): TrailError {
  const model = reference.model ?? models[0]?.name ?? '';
  const labels = index.versions({ model, offset: 0, limit: 6 }).map((version) => version.label);
  return new TrailError('reference-unknown', `No version is named ${reference.text}.`, {
    hint: labels.length > 0 ? `The newest of ${model} are ${labels.join(', ')}; modeltrail list shows all.` : 'modeltrail list shows all.',
  });
}
