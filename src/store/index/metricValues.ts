import { metricNumber, type Direction } from '../../domain/metric.ts';
import { maxHistoryValues, type MetricHistory } from '../../domain/metricHistory.ts';
import type { RecordedValue } from '../../domain/version.ts';
import type { Database, SqlRow } from '../sqlite.ts';

/** The finite metrics of the versions that are saved and not deleted, in the order of their values. */

type Metrics = ReadonlyMap<string, RecordedValue>;

interface Entry {
  readonly metric: number;
  readonly value: number;
  /** The version's number in the table of versions. */
  readonly version: number;
}

/** Entries are put in sorted, this many at once: each metric's place in the table is then sought once for many. */
const batch = 50_000;

/** Enters and withdraws values within one transaction, which must end with `flush`. */
export class MetricWriter {
  readonly #database: Database;
  readonly #ids = new Map<string, number>();
  readonly #entered = new Map<number, number>();
  #pending: Entry[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /** Of a version that has no values here yet. */
  enter(model: string, version: number, metrics: Metrics): void {
    for (const [name, value] of finiteValues(metrics)) {
      const metric = this.#idOf(model, name);
      this.#pending.push({ metric, value, version });
      this.#count(metric, 1);
    }
    if (this.#pending.length >= batch) this.#write();
  }

  /** Takes out what `enter` put in. */
  withdraw(model: string, version: number, metrics: Metrics): void {
    this.#write();
    const drop = this.#database.prepare('DELETE FROM metric_values WHERE metric = ? AND value = ? AND version = ?');
    for (const [name, value] of finiteValues(metrics)) {
      const metric = this.#idOf(model, name);
      drop.run(metric, value, version);
      this.#count(metric, -1);
    }
  }

  flush(): void {
    this.#write();
    const put = this.#database.prepare('UPDATE metric_names SET versions = ?, history = ? WHERE id = ?');
    for (const [metric, more] of this.#entered) {
      // What was said anew of a version took its values out and put the same ones in.
      if (more === 0) continue;
      const versions = (this.#database.prepare('SELECT versions FROM metric_names WHERE id = ?').get(metric)?.['versions'] as number) + more;
      put.run(versions, JSON.stringify(spreadOf(this.#database, metric, versions)), metric);
    }
    this.#entered.clear();
  }

  #write(): void {
    const put = this.#database.prepare('INSERT INTO metric_values(metric, value, version) VALUES (?, ?, ?)');
    this.#pending.sort((one, other) => one.metric - other.metric || one.value - other.value);
    for (const { metric, value, version } of this.#pending) put.run(metric, value, version);
    this.#pending = [];
  }

  #count(metric: number, more: number): void {
    this.#entered.set(metric, (this.#entered.get(metric) ?? 0) + more);
  }

  #idOf(model: string, name: string): number {
    const key = JSON.stringify([model, name]);
    const known = this.#ids.get(key) ?? this.#findId(model, name);
    this.#ids.set(key, known);
    return known;
  }

  #findId(model: string, name: string): number {
    this.#database.prepare('INSERT OR IGNORE INTO metric_names(model, name, versions, history) VALUES (?, ?, 0, ?)').run(model, name, '{}');
    return this.#database.prepare('SELECT id FROM metric_names WHERE model = ? AND name = ?').get(model, name)?.['id'] as number;
  }
}

function finiteValues(metrics: Metrics): (readonly [string, number])[] {
  return [...metrics.keys()].flatMap((name) => {
    const value = metricNumber(metrics, name);
    // A negative zero is the same place on a strip, and the same value in a comparison.
    return value !== null && Number.isFinite(value) ? [[name, value + 0] as const] : [];
  });
}

// Each step is one search in the order of values, however many versions lie between.
const spacedValues = `WITH RECURSIVE found(value) AS (
    SELECT min(value) FROM metric_values WHERE metric = ?
    UNION ALL SELECT (SELECT min(value) FROM metric_values WHERE metric = ? AND value >= found.value + ? AND value > found.value) FROM found WHERE found.value IS NOT NULL
  ) SELECT value FROM found WHERE value IS NOT NULL LIMIT ${String(maxHistoryValues)}`;

type Spread = Omit<MetricHistory, 'versions'>;

/** A metric over the living versions of a model; null where none has a finite number of that name. */
export function metricHistory(database: Database, model: string, name: string): MetricHistory | null {
  const metric = database.prepare('SELECT versions, history FROM metric_names WHERE model = ? AND name = ?').get(model, name);
  if (metric === undefined || metric['versions'] === 0) return null;
  return { versions: metric['versions'] as number, ...(JSON.parse(metric['history'] as string) as Spread) };
}

/**
 * Where a metric's values lie. Found while the index is brought up to date: a comparison of hundreds of metrics has no time
 * for it. With more versions than `maxHistoryValues`, those values stay that are at least so far apart that no more would fit
 * between the ends.
 */
function spreadOf(database: Database, metric: number, versions: number): Spread | Record<string, never> {
  if (versions === 0) return {};
  const end = (which: 'min' | 'max'): number => database.prepare(`SELECT ${which}(value) AS value FROM metric_values WHERE metric = ?`).get(metric)?.['value'] as number;
  const [lowest, highest] = [end('min'), end('max')];
  if (versions <= maxHistoryValues) return { lowest, highest, values: valuesOf(database, 'SELECT DISTINCT value FROM metric_values WHERE metric = ? ORDER BY value', metric) };
  // Divided first: the distance of the ends may be beyond what a number can hold.
  const step = highest / (maxHistoryValues - 1) - lowest / (maxHistoryValues - 1);
  const spaced = valuesOf(database, spacedValues, metric, metric, step).slice(0, maxHistoryValues - 1);
  return { lowest, highest, values: spaced.at(-1) === highest ? spaced : [...spaced, highest] };
}

function valuesOf(database: Database, sql: string, ...parameters: number[]): number[] {
  return database.prepare(sql).all(...parameters).map((row) => row['value'] as number);
}

/** With more versions than this that share the best value, the newest of them is soon met among the newest of all. */
const fewEquals = 100;

/** Id of the living version whose metric is best, the newer of equals; null where no version has it or nobody knows which way is good. */
export function bestVersion(database: Database, model: string, name: string, direction: Direction): string | null {
  const metric = database.prepare('SELECT id FROM metric_names WHERE model = ? AND name = ?').get(model, name)?.['id'];
  if (direction === null || typeof metric !== 'number') return null;
  const end = direction === 'up' ? 'max' : 'min';
  const best = database.prepare(`SELECT ${end}(value) AS value FROM metric_values WHERE metric = ?`).get(metric)?.['value'];
  if (typeof best !== 'number') return null;
  const equals = database.prepare(`SELECT version FROM metric_values WHERE metric = ? AND value = ? LIMIT ${String(fewEquals + 1)}`).all(metric, best);
  const row = equals.length > fewEquals ? newestOfMany(database, model, metric, best) : newestOf(database, metric, best);
  return row === undefined ? null : (row['id'] as string);
}

function newestOf(database: Database, metric: number, value: number): SqlRow | undefined {
  return database
    .prepare('SELECT v.id FROM metric_values m CROSS JOIN versions v WHERE m.metric = ? AND m.value = ? AND v.number = m.version ORDER BY v.created_at DESC, v.id DESC LIMIT 1')
    .get(metric, value);
}

function newestOfMany(database: Database, model: string, metric: number, value: number): SqlRow | undefined {
  return database
    .prepare(
      `SELECT v.id FROM versions v WHERE v.model = ? AND v.saved = 1 AND v.deleted = 0
       AND EXISTS (SELECT 1 FROM metric_values m WHERE m.metric = ? AND m.value = ? AND m.version = v.number) ORDER BY v.created_at DESC, v.id DESC LIMIT 1`,
    )
    .get(model, metric, value);
}
