import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { throwIfCancelled } from '../../base/errors.ts';
import type { CallContext } from '../../base/rpc.ts';
import type { StoredEvent } from '../../domain/event.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { realDisk, type Disk } from '../disk.ts';
import { writeDurably, writeImmutable, type ImmutableFile } from '../durableFile.ts';
import { ensureStore } from '../format.ts';
import { readManifest } from '../index/documents.ts';
import { withIndex } from '../index/open.ts';
import { catchUp } from '../index/refresh.ts';
import { blobPath, eventPath, lockPath, manifestPath, shardedFolders } from '../layout.ts';
import { withLock } from '../lock.ts';
import type { Database } from '../sqlite.ts';
import { noteExchanged, readExchanged } from './exchanged.ts';
import { historyPath, refuseLinkedHistory } from './place.ts';
import { reasonsToWithhold, sortBlobs, statementSecret, type KeptHere } from './withhold.ts';

/** So many subjects (versions and aliases) are written together, and then noted as shared. */
const batchSize = 32;

export interface WriteOutRequest {
  readonly storeDir: string;
  /** Absolute; the work tree's root. */
  readonly root: string;
  /** `new`: what was never shared; `all`: also what this work tree lacks of what was. */
  readonly scope: 'new' | 'all';
  /** Versions that the person has looked at: they are shared whatever they seem to hold. */
  readonly include: readonly string[];
}

export interface WrittenOut {
  /** Versions whose record was written. */
  readonly versions: readonly string[];
  /** Versions, and what was said of them, that stay on this machine, with the reason. */
  readonly withheld: readonly { readonly version: string; readonly why: readonly string[] }[];
  readonly kept: readonly { readonly version: string; readonly parts: readonly KeptHere[] }[];
}

/**
 * Writes what this store knows into the shared history of a work tree: blobs first, events last. What looks like a secret is
 * left out. Nothing is removed there. Progress is in versions. Throws `path-unsafe`, `read-only`, `disk-full`, `cancelled`.
 */
export async function writeHistory({ storeDir, root, scope, include }: WriteOutRequest, ctx?: CallContext, disk: Disk = realDisk): Promise<WrittenOut> {
  refuseLinkedHistory(root);
  const { id: store } = await ensureStore(storeDir, disk);
  const events = await withIndex(storeDir, store, async (database) => {
    await catchUp(storeDir, database, ctx?.signal);
    return allEvents(database);
  });
  // After the events: whatever was taken in had been noted before.
  const { written, takenIn } = readExchanged(storeDir);
  const writing = new Writing(storeDir, historyPath(root), new Set([...written, ...takenIn]), new Set(include), scope, disk);
  return writing.run(events, ctx);
}

function allEvents(database: Database): StoredEvent[] {
  const rows = database.prepare('SELECT id, body FROM events WHERE body IS NOT NULL').all();
  return rows.map((row) => ({ id: row['id'] as string, event: JSON.parse(row['body'] as string) as StoredEvent['event'] }));
}

class Writing {
  readonly #storeDir: string;
  readonly #history: string;
  readonly #exchanged: ReadonlySet<string>;
  readonly #include: ReadonlySet<string>;
  readonly #scope: WriteOutRequest['scope'];
  readonly #disk: Disk;
  readonly #versions: string[] = [];
  readonly #withheld = new Map<string, readonly string[]>();
  readonly #said: { version: string; why: readonly string[] }[] = [];
  readonly #kept: { version: string; parts: KeptHere[] }[] = [];

  constructor(storeDir: string, history: string, exchanged: ReadonlySet<string>, include: ReadonlySet<string>, scope: WriteOutRequest['scope'], disk: Disk) {
    this.#storeDir = storeDir;
    this.#history = history;
    this.#exchanged = exchanged;
    this.#include = include;
    this.#scope = scope;
    this.#disk = disk;
  }

  async run(events: readonly StoredEvent[], ctx: CallContext | undefined): Promise<WrittenOut> {
    const saves = new Map(events.flatMap((stored): [string, StoredEvent][] => (stored.event.type === 'saved' ? [[stored.event.version, stored]] : [])));
    for (const saved of saves.values()) this.#judge(saved);
    const wanted = Map.groupBy(events.filter((stored) => this.#isWanted(stored)), ({ event }) => event.version ?? '');
    await prepareHistory(this.#history, this.#disk);
    const subjects = [...wanted.values()];
    for (let at = 0; at < subjects.length; at += batchSize) {
      throwIfCancelled(ctx?.signal);
      await this.#write(subjects.slice(at, at + batchSize).flat());
      ctx?.progress({ done: Math.min(subjects.length, at + batchSize), total: subjects.length });
    }
    return { versions: this.#versions, withheld: [...[...this.#withheld].map(([version, why]) => ({ version, why })), ...this.#said], kept: this.#kept };
  }

  /** A record that was shared once is out of our hands; any other must hold no secret. */
  #judge(saved: StoredEvent): void {
    const { version } = saved.event;
    if (version === null || this.#exchanged.has(saved.id) || this.#include.has(version)) return;
    const manifest = this.#manifest(version);
    const why = manifest === null ? ['its record is missing or damaged'] : reasonsToWithhold(this.#storeDir, manifest, saved);
    if (why.length > 0) this.#withheld.set(version, why);
  }

  #isWanted(stored: StoredEvent): boolean {
    const { version } = stored.event;
    if (version !== null && this.#include.has(version)) return true;
    if (version !== null && this.#withheld.has(version)) return false;
    if (this.#exchanged.has(stored.id)) return this.#scope === 'all' && !existsSync(eventPath(this.#history, stored.id));
    const why = stored.event.type === 'saved' ? null : statementSecret(stored);
    if (why !== null && version !== null) this.#said.push({ version, why: [why] });
    return why === null;
  }

  async #write(events: readonly StoredEvent[]): Promise<void> {
    const manifests: ImmutableFile[] = [];
    for (const { event } of events) {
      if (event.type !== 'saved') continue;
      const manifest = this.#manifest(event.version);
      if (manifest === null) continue;
      await this.#writeBlobs(event.version, manifest);
      manifests.push(await copyOf(manifestPath(this.#storeDir, event.version), manifestPath(this.#history, event.version)));
      this.#versions.push(event.version);
    }
    await writeImmutable(this.#history, manifests, this.#disk);
    await writeImmutable(this.#history, await Promise.all(events.map(({ id }) => copyOf(eventPath(this.#storeDir, id), eventPath(this.#history, id)))), this.#disk);
    const first = events.flatMap(({ id }) => (this.#exchanged.has(id) ? [] : [id]));
    await withLock(lockPath(this.#storeDir, 'commit'), undefined, () => noteExchanged(this.#storeDir, 'out', first, this.#disk));
  }

  async #writeBlobs(version: string, manifest: Manifest): Promise<void> {
    const { shared, kept } = sortBlobs(this.#storeDir, manifest, this.#include.has(version));
    await writeImmutable(this.#history, shared.map(({ sha256, bytes }) => ({ path: blobPath(this.#history, sha256), bytes })), this.#disk);
    const parts = kept.filter(({ why }) => why !== 'missing');
    if (parts.length > 0) this.#kept.push({ version, parts });
  }

  #manifest(version: string): Manifest | null {
    try {
      return readManifest(this.#storeDir, version);
    } catch {
      return null;
    }
  }
}

async function copyOf(from: string, to: string): Promise<ImmutableFile> {
  return { path: to, bytes: await readFile(from) };
}

/** Line endings and filters would make other bytes of what is named by its bytes. */
const attributes = '* -text -ident -filter -diff linguist-generated\n';

async function prepareHistory(history: string, disk: Disk): Promise<void> {
  const folders = [dirname(history), history, ...[...shardedFolders, 'tmp'].map((name) => join(history, name))];
  for (const folder of folders) if (await disk.makeFolder(folder)) await disk.flushFolder(dirname(folder));
  for (const [name, text] of [['.gitattributes', attributes], ['.gitignore', '/tmp/\n']] as const) {
    if ((await readFile(join(history, name), 'utf8').catch(() => null)) !== text) await writeDurably(history, join(history, name), Buffer.from(text), disk);
  }
}
