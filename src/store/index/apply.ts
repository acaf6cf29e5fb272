import { foldEvents, type VersionState } from '../../domain/state.ts';
import type { StoredEvent } from '../../domain/event.ts';
import { inferMainMetric } from '../../domain/metric.ts';
import { isBlobReference, type Manifest } from '../../domain/manifest.ts';
import type { RecordedValue } from '../../domain/version.ts';
import type { PackIndex } from '../packIndex.ts';
import { readExchanged } from '../history/exchanged.ts';
import { parseListing } from '../listing.ts';
import { readBlob } from '../blobs.ts';
import { rollBack, type Database } from '../sqlite.ts';
import { hydrateRecorded, readManifest, type Hydrated } from './documents.ts';
import { MetricWriter } from './metricValues.ts';
import { decodeRecord, encodeRecord } from './record.ts';
import { partsOf, RecordedWriter } from './recordedValues.ts';
import { type Findings } from './scan.ts';

/** What has to be folded again after a change. */
interface Touched {
  readonly metrics: MetricWriter;
  readonly recorded: RecordedWriter;
  readonly versions: Set<string>;
  /** `[model, alias]` as JSON. */
  readonly aliases: Set<string>;
  readonly models: Set<string>;
  /** Ids of events that came from a shared history; read when it matters. */
  takenIn(): ReadonlySet<string>;
}

/** Puts what was found into the index in one transaction. @returns whether a reader would see a difference */
export function applyFindings(storeDir: string, database: Database, findings: Findings): boolean {
  database.exec('BEGIN IMMEDIATE');
  try {
    let takenIn: ReadonlySet<string> | undefined;
    const touched: Touched = {
      metrics: new MetricWriter(database),
      recorded: new RecordedWriter(database),
      versions: new Set(),
      aliases: new Set(),
      models: new Set(),
      takenIn: () => (takenIn ??= readExchanged(storeDir).takenIn),
    };
    applyFolders(database, findings);
    const packs = applyPacks(database, findings);
    applyManifests(storeDir, database, findings, touched);
    applyEvents(database, findings, touched);
    for (const id of touched.versions) foldVersion(database, id, touched);
    touched.metrics.flush();
    for (const key of touched.aliases) foldAlias(database, key);
    for (const model of touched.models) foldModel(database, model);
    const changed = packs || touched.versions.size > 0 || touched.aliases.size > 0;
    if (changed) database.exec("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'");
    database.exec('COMMIT');
    return changed;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

function applyFolders(database: Database, { folders, goneFolders }: Findings): void {
  const put = database.prepare('INSERT OR REPLACE INTO folders(path, mtime, settled) VALUES (?, ?, ?)');
  for (const { path, mtime, settled } of folders) put.run(path, mtime, settled ? 1 : 0);
  const drop = database.prepare('DELETE FROM folders WHERE path = ?');
  for (const path of goneFolders) drop.run(path);
}

function applyPacks(database: Database, { packs, gonePacks }: Findings): boolean {
  for (const name of gonePacks) dropPack(database, name);
  for (const { name, index } of packs) putPack(database, name, index);
  if (packs.length === 0 && gonePacks.length === 0) return false;
  const present = `UPDATE files SET present = NOT EXISTS (
    SELECT 1 FROM json_each(files.segments) AS part WHERE NOT EXISTS (SELECT 1 FROM segments WHERE segments.sha256 = part.value))`;
  database.exec(gonePacks.length > 0 ? present : `${present} WHERE present = 0`);
  return true;
}

function putPack(database: Database, name: string, index: PackIndex): void {
  database.prepare('INSERT OR REPLACE INTO packs(name, size) VALUES (?, ?)').run(name, index.size);
  const putSegment = database.prepare('INSERT OR REPLACE INTO segments(sha256, pack, size, offset, stored, encoding) VALUES (?, ?, ?, ?, ?, ?)');
  for (const { sha256, size, offset, stored, encoding } of index.segments) putSegment.run(sha256, name, size, offset, stored, encoding);
  const putFile = database.prepare('INSERT OR REPLACE INTO files(sha256, pack, size, segments) VALUES (?, ?, ?, ?)');
  for (const { sha256, size, segments } of index.files) putFile.run(sha256, name, size, JSON.stringify(segments));
}

function dropPack(database: Database, name: string): void {
  database.prepare('DELETE FROM packs WHERE name = ?').run(name);
  database.prepare('DELETE FROM segments WHERE pack = ?').run(name);
  database.prepare('DELETE FROM files WHERE pack = ?').run(name);
}

function applyManifests(storeDir: string, database: Database, { manifests, goneManifests }: Findings, touched: Touched): void {
  for (const id of goneManifests) {
    const model = database.prepare('SELECT model FROM versions WHERE id = ?').get(id)?.['model'];
    if (typeof model === 'string') touched.models.add(model);
    touched.versions.add(id);
    withdrawMetrics(database, id, touched);
    for (const [table, column] of [['versions', 'id'], ['artifacts', 'version'], ['labels', 'version'], ['parents', 'child']] as const) {
      database.prepare(`DELETE FROM ${table} WHERE ${column} = ?`).run(id);
    }
  }
  for (const { id, manifest } of manifests) putManifest(storeDir, database, id, manifest, touched);
  const gone = new Set(goneManifests);
  for (const row of database.prepare('SELECT id, incomplete FROM versions WHERE incomplete > 0').all()) {
    const id = row['id'] as string;
    if (!gone.has(id) && !touched.versions.has(id)) retryIncomplete(storeDir, database, { id, missing: row['incomplete'] as number }, touched);
  }
}

/** A blob that was not there when its version came, from another clone perhaps, may be there now. */
function retryIncomplete(storeDir: string, database: Database, { id, missing }: { readonly id: string; readonly missing: number }, touched: Touched): void {
  let manifest: Manifest;
  try {
    manifest = readManifest(storeDir, id);
  } catch {
    return;
  }
  const blobs = readBlobs(storeDir, database, manifest, touched);
  if (blobs.missing !== missing) putManifest(storeDir, database, id, manifest, touched, blobs);
}

/** What a manifest keeps as blobs, and how many of them are not there. */
interface Blobs {
  /** As the version's row keeps them. */
  readonly params: Uint8Array;
  readonly metrics: ReadonlyMap<string, RecordedValue>;
  readonly missing: number;
}

function readBlobs(storeDir: string, database: Database, { params, metrics, artifacts }: Manifest, { recorded }: Touched): Blobs {
  const [read, measured] = [enterParams(storeDir, params, recorded), hydrateRecorded(storeDir, metrics)];
  const listings = artifacts.map(({ files, sha256 }) => files === undefined || putListing(storeDir, database, sha256));
  return { params: read.value, metrics: measured.value, missing: [read.complete, measured.complete, ...listings].filter((there) => !there).length };
}

function enterParams(storeDir: string, params: Manifest['params'], recorded: RecordedWriter): Hydrated<Uint8Array> {
  const blob = isBlobReference(params) ? params.blob : null;
  const known = blob === null ? undefined : recorded.numbersOf(blob);
  if (known !== undefined) return { value: known, complete: true };
  const { value, complete } = hydrateRecorded(storeDir, params);
  const numbers = recorded.enter('param', value);
  if (blob !== null && complete) recorded.keep(blob, numbers);
  return { value: numbers, complete };
}

function putManifest(storeDir: string, database: Database, id: string, manifest: Manifest, touched: Touched, blobs = readBlobs(storeDir, database, manifest, touched)): void {
  const { params, metrics, missing } = blobs;
  withdrawMetrics(database, id, touched);
  database
    .prepare('INSERT OR REPLACE INTO versions(id, model, created_at, metrics, incomplete, author, parts, recorded, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(id, manifest.model, manifest.createdAt, metrics.size, missing, JSON.stringify(manifest.author), partsOf(manifest).join(' '), Buffer.concat([params, touched.recorded.enter('metric', metrics)]), encodeRecord(manifest, metrics));
  const putArtifact = database.prepare('INSERT OR REPLACE INTO artifacts(version, position, path, sha256, size, files, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)');
  manifest.artifacts.forEach(({ path, sha256, size, files }, position) => {
    putArtifact.run(id, position, path, sha256, size, files ?? null, manifest.createdAt);
  });
  const putParent = database.prepare('INSERT OR REPLACE INTO parents(parent, child) VALUES (?, ?)');
  for (const parent of manifest.parents) putParent.run(parent, id);
  touched.versions.add(id);
}

/** Notes which files a folder artifact needs. @returns false when its listing is not here */
function putListing(storeDir: string, database: Database, sha256: string): boolean {
  if (database.prepare('SELECT 1 FROM listings WHERE sha256 = ?').get(sha256) !== undefined) return true;
  const text = tryBlob(storeDir, sha256);
  if (text === null) return false;
  try {
    const put = database.prepare('INSERT OR REPLACE INTO listing_files(listing, sha256) VALUES (?, ?)');
    for (const file of parseListing(text)) put.run(sha256, file.sha256);
  } catch {
    return false;
  }
  database.prepare('INSERT INTO listings(sha256) VALUES (?)').run(sha256);
  return true;
}

function tryBlob(storeDir: string, sha256: string): string | null {
  try {
    return readBlob(storeDir, sha256)?.toString('utf8') ?? null;
  } catch {
    return null;
  }
}

function applyEvents(database: Database, { events, goneEvents }: Findings, touched: Touched): void {
  const find = database.prepare('SELECT version, model, alias FROM events WHERE id = ?');
  const drop = database.prepare('DELETE FROM events WHERE id = ?');
  for (const id of goneEvents) {
    const row = find.get(id);
    if (typeof row?.['version'] === 'string') touched.versions.add(row['version']);
    if (typeof row?.['alias'] === 'string') touched.aliases.add(JSON.stringify([row['model'], row['alias']]));
    drop.run(id);
  }
  const put = database.prepare('INSERT OR REPLACE INTO events(id, version, model, alias, body) VALUES (?, ?, ?, ?, ?)');
  for (const { id, event } of events) {
    if (event === null) put.run(id, null, null, null, null);
    else if (event.type === 'aliased') {
      put.run(id, null, event.model, event.alias, JSON.stringify(event));
      touched.aliases.add(JSON.stringify([event.model, event.alias]));
    } else {
      put.run(id, event.version, null, null, JSON.stringify(event));
      touched.versions.add(event.version);
    }
  }
}

/** The events on one version, or on one alias. */
export function eventsOf(database: Database, subject: { readonly version: string } | { readonly model: string; readonly alias: string }): StoredEvent[] {
  const rows =
    'version' in subject
      ? database.prepare('SELECT id, body FROM events WHERE version = ?').all(subject.version)
      : database.prepare('SELECT id, body FROM events WHERE model = ? AND alias = ?').all(subject.model, subject.alias);
  return rows.map((row) => ({ id: row['id'] as string, event: JSON.parse(row['body'] as string) as StoredEvent['event'] }));
}

function foldVersion(database: Database, id: string, touched: Touched): void {
  const model = database.prepare('SELECT model FROM versions WHERE id = ?').get(id)?.['model'];
  if (typeof model !== 'string') return;
  touched.models.add(model);
  const events = eventsOf(database, { version: id });
  const state = withOrigin(database, foldEvents(events).versions.get(id), events, touched);
  withdrawMetrics(database, id, touched);
  putState(database, id, state);
  enterMetrics(database, id, touched);
}

/**
 * A store that was copied with its folder has the same id as its original. What came from there by a shared history was not
 * saved here all the same, and its bytes were never here.
 */
function withOrigin(database: Database, state: VersionState | undefined, events: readonly StoredEvent[], touched: Touched): VersionState | undefined {
  if (state === undefined || state.origin !== database.prepare("SELECT value FROM meta WHERE key = 'store'").get()?.['value']) return state;
  const isTaken = events.some(({ id, event }) => event.type === 'saved' && touched.takenIn().has(id));
  return isTaken ? { ...state, origin: `copy of ${state.origin}` } : state;
}

/** Takes a version's numbers out of the metrics' values, where they are among them. */
function withdrawMetrics(database: Database, id: string, touched: Touched): void {
  const row = livingWithMetrics(database, id);
  if (row !== undefined) touched.metrics.withdraw(row.model, row.number, row.metrics);
}

function enterMetrics(database: Database, id: string, touched: Touched): void {
  const row = livingWithMetrics(database, id);
  if (row !== undefined) touched.metrics.enter(row.model, row.number, row.metrics);
}

function livingWithMetrics(database: Database, id: string): { model: string; number: number; metrics: ReadonlyMap<string, RecordedValue> } | undefined {
  const row = database.prepare('SELECT number, model, record FROM versions WHERE id = ? AND saved = 1 AND deleted = 0 AND metrics > 0').get(id);
  return row === undefined ? undefined : { model: row['model'] as string, number: row['number'] as number, metrics: decodeRecord(row['record'] as string).metrics };
}

function putState(database: Database, id: string, state: VersionState | undefined): void {
  database
    .prepare('UPDATE versions SET saved = ?, deleted = ?, state = ? WHERE id = ?')
    .run(state === undefined ? 0 : 1, state?.deleted === true ? 1 : 0, JSON.stringify(state ?? {}), id);
  database.prepare('DELETE FROM labels WHERE version = ?').run(id);
  if (state === undefined) return;
  const put = database.prepare('INSERT OR REPLACE INTO labels(label, version) VALUES (?, ?)');
  for (const label of [state.label, ...state.rivalLabels]) put.run(label, id);
}

function foldAlias(database: Database, key: string): void {
  const [model, alias] = JSON.parse(key) as [string, string];
  database.prepare('DELETE FROM aliases WHERE model = ? AND alias = ?').run(model, alias);
  const put = database.prepare('INSERT OR REPLACE INTO aliases(model, alias, position, version) VALUES (?, ?, ?, ?)');
  for (const state of foldEvents(eventsOf(database, { model, alias })).aliases) {
    state.versions.forEach((version, position) => {
      put.run(model, alias, position, version);
    });
  }
}

function foldModel(database: Database, model: string): void {
  const counts = database.prepare('SELECT COUNT(*) AS saved, COALESCE(SUM(deleted = 0), 0) AS living FROM versions WHERE model = ? AND saved = 1').get(model);
  database.prepare('DELETE FROM models WHERE name = ?').run(model);
  if (counts === undefined || counts['saved'] === 0) return;
  const newest = database
    .prepare('SELECT record FROM versions WHERE model = ? AND saved = 1 AND deleted = 0 AND metrics > 0 ORDER BY created_at DESC, id DESC LIMIT 1')
    .get(model);
  const names = newest === undefined ? [] : Object.keys((JSON.parse(newest['record'] as string) as { metrics: object }).metrics);
  database.prepare('INSERT INTO models(name, versions, main_metric) VALUES (?, ?, ?)').run(model, counts['living'] ?? 0, inferMainMetric(names));
}
