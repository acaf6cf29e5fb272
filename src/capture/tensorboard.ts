import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { withFile } from '../formats/byteSource.ts';
import { readScalars, type Scalar } from '../formats/tensorboard.ts';
import { foldersAround } from './params.ts';
import { folderOf, joinPath } from './pathPattern.ts';
import { earlierRun } from './sameRun.ts';

export interface EventFilesRequest {
  /** Absolute. */
  readonly root: string;
  readonly script: string | null;
  /** The opened folder, relative to `root`. */
  readonly folder: string;
  /** The model files, relative to `root`. */
  readonly models: readonly string[];
  /** Milliseconds since 1970: when the newest model file was written; null where that is not known. */
  readonly trainedAt: number | null;
}

/** One event file of a run. */
export interface EventFile {
  readonly path: string;
  readonly mtimeMs: number;
  /** `train/` where a run writes several folders. */
  readonly prefix: string;
}

/** Where programs put them: `SummaryWriter()` below `runs`, Keras below `logs`, Lightning below `lightning_logs`. */
const usualFolders = ['runs', 'logs', 'lightning_logs', 'tensorboard', 'tb_logs'];
const parts = /^(?:train|training|validation|val|test|eval)$/u;
const maxLevels = 3;
const maxEntries = 5000;
const maxScalars = 500_000;
const maxBytes = 256 * 1024 * 1024;

/** The event files of the run that wrote the model: beside it or above it, else those that were last written to and are not of an earlier run. */
export async function findEventFiles(request: EventFilesRequest): Promise<readonly EventFile[]> {
  const { script, folder, models } = request;
  const beside = models.flatMap((model) => [folderOf(model), folderOf(folderOf(model))]).filter((path) => path !== '');
  const around = foldersAround(script, folder).flatMap((place) => usualFolders.map((name) => joinPath(place, name) ?? name));
  for (const [places, levels] of [[[...new Set(beside)], 0], [around, maxLevels]] as const) {
    const budget = { left: maxEntries };
    const found = (await Promise.all(places.map((place) => eventFilesBelow(request, place, levels, budget)))).flat();
    if (found.length > 0) return newestRun(found);
  }
  return [];
}

/** The scalars of a file; null where it can't be opened. */
export function readEventFile(root: string, path: string): { readonly scalars: readonly Scalar[]; readonly isWhole: boolean } | null {
  try {
    return withFile(join(root, path), (source) => (source.size > maxBytes ? { scalars: [], isWhole: false } : readScalars(source, maxScalars)));
  } catch {
    return null;
  }
}

interface FoundFile {
  readonly path: string;
  readonly mtimeMs: number;
}

async function eventFilesBelow(request: EventFilesRequest, folder: string, levels: number, budget: { left: number }): Promise<FoundFile[]> {
  const { root, trainedAt } = request;
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const found: FoundFile[] = [];
  for (const entry of entries) {
    if (--budget.left < 0) break;
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory() && levels > 0) found.push(...(await eventFilesBelow(request, path, levels - 1, budget)));
    if (!entry.isFile() || !entry.name.startsWith('events.out.tfevents.')) continue;
    const info = await stat(join(root, path)).catch(() => null);
    if (info !== null && earlierRun(path, info.mtimeMs, trainedAt) === null) found.push({ path, mtimeMs: info.mtimeMs });
  }
  return found;
}

function newestRun(found: readonly FoundFile[]): EventFile[] {
  const runs = [...Map.groupBy(found, ({ path }) => runOf(folderOf(path))).values()];
  const newest = runs.toSorted((one, other) => lastWrite(other) - lastWrite(one))[0] ?? [];
  return newest.map((file) => ({ ...file, prefix: partOf(folderOf(file.path)) })).sort((one, other) => one.path.localeCompare(other.path, 'en'));
}

function runOf(folder: string): string {
  return partOf(folder) === '' ? folder : folderOf(folder);
}

function partOf(folder: string): string {
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  return parts.test(name) ? `${name}/` : '';
}

function lastWrite(files: readonly FoundFile[]): number {
  return Math.max(...files.map(({ mtimeMs }) => mtimeMs));
}
