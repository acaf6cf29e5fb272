import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TrailError, asTrailError, throwIfCancelled } from '../base/errors.ts';
import type { CallContext } from '../base/rpc.ts';
import type { TrailEvent } from '../domain/event.ts';
import type { Manifest } from '../domain/manifest.ts';
import { readBlob } from './blobs.ts';
import { neededBlobs } from './namedBlobs.ts';
import { checkStore } from './format.ts';
import { readExchanged } from './history/exchanged.ts';
import { readEvent, readManifest } from './index/documents.ts';
import type { ShardedFolder } from './layout.ts';
import { parseListing } from './listing.ts';
import { PackAudit, type AuditOptions } from './packAudit.ts';

export interface Problem {
  /** Id of the version that is harmed; null when none is, or nobody can tell. */
  readonly version: string | null;
  /** The artifact whose bytes are harmed, or a file of the store, relative to it; null for a record as a whole. */
  readonly path: string | null;
  /** One sentence. */
  readonly problem: string;
}

export interface VerifyRequest {
  /** Only this version; everything when it is left out. */
  readonly version?: string;
}

/**
 * Reads what is in the store and compares it with what its names promise; the index is not asked. That bytes of a version
 * that was saved elsewhere are not here is no problem. Progress is in bytes.
 * Throws `file-missing` where there is no store, `reference-unknown`, `store-damaged`, `format-newer`, `cancelled`.
 */
export async function verifyStore(storeDir: string, { version }: VerifyRequest, ctx: CallContext): Promise<Problem[]> {
  try {
    const { id } = await checkStore(storeDir, 'read');
    const verifier = new Verifier(storeDir, id, ctx);
    return await (version === undefined ? verifier.everything() : verifier.one(version));
  } catch (error) {
    throw asTrailError(error, storeDir);
  }
}

type SavedEvent = Extract<TrailEvent, { type: 'saved' }>;

class Verifier {
  readonly #storeDir: string;
  readonly #store: string;
  readonly #ctx: CallContext;
  readonly #problems: Problem[] = [];
  readonly #manifests = new Map<string, Manifest>();
  readonly #saved = new Map<string, SavedEvent>();
  #total = 0;
  #done = 0;

  constructor(storeDir: string, store: string, ctx: CallContext) {
    this.#storeDir = storeDir;
    this.#store = store;
    this.#ctx = ctx;
  }

  async everything(): Promise<Problem[]> {
    await this.#readRecords();
    await this.#readBlobs();
    const packs = new PackAudit(this.#storeDir);
    this.#total = packs.totalBytes;
    const damaged = await packs.checkAll(this.#audit());
    for (const { path, problem } of packs.problems) this.#say(null, path, problem);
    for (const id of this.#saved.keys()) await this.#checkVersion(id, packs);
    const used = new Set([...this.#manifests.values()].flatMap((manifest) => manifest.artifacts.flatMap((artifact) => this.#filesOf(artifact))));
    for (const sha256 of damaged) if (!used.has(sha256)) this.#say(null, 'packs', `The bytes of a file ${sha256.slice(0, 12)}, which no version has, are damaged.`);
    return this.#problems;
  }

  async one(version: string): Promise<Problem[]> {
    await this.#readRecords();
    if (!this.#saved.has(version) && !this.#manifests.has(version)) {
      throw new TrailError('reference-unknown', `There is no version ${version.slice(0, 7)} here.`, { hint: 'modeltrail list shows all.' });
    }
    const packs = new PackAudit(this.#storeDir);
    for (const { sha256, size, files } of this.#manifests.get(version)?.artifacts ?? []) this.#total += files !== undefined || packs.has(sha256) ? size : 0;
    await this.#checkVersion(version, packs);
    return this.#problems.filter((problem) => problem.version === version);
  }

  #audit(): AuditOptions {
    return {
      signal: this.#ctx.signal,
      onBytes: (count) => {
        this.#done += count;
        this.#ctx.progress({ done: this.#done, total: this.#total });
      },
    };
  }

  async #readRecords(): Promise<void> {
    await this.#eachName('versions', /^([0-9a-f]{64})\.json$/u, (id) => {
      const manifest = this.#attempt(id, `versions/${id.slice(0, 2)}/${id}.json`, () => readManifest(this.#storeDir, id));
      if (manifest !== null) this.#manifests.set(id, manifest);
    });
    const { takenIn } = readExchanged(this.#storeDir);
    await this.#eachName('events', /^([0-9a-f]{64})\.json$/u, (id) => {
      const event = this.#attempt(null, `events/${id.slice(0, 2)}/${id}.json`, () => readEvent(this.#storeDir, id));
      // Of what was taken in, nothing was promised here; its store may have the same id, being a copy.
      if (event?.type === 'saved') this.#saved.set(event.version, takenIn.has(id) ? { ...event, origin: '' } : event);
    });
    for (const id of this.#saved.keys()) {
      const told = this.#problems.some((problem) => problem.version === id);
      if (!this.#manifests.has(id) && !told) this.#say(id, null, 'Its record is missing, though it was saved.');
    }
  }

  async #readBlobs(): Promise<void> {
    await this.#eachName('blobs', /^([0-9a-f]{64})$/u, (sha256) => {
      this.#attempt(null, `blobs/${sha256.slice(0, 2)}/${sha256}`, () => readBlob(this.#storeDir, sha256));
    });
  }

  /** A version whose bytes and blobs were kept here must still have them; of any other, those that are here must be right. */
  async #checkVersion(id: string, packs: PackAudit): Promise<void> {
    const manifest = this.#manifests.get(id);
    if (manifest === undefined) return;
    const mine = this.#saved.get(id)?.origin === this.#store;
    for (const [what, sha256] of neededBlobs(manifest)) {
      const there = this.#attempt(id, what, () => readBlob(this.#storeDir, sha256) !== null);
      if (there === false && mine) this.#say(id, what, 'A blob of its record is missing.');
    }
    for (const artifact of manifest.artifacts) {
      for (const sha256 of this.#filesOf(artifact)) {
        if (!packs.has(sha256) && !mine) continue;
        const problem = await packs.checkFile(sha256, this.#audit());
        if (problem !== null) this.#say(id, artifact.path, `Its bytes can't be restored. ${problem}`);
      }
    }
  }

  #filesOf({ sha256, files }: Manifest['artifacts'][number]): string[] {
    if (files === undefined) return [sha256];
    try {
      const listing = readBlob(this.#storeDir, sha256);
      return listing === null ? [] : parseListing(listing.toString('utf8')).map((file) => file.sha256);
    } catch {
      return [];
    }
  }

  async #eachName(folder: ShardedFolder, pattern: RegExp, visit: (name: string) => void): Promise<void> {
    for (const shard of namesOf(join(this.#storeDir, folder))) {
      if (!/^[0-9a-f]{2}$/u.test(shard)) continue;
      await new Promise((resolve) => setImmediate(resolve));
      throwIfCancelled(this.#ctx.signal);
      if (!lstatSync(join(this.#storeDir, folder, shard)).isDirectory()) {
        this.#say(null, `${folder}/${shard}`, 'A link or a file is where a folder of the trail should be.');
        continue;
      }
      for (const name of namesOf(join(this.#storeDir, folder, shard))) {
        const id = pattern.exec(name)?.[1];
        if (id?.startsWith(shard) === true) visit(id);
        else this.#say(null, `${folder}/${shard}/${name}`, "This file doesn't belong here.");
      }
    }
  }

  #attempt<T>(version: string | null, path: string, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      this.#say(version, path, error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  #say(version: string | null, path: string | null, problem: string): void {
    this.#problems.push({ version, path, problem });
  }
}

function namesOf(folder: string): string[] {
  try {
    // The systems' own droppings, such as .DS_Store, are nobody's business.
    return readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch {
    return [];
  }
}
