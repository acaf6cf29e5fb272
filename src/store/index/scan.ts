import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isTrailError, throwIfCancelled } from '../../base/errors.ts';
import type { TrailEvent } from '../../domain/event.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { readFileSync } from 'node:fs';
import { packIndexPath, packPath, packsPath } from '../layout.ts';
import { parsePackIndex, type PackIndex } from '../packIndex.ts';
import type { Database } from '../sqlite.ts';
import { readEvent, readManifest } from './documents.ts';

/** What files tell that the index doesn't know yet. */
export interface Findings {
  readonly folders: { readonly path: string; readonly mtime: string; readonly settled: boolean }[];
  readonly goneFolders: string[];
  readonly manifests: { readonly id: string; readonly manifest: Manifest }[];
  readonly events: { readonly id: string; readonly event: TrailEvent | null }[];
  readonly packs: { readonly name: string; readonly index: PackIndex }[];
  readonly goneManifests: string[];
  readonly goneEvents: string[];
  readonly gonePacks: string[];
}

export function isEmpty(findings: Findings): boolean {
  return Object.values(findings).every((list: readonly unknown[]) => list.length === 0);
}

/** A folder that changed within this long before it was read may have changed again within the same tick of its clock. */
const settleMs = 2000;

/**
 * Compares folders' times with those recorded, and reads new files alone. What can't be read, or is not what its name says,
 * is left out; `verify` tells of it.
 */
export async function scanStore(storeDir: string, database: Database, signal: AbortSignal | undefined): Promise<Findings> {
  const findings: Findings = { folders: [], goneFolders: [], manifests: [], events: [], packs: [], goneManifests: [], goneEvents: [], gonePacks: [] };
  const pause = pacer(signal);
  const recorded = recordedFolders(database);
  for (const folder of ['versions', 'events'] as const) {
    const known = database.prepare(`SELECT id FROM ${folder} WHERE id BETWEEN ? AND ?`);
    for (const shard of shardsOf(storeDir, folder, recorded, findings)) {
      const ids = known.all(shard, `${shard}g`).map((row) => row['id'] as string);
      const { added, gone } = compare(ids, namesIn(join(storeDir, folder, shard), /^([0-9a-f]{64})\.json$/u));
      (folder === 'versions' ? findings.goneManifests : findings.goneEvents).push(...gone);
      for (const id of added) {
        await pause();
        tolerate(() => {
          if (folder === 'versions') findings.manifests.push({ id, manifest: readManifest(storeDir, id) });
          else findings.events.push({ id, event: readEvent(storeDir, id) });
        });
      }
    }
  }
  if (changed(storeDir, 'packs', recorded, findings)) await scanPacks(storeDir, database, findings, pause);
  return findings;
}

/** Lets messages in, such as a cancel, every few milliseconds of reading. */
function pacer(signal: AbortSignal | undefined): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < 15) return;
    await new Promise((resolve) => setImmediate(resolve));
    throwIfCancelled(signal);
    last = performance.now();
  };
}

interface RecordedFolder {
  readonly mtime: string;
  readonly settled: boolean;
}

function recordedFolders(database: Database): Map<string, RecordedFolder> {
  const rows = database.prepare('SELECT path, mtime, settled FROM folders').all();
  return new Map(rows.map((row) => [row['path'] as string, { mtime: row['mtime'] as string, settled: row['settled'] === 1 }]));
}

/** The shards that may have changed, with those that vanished. */
function shardsOf(storeDir: string, folder: string, recorded: ReadonlyMap<string, RecordedFolder>, findings: Findings): string[] {
  const there = new Set(namesIn(join(storeDir, folder), /^([0-9a-f]{2})$/u));
  const before = [...recorded.keys()].flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : []));
  return [...new Set([...there, ...before])].filter((shard) => changed(storeDir, `${folder}/${shard}`, recorded, findings));
}

/** Whether a folder must be read; notes its time, which is taken before it is read. */
function changed(storeDir: string, path: string, recorded: ReadonlyMap<string, RecordedFolder>, findings: Findings): boolean {
  const now = Date.now();
  const info = lstatSync(join(storeDir, path), { bigint: true, throwIfNoEntry: false });
  const known = recorded.get(path);
  if (info?.isDirectory() !== true) {
    if (known !== undefined) findings.goneFolders.push(path);
    return known !== undefined;
  }
  const mtime = String(info.mtimeNs);
  if (known?.settled === true && known.mtime === mtime) return false;
  const settled = now - Number(info.mtimeMs) > settleMs;
  if (known === undefined || known.mtime !== mtime || known.settled !== settled) findings.folders.push({ path, mtime, settled });
  return true;
}

function namesIn(folder: string, pattern: RegExp): string[] {
  try {
    if (!lstatSync(folder).isDirectory()) return [];
    return readdirSync(folder).flatMap((name) => pattern.exec(name)?.[1] ?? []);
  } catch {
    return [];
  }
}

function compare(known: readonly string[], there: readonly string[]): { added: string[]; gone: string[] } {
  const [knownSet, thereSet] = [new Set(known), new Set(there)];
  return { added: there.filter((name) => !knownSet.has(name)), gone: known.filter((name) => !thereSet.has(name)) };
}

async function scanPacks(storeDir: string, database: Database, findings: Findings, pause: () => Promise<void>): Promise<void> {
  const known = database.prepare('SELECT name FROM packs').all().map((row) => row['name'] as string);
  const packs = new Set(namesIn(packsPath(storeDir), /^([0-9a-f]{64})\.pack$/u));
  const whole = namesIn(packsPath(storeDir), /^([0-9a-f]{64})\.idx$/u).filter((name) => packs.has(name));
  const { added, gone } = compare(known, whole);
  findings.gonePacks.push(...gone);
  for (const name of added) {
    await pause();
    tolerate(() => {
      const index = parsePackIndex(name, readFileSync(packIndexPath(storeDir, name)));
      const size = lstatSync(packPath(storeDir, name)).size;
      if (size === index.size) findings.packs.push({ name, index });
    });
  }
}

/** Runs `read`; a record that is damaged, or gone meanwhile, is no reason not to show the others. */
function tolerate(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (isTrailError(error, 'cancelled')) throw error;
  }
}
