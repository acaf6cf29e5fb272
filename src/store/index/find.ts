import type { Author } from '../../domain/manifest.ts';
import { asksFor, comparedNames, wantsDeleted, type Filter, type Test } from '../../domain/filter/filter.ts';
import type { HasPart } from '../../domain/filter/fields.ts';
import { matcherOf, type Findable, type NamedValue } from '../../domain/filter/match.ts';
import { namesMeant } from '../../domain/filter/names.ts';
import type { VersionState } from '../../domain/state.ts';
import type { BytesState } from '../../domain/version.ts';
import type { Database, SqlRow } from '../sqlite.ts';
import { AskedValues, storedValue } from './recordedValues.ts';

/** What is looked for, with what the index doesn't know. */
export interface FindQuery {
  readonly filter: Filter;
  /** All models when it is left out. */
  readonly model?: string;
  /** Deleted versions too, also where the filter doesn't ask for them. */
  readonly deleted: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly me: Author | null;
  /** Ids of the best version of each model. */
  readonly best: readonly string[];
}

/** The versions that match, newest first; two lists side by side, because thousands of small objects are slow to send to another thread. */
export interface Found {
  readonly ids: readonly string[];
  readonly models: readonly string[];
}

/** What is read once for all versions. */
interface Facts {
  readonly store: string;
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  /** Versions of which an artifact's bytes are not here; empty unless the filter asks. */
  readonly absent: ReadonlySet<string>;
  readonly values: AskedValues;
}

/** @param latest gives the newest version of each model @param artifactHere says in SQL whether the bytes of `a` are here */
export function findVersions(database: Database, query: FindQuery, store: string, latest: () => readonly string[], artifactHere: string): Found {
  const { filter, model, now, me, best } = query;
  const names = knownNames(database, filter);
  const facts: Facts = {
    store,
    aliases: aliasesByVersion(database),
    absent: new Set(asksFor(filter, 'here', 'elsewhere', 'lost') ? idsOf(database, `SELECT DISTINCT a.version AS id FROM artifacts a WHERE NOT (${artifactHere})`) : []),
    values: askedValues(database, filter, names),
  };
  const matches = matcherOf(filter, { now, me, best: new Set(best), latest: new Set(asksFor(filter, 'latest') ? latest() : []), names: [...names.keys()] });
  const conditions = ['saved = 1', ...(query.deleted || wantsDeleted(filter) ? [] : ['deleted = 0']), ...(model === undefined ? [] : ['model = ?'])];
  const rows = database
    .prepare(`SELECT ${[...askedColumns(filter)].join(', ')} FROM versions WHERE ${conditions.join(' AND ')} ORDER BY created_at DESC, id DESC`)
    .all(...(model === undefined ? [] : [model]));
  const found = rows.filter((row) => matches(new IndexedVersion(row, facts)));
  return { ids: found.map((row) => row['id'] as string), models: found.map((row) => row['model'] as string) };
}

/** Reading ten thousand texts that nobody looks at takes longer than the comparing. */
function askedColumns({ terms }: Filter): Set<string> {
  return new Set(['id', 'model', ...terms.flatMap(({ test }) => columnsOf(test))]);
}

function columnsOf(test: Test): readonly string[] {
  switch (test.kind) {
    case 'word':
      return ['state', 'author'];
    case 'comparison':
      return ['recorded'];
    case 'text':
      return test.field === 'author' ? ['author'] : test.field === 'model' || test.field === 'alias' ? [] : ['state'];
    case 'me':
      return ['author'];
    case 'time':
      return ['created_at'];
    case 'is':
      return test.state === 'deleted' ? ['deleted'] : ['state'];
    case 'has':
      return test.part === 'note' ? ['state'] : ['parts'];
  }
}

/** A row as filters see it; its JSON is parsed only where the filter asks. */
class IndexedVersion implements Findable {
  readonly #row: SqlRow;
  readonly #facts: Facts;
  #state: VersionState | null = null;

  constructor(row: SqlRow, facts: Facts) {
    this.#row = row;
    this.#facts = facts;
  }

  get id(): string {
    return this.#row['id'] as string;
  }

  get model(): string {
    return this.#row['model'] as string;
  }

  get createdAt(): string {
    return this.#row['created_at'] as string;
  }

  get deleted(): boolean {
    return this.#row['deleted'] === 1;
  }

  get author(): Author {
    return JSON.parse(this.#row['author'] as string) as Author;
  }

  get #said(): VersionState {
    this.#state ??= JSON.parse(this.#row['state'] as string) as VersionState;
    return this.#state;
  }

  get label(): string {
    return this.#said.label;
  }

  get rivalLabels(): readonly string[] {
    return this.#said.rivalLabels;
  }

  get note(): string {
    return this.#said.notes.join('\n\n');
  }

  get tags(): readonly string[] {
    return this.#said.tags;
  }

  get aliases(): readonly string[] {
    return this.#facts.aliases.get(this.id) ?? [];
  }

  get bytes(): BytesState {
    if (!this.#facts.absent.has(this.id)) return 'here';
    return this.#said.origin === this.#facts.store ? 'lost' : 'elsewhere';
  }

  get values(): readonly NamedValue[] {
    return this.#facts.values.in(this.#row['recorded'] as Uint8Array);
  }

  has(part: HasPart): boolean {
    return part === 'note' ? this.note !== '' : (this.#row['parts'] as string).split(' ').includes(part);
  }
}

function idsOf(database: Database, sql: string): string[] {
  return database.prepare(sql).all().map((row) => row['id'] as string);
}

function aliasesByVersion(database: Database): Map<string, string[]> {
  const aliases = new Map<string, string[]>();
  for (const row of database.prepare('SELECT alias, version FROM aliases').all()) {
    const version = row['version'] as string;
    aliases.set(version, [...(aliases.get(version) ?? []), row['alias'] as string]);
  }
  return aliases;
}

/** Names of parameters and metrics, each with its numbers in the table of names; none where the filter compares nothing. */
function knownNames(database: Database, filter: Filter): Map<string, number[]> {
  const names = new Map<string, number[]>();
  if (comparedNames(filter).length === 0) return names;
  for (const row of database.prepare('SELECT id, name FROM recorded_names').all()) {
    const name = row['name'] as string;
    names.set(name, [...(names.get(name) ?? []), row['id'] as number]);
  }
  return names;
}

function askedValues(database: Database, filter: Filter, names: ReadonlyMap<string, readonly number[]>): AskedValues {
  const asked = new Set(comparedNames(filter).flatMap((typed) => [...namesMeant(typed, [...names.keys()]).keys()]));
  const read = database.prepare('SELECT value, number FROM recorded_values WHERE name = ?');
  const values = new AskedValues(database);
  for (const name of asked) {
    for (const id of names.get(name) ?? []) {
      for (const row of read.all(id)) values.add(row['number'] as number, { name, value: storedValue(row['value']) });
    }
  }
  return values;
}
