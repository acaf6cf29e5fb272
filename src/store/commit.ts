import { TrailError, asTrailError } from '../base/errors.ts';
import { canonicalText, type Json } from '../domain/canonicalJson.ts';
import { checkEvent, eventFields, eventId, type Statement, type StoredEvent, type TrailEvent } from '../domain/event.ts';
import { checkAlias, checkLabel, nextLabel, type Bump } from '../domain/label.ts';
import { checkManifest, manifestId, maxManifestBytes, type Author, type Manifest } from '../domain/manifest.ts';
import { fieldHeads } from '../domain/state.ts';
import { realDisk, type Disk } from './disk.ts';
import { writeImmutable } from './durableFile.ts';
import { checkStore, ensureStore } from './format.ts';
import { eventsOf } from './index/apply.ts';
import { isFileStored } from './index/content.ts';
import { withIndex } from './index/open.ts';
import { catchUp } from './index/refresh.ts';
import { eventPath, lockPath, manifestPath } from './layout.ts';
import { withLock } from './lock.ts';
import { readBlob } from './blobs.ts';
import { parseListing } from './listing.ts';
import type { Database } from './sqlite.ts';

/** A manifest whose time is given when it is committed. */
export type ManifestDraft = { readonly [K in keyof Manifest as string extends K ? never : K extends 'createdAt' ? never : K]: Manifest[K] };

/** A label that was asked for, or the next one after a version's. */
export type LabelRequest = { readonly wanted: string } | { readonly suggest: Bump; readonly after: string | null };

export interface CommitRequest {
  readonly draft: ManifestDraft;
  readonly label: LabelRequest;
  readonly note: string;
  /** For a version that is adopted: when its files were written, in milliseconds since 1970. It takes its place among the others by that. */
  readonly madeAt?: number;
}

export interface Committed {
  readonly id: string;
  readonly label: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/**
 * Makes a version of bytes and blobs that are kept already; when this returns it lasts. Among any number of processes
 * its label is the only one of its kind in the model, and it is newer than every version known here, unless it is adopted.
 * @param now milliseconds since 1970
 * Throws `label-taken`, `label-invalid`, `document-invalid`, `path-unsafe`, `store-locked`, `read-only`, `disk-full`.
 */
export async function commitVersion(storeDir: string, request: CommitRequest, now: number, disk: Disk = realDisk): Promise<Committed> {
  if ('wanted' in request.label) checkLabel(request.label.wanted);
  return locked(storeDir, disk, async (database, origin) => {
    const { draft, note, madeAt } = request;
    const label = chooseLabel(database, draft.model, request.label);
    const committedAt = timeAfter(now, newestVersion(database));
    const createdAt = madeAt === undefined || madeAt > now ? committedAt : new Date(madeAt).toISOString();
    const manifest = checkManifest({ ...draft, createdAt } as Json);
    checkComplete(storeDir, database, manifest);
    const id = manifestId(manifest);
    const bytes = Buffer.from(canonicalText(manifest as Json), 'utf8');
    if (bytes.length > maxManifestBytes) throw new TrailError('document-invalid', `The version's record is too long (${String(bytes.length)} bytes).`, { hint: 'This is a defect in ModelTrail.' });
    await writeImmutable(storeDir, [{ path: manifestPath(storeDir, id), bytes }], disk);
    await writeEvent(storeDir, { schema: 1, type: 'saved', version: id, label, note, origin, author: draft.author, time: committedAt, seen: [] }, disk);
    return { id, label, createdAt };
  });
}

/**
 * Records what somebody says of a version or an alias; when this returns it lasts, and supersedes all that was known here
 * on the same field. Throws `reference-unknown`, `label-taken`, `label-invalid`, `alias-reserved`, `store-locked`.
 * @param now milliseconds since 1970
 */
export async function recordStatement(storeDir: string, statement: Statement, author: Author, now: number, disk: Disk = realDisk): Promise<StoredEvent> {
  if (statement.type === 'labelled') checkLabel(statement.label);
  if (statement.type === 'aliased' && statement.version !== null) checkAlias(statement.alias);
  return locked(storeDir, disk, async (database) => {
    checkSubject(database, statement);
    const subject = statement.type === 'aliased' ? { model: statement.model, alias: statement.alias } : { version: statement.version };
    const seen = eventFields(statement).flatMap((field) => fieldHeads(eventsOf(database, subject)).get(field) ?? []);
    const newest = seen.reduce<string | null>((latest, { event }) => (latest === null || event.time > latest ? event.time : latest), null);
    return writeEvent(storeDir, { schema: 1, ...statement, author, time: timeAfter(now, newest), seen: seen.map(({ id }) => id).sort() }, disk);
  });
}

/** Holds the lock of all that commit, with the index brought up to date before and after. */
async function locked<T>(storeDir: string, disk: Disk, work: (database: Database, store: string) => Promise<T>): Promise<T> {
  try {
    const { id } = await ensureStore(storeDir, disk);
    return await withLock(lockPath(storeDir, 'commit'), undefined, async () => {
      await checkStore(storeDir, 'write');
      const done = { result: undefined as T | undefined, written: false };
      return withIndex(storeDir, id, async (database) => {
        await catchUp(storeDir, database);
        // An index that breaks only after the record was written is made anew; the record is not written twice.
        if (!done.written) done.result = await work(database, id);
        done.written = true;
        await catchUp(storeDir, database);
        return done.result as T;
      });
    });
  } catch (error) {
    throw asTrailError(error, storeDir);
  }
}

async function writeEvent(storeDir: string, event: TrailEvent, disk: Disk): Promise<StoredEvent> {
  const checked = checkEvent(event as Json);
  const id = eventId(checked);
  await writeImmutable(storeDir, [{ path: eventPath(storeDir, id), bytes: Buffer.from(canonicalText(checked as Json), 'utf8') }], disk);
  return { id, event: checked };
}

function timeAfter(now: number, newest: string | null): string {
  return new Date(newest === null ? now : Math.max(now, Date.parse(newest) + 1)).toISOString();
}

function newestVersion(database: Database): string | null {
  return (database.prepare('SELECT MAX(created_at) AS newest FROM versions WHERE saved = 1').get()?.['newest'] ?? null) as string | null;
}

function chooseLabel(database: Database, model: string, request: LabelRequest): string {
  if ('wanted' in request) {
    checkLabelFree(database, model, request.wanted, null);
    return request.wanted;
  }
  return nextLabel(request.after, labelsOf(database, model), request.suggest);
}

/** Deleted versions' labels too: they may be undeleted. */
function labelsOf(database: Database, model: string): Set<string> {
  const rows = database.prepare('SELECT DISTINCT l.label FROM labels l JOIN versions v ON v.id = l.version WHERE v.model = ?').all(model);
  return new Set(rows.map((row) => row['label'] as string));
}

function checkLabelFree(database: Database, model: string, label: string, except: string | null): void {
  const holder = database
    .prepare('SELECT v.id FROM labels l JOIN versions v ON v.id = l.version WHERE l.label = ? AND v.model = ? AND v.deleted = 0 AND v.id IS NOT ?')
    .get(label, model, except)?.['id'];
  if (typeof holder !== 'string') return;
  throw new TrailError('label-taken', `${model} has a version ${label} already: ${holder.slice(0, 7)}.`, {
    hint: `Choose another; ${nextLabel(label, labelsOf(database, model), 'minor')} is free.`,
    data: { label, model, id: holder },
  });
}

function checkSubject(database: Database, statement: Statement): void {
  const { version } = statement;
  if (version === null) return;
  const model = database.prepare('SELECT model FROM versions WHERE id = ? AND saved = 1').get(version)?.['model'];
  if (typeof model !== 'string' || (statement.type === 'aliased' && model !== statement.model)) {
    throw new TrailError('reference-unknown', `There is no version ${version.slice(0, 7)} here.`, { hint: 'modeltrail list shows all.' });
  }
  if (statement.type === 'labelled') checkLabelFree(database, model, statement.label, version);
}

/** A version is promised only when it can be restored. */
function checkComplete(storeDir: string, database: Database, manifest: Manifest): void {
  for (const { path, sha256, files } of manifest.artifacts) {
    const listing = files === undefined ? null : readBlob(storeDir, sha256);
    const parts = files === undefined ? [sha256] : listing === null ? null : parseListing(listing.toString('utf8')).map((file) => file.sha256);
    if (parts?.every((part) => isFileStored(database, part)) === true) continue;
    throw new TrailError('internal', `The bytes of ${path} were not kept; no version was made.`, { hint: 'Save it again.', data: { path } });
  }
}
