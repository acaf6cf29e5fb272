import { flattenParams, type FlatParam } from '../compare/flatParams.ts';
import { sameValue } from '../compare/values.ts';
import type { WrittenParameter } from '../domain/mention.ts';
import { metricChange, type MetricChange } from '../domain/metricChange.ts';
import { metricNumber } from '../domain/metric.ts';
import { valueText, type Value } from '../domain/value.ts';
import type { ModelSummary, Version, VersionSummary } from '../domain/version.ts';
import type { IndexReader } from '../store/index/reader.ts';
import type { VersionRecords } from './versionRecords.ts';

/** One version's value of a parameter. */
export interface ParameterRow {
  readonly version: VersionSummary;
  /** As it was written; null where the version does not have it. */
  readonly text: string | null;
  /** Whether it is the value in the editor; false where that is not a plain value. */
  readonly same: boolean;
  /** The main metric against the version that this one was made from. */
  readonly metric: MetricChange | null;
  /** What else changed from the version before. */
  readonly changedWith: { readonly params: readonly string[]; readonly data: boolean };
}

/** The values that a parameter had over a model's versions. */
export interface ParameterHistory {
  readonly model: ModelSummary;
  /** As the versions name it. */
  readonly name: string;
  /** Newest first. */
  readonly rows: readonly ParameterRow[];
  /** Older versions that were not looked at. */
  readonly older: number;
  /** The main metric over the versions, oldest first. */
  readonly curve: readonly { readonly version: VersionSummary; readonly value: number }[];
}

/** Records are read from disk, one by one, on the editor's thread. */
const maxRead = 24;
const maxModels = 40;
const maxCurve = 40;

/** Looks a parameter up in the records of versions. */
export class ParameterHistories {
  readonly #records: VersionRecords;
  readonly #flat = new WeakMap<Version, ReadonlyMap<string, FlatParam>>();

  constructor(records: VersionRecords) {
    this.#records = records;
  }

  /**
   * The history of a parameter in the models that this file trained or configured; null where it is not told for sure which
   * parameter is meant.
   * @param file relative to the trail's root
   * @param most versions to look at, the newest
   */
  find(index: IndexReader, models: readonly ModelSummary[], file: string, written: Pick<WrittenParameter, 'name' | 'value'>, most = maxRead): ParameterHistory | null {
    const found = models.slice(0, maxModels).flatMap((model) => {
      const record = this.#latest(index, model);
      const name = record === null ? null : this.#nameIn(record, file, written.name);
      return record === null || name === null ? [] : [{ model, name, isTrained: record.code?.script === file }];
    });
    // Several models may share their settings: the one with the longest history has the most to tell.
    const [best] = found.sort((one, other) => Number(other.isTrained) - Number(one.isTrained) || other.model.versions - one.model.versions);
    return best === undefined ? null : this.#history(index, best.model, best.name, written.value, most);
  }

  /** Whether any model was trained or configured by this file. */
  concerns(index: IndexReader, models: readonly ModelSummary[], file: string): boolean {
    return models.slice(0, maxModels).some((model) => {
      const record = this.#latest(index, model);
      return record !== null && (isOwn(record, file) || [...record.params.values()].some(({ source }) => source.path === file));
    });
  }

  /** The last parts of the names of parameters that this file may mean: any other word in it is none. */
  namesIn(index: IndexReader, models: readonly ModelSummary[], file: string): ReadonlySet<string> {
    const records = models.slice(0, maxModels).flatMap((model) => this.#latest(index, model) ?? []);
    return new Set(records.flatMap((record) => [...this.#flatOf(record)].flatMap(([name, { source }]) => (isOwn(record, file) || source.path === file ? [lastPart(name)] : []))));
  }

  #history(index: IndexReader, model: ModelSummary, name: string, value: Value | undefined, most: number): ParameterHistory {
    const summaries = index.versions({ model: model.name, offset: 0, limit: maxCurve });
    const rows = summaries.slice(0, most).map((version): ParameterRow => {
      const record = this.#records.read(index, version.id);
      const param = record === null ? undefined : this.#flatOf(record).get(name);
      const before = version.parents[0] === undefined ? undefined : index.summary(version.parents[0]);
      return {
        version,
        text: param === undefined ? null : writtenText(param),
        same: param !== undefined && value !== undefined && sameValue(param.value, value),
        metric: metricChange(model.mainMetric, version.metrics, before?.metrics ?? null, model.directions),
        changedWith: before === undefined ? { params: [], data: false } : this.#changedWith(index, version.id, before.id, name),
      };
    });
    const curve = summaries.toReversed().flatMap((version) => {
      const metric = metricNumber(version.metrics, model.mainMetric);
      return metric === null || !Number.isFinite(metric) ? [] : [{ version, value: metric }];
    });
    return { model, name, rows, older: Math.max(0, index.count(model.name) - rows.length), curve };
  }

  /** Only where both versions have any: where one has none, nobody knows what they were. */
  #changedWith(index: IndexReader, id: string, beforeId: string, name: string): ParameterRow['changedWith'] {
    const [now, before] = [this.#records.read(index, id), this.#records.read(index, beforeId)];
    if (now === null || before === null) return { params: [], data: false };
    const params = now.params.size > 0 && before.params.size > 0 ? changedNames(this.#flatOf(now), this.#flatOf(before)).filter((each) => each !== name) : [];
    return { params, data: now.data.length > 0 && before.data.length > 0 && !sameData(now, before) };
  }

  #latest(index: IndexReader, model: ModelSummary): Version | null {
    const latest = index.latest(model.name);
    return latest === undefined ? null : this.#records.read(index, latest.id);
  }

  /**
   * The one parameter of a version that a name in a file means: by its whole name, else by the last part of a dotted one. Null
   * where the file has nothing to do with the version, or several could be meant.
   */
  #nameIn(record: Version, file: string, written: string): string | null {
    const flat = this.#flatOf(record);
    const fromFile = [...flat].filter(([, { source }]) => source.path === file).map(([name]) => name);
    const own = isOwn(record, file);
    if (!own && fromFile.length === 0) return null;
    for (const names of own ? [fromFile, [...flat.keys()]] : [fromFile]) {
      if (names.includes(written)) return written;
      const matching = names.filter((name) => lastPart(name) === written);
      if (matching.length === 1) return matching[0] ?? null;
      if (matching.length > 1) return null;
    }
    return null;
  }

  /** Once for each record: a version may have hundreds, and a file asks for many of them. */
  #flatOf(record: Version): ReadonlyMap<string, FlatParam> {
    const flat = this.#flat.get(record) ?? flattenParams(record.params);
    this.#flat.set(record, flat);
    return flat;
  }
}

/** Whether the file is the script that trained the version, or one of its settings. */
function isOwn({ code }: Pick<Version, 'code'>, file: string): boolean {
  return code?.script === file || code?.files.some(({ path, role }) => path === file && role === 'config') === true;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function changedNames(now: ReadonlyMap<string, FlatParam>, before: ReadonlyMap<string, FlatParam>): string[] {
  return [...new Set([...now.keys(), ...before.keys()])].filter((name) => {
    const [one, other] = [now.get(name), before.get(name)];
    return one === undefined || other === undefined || !sameValue(one.value, other.value);
  });
}

function sameData(one: Version, other: Version): boolean {
  const digests = new Map(other.data.map(({ path, sha256 }) => [path, sha256]));
  return one.data.length === other.data.length && one.data.every(({ path, sha256 }) => digests.get(path) === sha256);
}

function writtenText({ text, value }: FlatParam): string {
  return text ?? valueText(value);
}
