import type { Database } from '../sqlite.ts';

/** Raised whenever the tables, or what is put into them, change: an index of another version is thrown away and made anew. */
export const schemaVersion = 7;

const tables = `
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
-- What a folder looked like when it was read. Unsettled: it changed so shortly before that its time alone can't be trusted.
CREATE TABLE folders(path TEXT PRIMARY KEY, mtime TEXT NOT NULL, settled INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE versions(
  -- Short, for the tables that have a row for each of a version's many values.
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE, model TEXT NOT NULL, created_at TEXT NOT NULL,
  -- Incomplete: how many of the blobs that it needs are not there yet.
  metrics INTEGER NOT NULL, incomplete INTEGER NOT NULL,
  -- Of the events; a manifest without its saved event is not shown.
  saved INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT '{}',
  -- What filters ask of the manifest: its author as JSON, the parts it has, and the numbers of its values in recorded_values.
  author TEXT NOT NULL, parts TEXT NOT NULL, recorded BLOB NOT NULL,
  -- What rows show of the manifest, as JSON; last, because what stands behind a long column is slow to reach.
  record TEXT NOT NULL
);
-- The values that versions recorded: the finite numbers as such, all others as JSON.
CREATE TABLE recorded_names(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, UNIQUE(kind, name));
CREATE TABLE recorded_values(number INTEGER PRIMARY KEY, name INTEGER NOT NULL, value NOT NULL);
CREATE INDEX recorded_values_by_name ON recorded_values(name);
CREATE INDEX versions_by_model ON versions(model, saved, deleted, created_at DESC, id DESC);
-- With all that filters ask: a search reads this index from end to end and none of the long rows.
CREATE INDEX versions_by_time ON versions(saved, deleted, created_at DESC, id DESC, model, state, author, parts, recorded);
CREATE INDEX versions_incomplete ON versions(incomplete) WHERE incomplete > 0;
CREATE TABLE events(id TEXT PRIMARY KEY, version TEXT, model TEXT, alias TEXT, body TEXT) WITHOUT ROWID;
CREATE INDEX events_by_version ON events(version);
CREATE INDEX events_by_alias ON events(model, alias);
CREATE TABLE labels(label TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY(label, version)) WITHOUT ROWID;
CREATE INDEX labels_by_version ON labels(version);
CREATE TABLE aliases(model TEXT NOT NULL, alias TEXT NOT NULL, position INTEGER NOT NULL, version TEXT NOT NULL, PRIMARY KEY(model, alias, version)) WITHOUT ROWID;
CREATE INDEX aliases_by_version ON aliases(version);
CREATE TABLE artifacts(
  version TEXT NOT NULL, position INTEGER NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, files INTEGER,
  -- The version's, so that the newest of thousands with the same bytes or path is found without looking at the others.
  created_at TEXT NOT NULL,
  PRIMARY KEY(version, position)
) WITHOUT ROWID;
CREATE INDEX artifacts_by_sha256 ON artifacts(sha256, created_at DESC, version DESC, path);
CREATE INDEX artifacts_by_path ON artifacts(path, created_at DESC, version DESC);
CREATE INDEX artifacts_by_size ON artifacts(size);
CREATE TABLE parents(parent TEXT NOT NULL, child TEXT NOT NULL, PRIMARY KEY(parent, child)) WITHOUT ROWID;
CREATE TABLE models(name TEXT PRIMARY KEY, versions INTEGER NOT NULL, main_metric TEXT) WITHOUT ROWID;
-- History: where its values lie, as JSON.
CREATE TABLE metric_names(id INTEGER PRIMARY KEY, model TEXT NOT NULL, name TEXT NOT NULL, versions INTEGER NOT NULL, history TEXT NOT NULL, UNIQUE(model, name));
-- Finite numbers of the versions that are saved and not deleted.
CREATE TABLE metric_values(metric INTEGER NOT NULL, value REAL NOT NULL, version INTEGER NOT NULL, PRIMARY KEY(metric, value, version)) WITHOUT ROWID;
CREATE TABLE listings(sha256 TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE listing_files(listing TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY(listing, sha256)) WITHOUT ROWID;
CREATE TABLE packs(name TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE segments(
  sha256 TEXT NOT NULL, pack TEXT NOT NULL, size INTEGER NOT NULL, offset INTEGER NOT NULL, stored INTEGER NOT NULL, encoding TEXT NOT NULL,
  PRIMARY KEY(sha256, pack)
) WITHOUT ROWID;
CREATE INDEX segments_by_pack ON segments(pack);
-- Present: every segment lies in some pack.
CREATE TABLE files(sha256 TEXT NOT NULL, pack TEXT NOT NULL, size INTEGER NOT NULL, segments TEXT NOT NULL, present INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(sha256, pack)) WITHOUT ROWID;
CREATE INDEX files_by_pack ON files(pack);
CREATE INDEX files_by_size ON files(size);
CREATE INDEX files_absent ON files(present) WHERE present = 0;
CREATE TABLE digests(
  path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime TEXT NOT NULL, ctime TEXT NOT NULL, ino TEXT NOT NULL, sha256 TEXT NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
`;

const tableCount = tables.match(/CREATE TABLE/gu)?.length;

/** Fills an empty database. @param store the id of the store that it is for */
export function createSchema(database: Database, store: string): void {
  database.exec('BEGIN IMMEDIATE');
  database.exec(tables);
  const put = database.prepare('INSERT INTO meta(key, value) VALUES (?, ?)');
  put.run('store', store);
  // Unlike any of a predecessor, so that a reader which kept a number doesn't take the new index for the old.
  put.run('generation', String(Date.now()));
  database.exec(`PRAGMA user_version = ${String(schemaVersion)}`);
  database.exec('COMMIT');
}

/** Whether an open database is an index of this store in this shape. */
export function hasSchema(database: Database, store: string): boolean {
  if (database.prepare('PRAGMA user_version').get()?.['user_version'] !== schemaVersion) return false;
  // A table may be missing after somebody's repair; then nothing that is there can be trusted.
  if (database.prepare("SELECT COUNT(*) AS n FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").get()?.['n'] !== tableCount) return false;
  return database.prepare("SELECT value FROM meta WHERE key = 'store'").get()?.['value'] === store;
}
