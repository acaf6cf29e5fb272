import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { foldersAround } from './params.ts';
import { joinPath } from './pathPattern.ts';

/** One curve of DVCLive: a table of its own, in folders that are part of its name. */
export interface LiveTable {
  readonly path: string;
  /** `train/` for `train/loss.tsv`. */
  readonly prefix: string;
}

/** Where DVCLive puts them unless it is told otherwise. Source: its documentation, "Live" and "log_metric". */
const place = 'dvclive/plots/metrics';
const maxTables = 200;
const maxLevels = 4;

/** The tables of the run that was made in the script's folder or in the opened one. */
export async function findLiveTables({ root, script, folder }: { readonly root: string; readonly script: string | null; readonly folder: string }): Promise<LiveTable[]> {
  for (const start of foldersAround(script, folder)) {
    const found = await tablesBelow(root, joinPath(start, place) ?? place, '', 0);
    if (found.length > 0) return found.slice(0, maxTables);
  }
  return [];
}

async function tablesBelow(root: string, folder: string, prefix: string, level: number): Promise<LiveTable[]> {
  const entries = (await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])).sort((one, other) => one.name.localeCompare(other.name, 'en'));
  const found: LiveTable[] = [];
  for (const entry of entries.slice(0, maxTables)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isFile() && entry.name.endsWith('.tsv')) found.push({ path, prefix });
    else if (entry.isDirectory() && level < maxLevels) found.push(...(await tablesBelow(root, path, `${prefix}${entry.name}/`, level + 1)));
  }
  return found;
}
