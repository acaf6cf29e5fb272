import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { foldersAround, readAll, type CapturedValues } from './params.ts';
import { folderOf, joinPath } from './pathPattern.ts';
import { fileTimeSlackMs } from './sameRun.ts';

export interface HydraRequest {
  /** Absolute. */
  readonly root: string;
  /** The opened folder, relative to `root`. */
  readonly folder: string;
  readonly script: string | null;
  /** The model files, relative to `root`. */
  readonly models: readonly string[];
  /** Milliseconds since 1970: when the newest model file was written; null where that is not known. */
  readonly trainedAt: number | null;
}

/** Where Hydra keeps what a run was composed of, overrides of its command line included. */
const configName = '.hydra/config.yaml';
const maxFolders = 2000;

/**
 * The settings that a Hydra run was started with: of the run's folder that the model lies in; else of the last run that began
 * before the model was written, which is said. Null where there is none.
 */
export async function readHydra(request: HydraRequest): Promise<CapturedValues | null> {
  for (const model of request.models) {
    for (let folder = folderOf(model); ; folder = folderOf(folder)) {
      const found = await readAll(request.root, [joinPath(folder, configName) ?? configName]);
      if (found !== null) return found;
      if (folder === '') break;
    }
  }
  const last = await lastRun(request);
  const found = last === null ? null : await readAll(request.root, [last]);
  if (found === null || last === null) return null;
  return { ...found, remarks: [...found.remarks, { code: 'params-assumed', text: `The settings are those of ${last}, the last run of Hydra that began before the model was written; another may have written it.`, path: last }] };
}

/** `outputs/DATE/TIME` and `multirun/DATE/TIME/JOB`, below the script's folder or the opened one. */
async function lastRun({ root, folder, script, trainedAt }: HydraRequest): Promise<string | null> {
  if (trainedAt === null) return null;
  const runs = (await Promise.all(foldersAround(script, folder).flatMap((place) => [foldersBelow(root, joinPath(place, 'outputs') ?? '', 2), foldersBelow(root, joinPath(place, 'multirun') ?? '', 3)]))).flat();
  let last: { readonly path: string; readonly mtimeMs: number } | null = null;
  for (const run of runs) {
    const path = `${run}/${configName}`;
    const info = await stat(join(root, path)).catch(() => null);
    if (info?.isFile() !== true || info.mtimeMs > trainedAt + fileTimeSlackMs || (last !== null && last.mtimeMs >= info.mtimeMs)) continue;
    last = { path, mtimeMs: info.mtimeMs };
  }
  return last?.path ?? null;
}

/** The newest by name come first, as their names are dates. */
async function foldersBelow(root: string, folder: string, levels: number): Promise<string[]> {
  if (levels === 0) return [folder];
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name).sort().reverse();
  const found: string[] = [];
  for (const name of names) {
    if (found.length >= maxFolders) break;
    found.push(...(await foldersBelow(root, `${folder}/${name}`, levels - 1)));
  }
  return found;
}
