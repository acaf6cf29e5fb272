import BetterSqlite3 from 'better-sqlite3';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as NodeSqlite from 'node:sqlite';
import { TrailError } from '../base/errors.ts';

export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

export interface Statement {
  run(...values: SqlValue[]): void;
  get(...values: SqlValue[]): SqlRow | undefined;
  all(...values: SqlValue[]): SqlRow[];
}

/** The little of SQLite that the store needs; served by better-sqlite3, or by Node itself where its binary can't load. */
export interface Database {
  exec(sql: string): void;
  /** A statement that was prepared before is given again: preparing costs more than most of them. */
  prepare(sql: string): Statement;
  close(): void;
}

export interface OpenDatabaseOptions {
  readonly readonly?: boolean;
  /** How long a statement may hold the thread waiting for another process's lock. */
  readonly busyMs?: number;
}

/** Opens a database file, creating it unless `readonly`. Throws SQLite's own errors; see `sqliteProblem`. */
export function openDatabase(path: string, options: OpenDatabaseOptions = {}): Database {
  const database = withPrepared(sqliteBackend() === 'better-sqlite3' ? openBetter(path, options) : openNode(path, options));
  try {
    database.exec(`PRAGMA busy_timeout = ${String(options.busyMs ?? 0)}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function withPrepared(database: Database): Database {
  const prepared = new Map<string, Statement>();
  return {
    ...database,
    prepare: (sql) => {
      const statement = prepared.get(sql) ?? database.prepare(sql);
      prepared.set(sql, statement);
      return statement;
    },
  };
}

function openBetter(path: string, { readonly = false, busyMs = 0 }: OpenDatabaseOptions): Database {
  const database = new BetterSqlite3(path, { readonly, timeout: busyMs, nativeBinding: nativeBinding() as string });
  return {
    exec: (sql) => void database.exec(sql),
    prepare: (sql) => {
      const statement = database.prepare<SqlValue[], SqlRow>(sql);
      return {
        run: (...values) => void statement.run(...values),
        get: (...values) => statement.get(...values),
        all: (...values) => statement.all(...values),
      };
    },
    close: () => void database.close(),
  };
}

function openNode(path: string, { readonly = false }: OpenDatabaseOptions): Database {
  const database: NodeSqlite.DatabaseSync = new (nodeSqlite().DatabaseSync)(path, { readOnly: readonly });
  return {
    exec: (sql) => {
      database.exec(sql);
    },
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return {
        run: (...values) => void statement.run(...values),
        get: (...values) => statement.get(...values) as SqlRow | undefined,
        all: (...values) => statement.all(...values) as unknown as SqlRow[],
      };
    },
    close: () => {
      database.close();
    },
  };
}

let addon: object | null | undefined;

/** Which of the two serves; decided once a process. `MODELTRAIL_SQLITE=node` asks for Node's own. */
export function sqliteBackend(): 'better-sqlite3' | 'node' {
  if (process.env['MODELTRAIL_SQLITE'] === 'node') return 'node';
  if (addon === undefined) {
    // Loaded into an older Node the binary ends the process instead of failing.
    if (Number(process.versions.napi) < 10) {
      throw new TrailError('node-too-old', `ModelTrail needs Node 22.15 or newer, and this is ${process.version}.`, { hint: 'Install a newer Node and try again.' });
    }
    addon = loadAddon();
  }
  return addon === null ? 'node' : 'better-sqlite3';
}

/** The typings know a path only; the library takes the loaded binary as well. */
function nativeBinding(): unknown {
  return addon;
}

function loadAddon(): object | null {
  const require = createRequire(import.meta.url);
  const name = `${isMusl() ? 'linuxmusl' : process.platform}-${process.arch}.node`;
  for (const folder of [besideBundle, inPackage]) {
    try {
      const file = join(folder(require), name);
      if (existsSync(file)) return require(file) as object;
    } catch {
      // An old glibc, or a binary that was left out of the package: Node's own serves.
    }
  }
  return null;
}

function besideBundle(): string {
  return join(dirname(fileURLToPath(import.meta.url)), 'native');
}

function inPackage(require: NodeJS.Require): string {
  return join(dirname(require.resolve('better-sqlite3/package.json')), 'prebuilds');
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    // Which loader this very process was started by; a report costs the editor's thread tens of milliseconds.
    return /\/ld-musl-[^/\s]*\.so/u.test(readFileSync('/proc/self/maps', 'latin1'));
  } catch {
    const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
    return report.header?.glibcVersionRuntime === undefined;
  }
}

function nodeSqlite(): typeof NodeSqlite {
  const emit = process.emitWarning;
  // Node announces on standard error that this part of it is young, which nobody here can act on.
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } catch (cause) {
    throw new TrailError('node-too-old', "SQLite's binary can't be loaded here, and this Node has none of its own.", { hint: 'Install Node 22.15 or newer.', cause });
  } finally {
    process.emitWarning = emit;
  }
}

/** Takes a transaction back. After some failures SQLite has done so itself, and that must not hide why. */
export function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // None is open: nothing is left to take back.
  }
}

export type SqliteProblem = 'busy' | 'corrupt' | 'read-only' | 'cannot-open' | 'full' | 'locking' | null;

const problems = new Map<number, SqliteProblem>([
  [5, 'busy'], [6, 'busy'], [8, 'read-only'], [10, 'locking'], [11, 'corrupt'], [13, 'full'], [14, 'cannot-open'], [15, 'locking'], [26, 'corrupt'],
]);
const problemsByName = new Map<string, SqliteProblem>([
  ['BUSY', 'busy'], ['LOCKED', 'busy'], ['READONLY', 'read-only'], ['IOERR', 'locking'], ['CORRUPT', 'corrupt'], ['FULL', 'full'],
  ['CANTOPEN', 'cannot-open'], ['PROTOCOL', 'locking'], ['NOTADB', 'corrupt'],
]);

/** What kind of failure of SQLite an error is, or null when it is none that anything can be done about. */
export function sqliteProblem(error: unknown): SqliteProblem {
  if (!(error instanceof Error)) return null;
  if ('errcode' in error && typeof error.errcode === 'number') return problems.get(error.errcode & 0xff) ?? null;
  const name = 'code' in error && typeof error.code === 'string' ? /^SQLITE_([A-Z]+)/u.exec(error.code)?.[1] : undefined;
  return name === undefined ? null : (problemsByName.get(name) ?? null);
}
