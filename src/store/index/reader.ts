import { statSync } from 'node:fs';
import { TrailError } from '../../base/errors.ts';
import type { AliasState, VersionState } from '../../domain/state.ts';
import type { Direction } from '../../domain/metric.ts';
import type { MetricHistory } from '../../domain/metricHistory.ts';
import type { Vocabulary } from '../../domain/filter/vocabulary.ts';
import type { BytesState, Version, VersionArtifact, VersionSummary } from '../../domain/version.ts';
import type { FileFacts } from '../sourceFile.ts';
import { knownDigest } from './digests.ts';
import { openDatabase, sqliteProblem, type Database, type SqlRow, type SqlValue } from '../sqlite.ts';
import { findVersions, type FindQuery, type Found } from './find.ts';
import { bestVersion, metricHistory } from './metricValues.ts';
import { indexPath } from './open.ts';
import { decodeRecord } from './record.ts';
import { schemaVersion } from './schema.ts';
import { hydrateVersion } from './version.ts';
import { readVocabulary } from './vocabulary.ts';

export interface VersionsQuery {
  /** All models when it is left out. */
  readonly model?: string;
  readonly offset: number;
  readonly limit: number;
  /** The deleted versions in place of the others. */
  readonly deleted?: boolean;
}

/** What the index alone can tell of a model. */
export interface IndexedModel {
  readonly name: string;
  /** Versions not deleted. */
  readonly versions: number;
  /** The metric that rows show where nobody chose one. */
  readonly mainMetric: string | null;
}

/**
 * The index, read. Every method answers at once and never waits for a writer, so the editor's own thread may call it.
 * Lists are newest first. What it shows is as of the last `refreshIndex`.
 */
export interface IndexReader {
  models(): IndexedModel[];
  /** Each named metric over the model's versions, not deleted; names of which none has a finite number are left out. */
  metricHistory(model: string, names: readonly string[]): ReadonlyMap<string, MetricHistory>;
  /** Id of the version, not deleted, whose metric is best, the newer of equals; null where none has it or the direction is not known. */
  bestVersion(model: string, metric: string, direction: Direction): string | null;
  versions(query: VersionsQuery): VersionSummary[];
  /** Versions not deleted. */
  count(model?: string): number;
  summary(id: string): VersionSummary | undefined;
  /** The whole record, with what is kept as blobs. */
  version(id: string): Version | undefined;
  /** Ids, deleted ones too, that begin with these hex digits; at most 16. */
  idsByPrefix(hex: string): string[];
  /** Versions, deleted ones too, that have or had at the same time this label; null means any model. */
  byLabel(model: string | null, label: string): VersionSummary[];
  /** Versions, not deleted, with an artifact of this content (for a folder: of this listing); the newest `limit` where one is given. */
  byArtifact(sha256: string, limit?: number): VersionSummary[];
  /** The newest version, not deleted, that has an artifact of this content at this path, else the newest that has it anywhere. */
  holder(sha256: string, path: string): VersionSummary | undefined;
  /** The newest version, not deleted, that has an artifact at this path. */
  byPath(path: string): VersionSummary | undefined;
  /** Whether an artifact of any version has this size, in bytes: if none has, a file's content can't be known. */
  hasArtifactOfSize(size: number): boolean;
  /** The SHA-256 of a file on disk that was hashed before and hasn't been touched since; null where it would have to be hashed. */
  knownDigest(path: string, facts: FileFacts): string | null;
  /** The newest version of a model that no other, not deleted, has for its parent. */
  latest(model: string): VersionSummary | undefined;
  aliases(model: string | null): AliasState[];
  /** Whether a version was saved in this store, and not taken in from another. */
  isOwn(id: string): boolean;
  /** The versions that match a filter. Looks at each, tens of milliseconds for ten thousand: for a worker. */
  find(query: FindQuery): Found;
  /** The words that filters can be made of. For a worker too. */
  vocabulary(): Vocabulary;
  /** Changes whenever an answer may have changed. */
  readonly dataVersion: number;
  /** True once the index was deleted or made anew: close this reader and open another. */
  readonly stale: boolean;
  close(): void;
}

const artifactHere = `CASE
  WHEN a.files IS NULL THEN EXISTS (SELECT 1 FROM files f WHERE f.sha256 = a.sha256 AND f.present = 1)
  ELSE EXISTS (SELECT 1 FROM listings l WHERE l.sha256 = a.sha256) AND NOT EXISTS (SELECT 1 FROM listing_files lf WHERE lf.listing = a.sha256
    AND NOT EXISTS (SELECT 1 FROM files f WHERE f.sha256 = lf.sha256 AND f.present = 1))
  END`;

const bytesOfArtifacts = `(SELECT json_group_array(here) FROM (SELECT ${artifactHere} AS here FROM artifacts a WHERE a.version = v.id ORDER BY a.position))`;

// CROSS JOIN keeps SQLite to this order: from the one version to its labels to whoever else has them.
const labelShared = `EXISTS (SELECT 1 FROM labels mine CROSS JOIN labels other CROSS JOIN versions o WHERE mine.version = v.id
  AND other.label = mine.label AND other.version <> v.id AND o.id = other.version AND o.model = v.model AND o.saved = 1 AND o.deleted = 0)`;

const columns = `v.id, v.model, v.created_at, v.record, v.state, ${labelShared} AS shared, ${bytesOfArtifacts} AS here,
  (SELECT json_group_array(alias) FROM (SELECT alias FROM aliases WHERE aliases.version = v.id AND aliases.model = v.model ORDER BY alias)) AS aliases`;

/** In the order of the artifacts' indexes: whoever asks for the newest few of thousands doesn't wait for the others. */
const livingWith = (condition: string): string => `SELECT DISTINCT v.id FROM artifacts a CROSS JOIN versions v ON v.id = a.version
  WHERE ${condition} AND v.saved = 1 AND v.deleted = 0 ORDER BY a.created_at DESC, a.version DESC LIMIT ?`;

const newestFirst = 'ORDER BY v.created_at DESC, v.id DESC';

/**
 * Opens the index of a store, which `refreshIndex` must have made.
 * Throws `file-missing` when there is none, `store-damaged` when it can't be read: a refresh makes it anew.
 */
export function openIndexReader(storeDir: string): IndexReader {
  const path = indexPath(storeDir);
  const file = inode(path);
  if (file === null) throw new TrailError('file-missing', 'This trail has no index yet.', { hint: 'Look again in a moment.' });
  return guarded(path, () => new SqliteIndexReader(storeDir, path, file));
}

/** Opens the index as it is, for an answer before any refresh; null where there is none, or none that this program can read. */
export function openPresentIndex(storeDir: string): IndexReader | null {
  let reader: SqliteIndexReader | null = null;
  try {
    reader = openIndexReader(storeDir) as SqliteIndexReader;
    if (reader.isFit) return reader;
  } catch {
    // A refresh makes it anew, and tells what is wrong with the store.
  }
  reader?.close();
  return null;
}

class SqliteIndexReader implements IndexReader {
  readonly #storeDir: string;
  readonly #path: string;
  readonly #inode: bigint;
  readonly #database: Database;
  readonly #store: string;
  /** Rows that were decoded since the index last changed. */
  readonly #summaries = new Map<string, VersionSummary>();
  #generation = 0;

  constructor(storeDir: string, path: string, file: bigint) {
    this.#storeDir = storeDir;
    this.#path = path;
    this.#inode = file;
    // Only the very first look can meet a writer that is just cleaning up; from then on readers and writers don't meet.
    this.#database = openDatabase(path, { readonly: true, busyMs: 50 });
    this.#store = String(this.#row("SELECT value FROM meta WHERE key = 'store'")?.['value']);
    this.#generation = this.dataVersion;
    this.#database.exec('PRAGMA busy_timeout = 0');
  }

  get dataVersion(): number {
    return Number(this.#row("SELECT value FROM meta WHERE key = 'generation'")?.['value']);
  }

  get isFit(): boolean {
    return this.#row('PRAGMA user_version')?.['user_version'] === schemaVersion;
  }

  get stale(): boolean {
    return inode(this.#path) !== this.#inode;
  }

  models(): IndexedModel[] {
    return this.#rows('SELECT name, versions, main_metric FROM models ORDER BY name').map((row) => ({
      name: row['name'] as string,
      versions: row['versions'] as number,
      mainMetric: row['main_metric'] as string | null,
    }));
  }

  metricHistory(model: string, names: readonly string[]): ReadonlyMap<string, MetricHistory> {
    return guarded(this.#path, () => new Map(names.flatMap((name) => {
      const history = metricHistory(this.#database, model, name);
      return history === null ? [] : [[name, history] as const];
    })));
  }

  bestVersion(model: string, metric: string, direction: Direction): string | null {
    return guarded(this.#path, () => bestVersion(this.#database, model, metric, direction));
  }

  versions({ model, offset, limit, deleted = false }: VersionsQuery): VersionSummary[] {
    const which = model === undefined ? '' : 'v.model = ? AND ';
    return this.#summariesOf(`WHERE ${which}v.saved = 1 AND v.deleted = ? ${newestFirst} LIMIT ? OFFSET ?`, [
      ...(model === undefined ? [] : [model]),
      deleted ? 1 : 0,
      limit,
      offset,
    ]);
  }

  count(model?: string): number {
    const row = model === undefined ? this.#row('SELECT SUM(versions) AS n FROM models') : this.#row('SELECT versions AS n FROM models WHERE name = ?', model);
    return Number(row?.['n'] ?? 0);
  }

  summary(id: string): VersionSummary | undefined {
    return this.#summariesOf('WHERE v.id = ? AND v.saved = 1', [id])[0];
  }

  version(id: string): Version | undefined {
    const summary = this.summary(id);
    return summary === undefined ? undefined : hydrateVersion(this.#storeDir, summary);
  }

  idsByPrefix(hex: string): string[] {
    if (!/^[0-9a-f]{1,64}$/u.test(hex)) return [];
    return this.#rows('SELECT id FROM versions WHERE id BETWEEN ? AND ? AND saved = 1 LIMIT 16', hex, `${hex}g`).map((row) => row['id'] as string);
  }

  byLabel(model: string | null, label: string): VersionSummary[] {
    return this.#summariesOf(`WHERE v.id IN (SELECT version FROM labels WHERE label = ?) AND v.saved = 1 ${model === null ? '' : 'AND v.model = ? '}${newestFirst}`, model === null ? [label] : [label, model]);
  }

  byArtifact(sha256: string, limit = -1): VersionSummary[] {
    return this.#select(livingWith('a.sha256 = ?'), [sha256, limit]);
  }

  holder(sha256: string, path: string): VersionSummary | undefined {
    return this.#select(livingWith('a.sha256 = ? AND a.path = ?'), [sha256, path, 1])[0] ?? this.byArtifact(sha256, 1)[0];
  }

  byPath(path: string): VersionSummary | undefined {
    return this.#select(livingWith('a.path = ?'), [path, 1])[0];
  }

  hasArtifactOfSize(size: number): boolean {
    return this.#row('SELECT 1 FROM artifacts WHERE size = ? LIMIT 1', size) !== undefined;
  }

  knownDigest(path: string, facts: FileFacts): string | null {
    return guarded(this.#path, () => knownDigest(this.#database, path, facts));
  }

  latest(model: string): VersionSummary | undefined {
    const childless = `NOT EXISTS (SELECT 1 FROM parents p CROSS JOIN versions c WHERE p.parent = v.id AND c.id = p.child AND c.model = v.model AND c.saved = 1 AND c.deleted = 0)`;
    return this.#summariesOf(`WHERE v.model = ? AND v.saved = 1 AND v.deleted = 0 AND ${childless} ${newestFirst} LIMIT 1`, [model])[0];
  }

  aliases(model: string | null): AliasState[] {
    const which = model === null ? '' : 'WHERE model = ?';
    const sql = `SELECT model, alias, json_group_array(version) AS versions FROM (SELECT * FROM aliases ${which} ORDER BY model, alias, position) GROUP BY model, alias`;
    const rows = this.#rows(sql, ...(model === null ? [] : [model]));
    return rows.map((row) => ({ model: row['model'] as string, alias: row['alias'] as string, versions: JSON.parse(row['versions'] as string) as string[] }));
  }

  isOwn(id: string): boolean {
    const state = this.#row('SELECT state FROM versions WHERE id = ?', id)?.['state'];
    return typeof state === 'string' && (JSON.parse(state) as Partial<VersionState>).origin === this.#store;
  }

  find(query: FindQuery): Found {
    const latest = (): string[] => this.models().flatMap(({ name }) => this.latest(name)?.id ?? []);
    return guarded(this.#path, () => findVersions(this.#database, query, this.#store, latest, artifactHere));
  }

  vocabulary(): Vocabulary {
    return guarded(this.#path, () => readVocabulary(this.#database));
  }

  close(): void {
    this.#database.close();
  }

  #summariesOf(condition: string, values: readonly SqlValue[]): VersionSummary[] {
    return this.#select(`SELECT v.id FROM versions v ${condition}`, values);
  }

  /** @param sql selects the ids */
  #select(sql: string, values: readonly SqlValue[]): VersionSummary[] {
    const generation = this.dataVersion;
    if (generation !== this.#generation) this.#summaries.clear();
    this.#generation = generation;
    const ids = this.#rows(sql, ...values);
    return ids.flatMap((row) => this.#summary(row['id'] as string) ?? []);
  }

  #summary(id: string): VersionSummary | undefined {
    const kept = this.#summaries.get(id);
    if (kept !== undefined) return kept;
    const row = this.#row(`SELECT ${columns} FROM versions v WHERE v.id = ?`, id);
    if (row === undefined) return undefined;
    const summary = decodeSummary(row, this.#store);
    this.#summaries.set(id, summary);
    return summary;
  }

  #rows(sql: string, ...values: SqlValue[]): SqlRow[] {
    return guarded(this.#path, () => this.#database.prepare(sql).all(...values));
  }

  #row(sql: string, ...values: SqlValue[]): SqlRow | undefined {
    return guarded(this.#path, () => this.#database.prepare(sql).get(...values));
  }
}

function decodeSummary(row: SqlRow, store: string): VersionSummary {
  const record = decodeRecord(row['record'] as string);
  const state = JSON.parse(row['state'] as string) as VersionState;
  const here = JSON.parse(row['here'] as string) as number[];
  const absent: BytesState = state.origin === store ? 'lost' : 'elsewhere';
  const artifacts = record.artifacts.map((artifact, position): VersionArtifact => ({ ...artifact, bytes: here[position] === 1 ? 'here' : absent }));
  return {
    id: row['id'] as string,
    model: row['model'] as string,
    label: state.label,
    rivalLabels: state.rivalLabels,
    labelShared: row['shared'] === 1,
    createdAt: row['created_at'] as string,
    trainedAt: record.trainedAt,
    author: record.author,
    note: state.notes.join('\n\n'),
    parents: record.parents,
    aliases: JSON.parse(row['aliases'] as string) as string[],
    tags: state.tags,
    deleted: state.deleted,
    artifacts,
    metrics: record.metrics,
  };
}

/** Turns SQLite's own failures into ours. */
function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (sqliteProblem(error) === null) throw error;
    throw new TrailError('store-damaged', `The index ${path} can't be read just now.`, { hint: 'It is made anew when the trail is looked at again.', cause: error });
  }
}

function inode(path: string): bigint | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}
