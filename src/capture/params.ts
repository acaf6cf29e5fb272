import type { Remark } from '../domain/manifest.ts';
import type { RecordedValue } from '../domain/version.ts';
import { folderOf, joinPath } from './pathPattern.ts';
import { isMetricsName } from './python/pathUse.ts';
import { readSettingsFile, type SettingsFile } from './settingsFile.ts';
import type { SettingValue } from './settingValues.ts';

/** Named values that were read from files, with when each file was last written. */
export interface CapturedValues {
  readonly values: ReadonlyMap<string, RecordedValue>;
  readonly files: readonly { readonly path: string; readonly mtimeMs: number }[];
  readonly remarks: readonly Remark[];
}

export interface ParamsRequest {
  /** Absolute. */
  readonly root: string;
  /** The training script, relative to `root`; null where it is not known. */
  readonly script: string | null;
  /** The opened folder, relative to `root`; '' for the root itself. */
  readonly folder: string;
  /** Settings files that the script surely reads, relative to `root`. */
  readonly read: readonly string[];
}

const names = ['params.yaml', 'params.yml', 'params.json', 'params.toml'];
/** A JSON file that a script reads may be anything: its name or folder has to say that it holds settings. */
const settingsName = /(?:^|[^a-z])(?:params?|configs?|conf|cfg|settings?|hparams?|hyper\w*|train\w*|args|options?)[^/]*(?:\/[^/]*)?$/iu;

function isSettings(path: string): boolean {
  if (isMetricsName(path)) return false;
  return /\.(?:ya?ml|toml)$/iu.test(path) || (/\.json$/iu.test(path) && settingsName.test(path));
}

/** The parameters: of the settings files that the script reads; else of the `params` file nearest to it. */
export async function readParams(request: ParamsRequest): Promise<CapturedValues> {
  const read = [...new Set(request.read)].filter(isSettings).slice(0, 10);
  const named = read.filter((path) => names.includes(path.slice(path.lastIndexOf('/') + 1)));
  for (const paths of [named, ...nearest(request.script, request.folder, names), read]) {
    const found = await readAll(request.root, paths);
    if (found !== null) return found;
  }
  return { values: new Map(), files: [], remarks: [] };
}

/** The folder of a file, where one is known, and the opened one. @param start relative to the root, as all paths here */
export function foldersAround(start: string | null, folder: string): string[] {
  return [...new Set([...(start === null ? [] : [folderOf(start)]), folder])];
}

/** For each folder, the nearest first, the files that may be there; of one folder the first is taken. */
export function nearest(start: string | null, folder: string, fileNames: readonly string[]): string[][] {
  return [...new Set([...foldersAround(start, folder), ''])].flatMap((each) => fileNames.map((name) => [joinPath(each, name) ?? name]));
}

/** Null where none of the files is there. Where several give the same name, the later one counts. */
export async function readAll(root: string, paths: readonly string[]): Promise<CapturedValues | null> {
  const results = (await Promise.all(paths.map((path) => readSettingsFile(root, path)))).filter((result) => result !== null);
  if (results.length === 0) return null;
  const read = results.filter((result): result is SettingsFile => !('code' in result));
  return {
    values: new Map(read.flatMap((result) => [...result.values].map(([name, value]) => [name, recorded(value, result.file.path)] as const))),
    files: read.map(({ file }) => ({ path: file.path, mtimeMs: file.mtimeMs })),
    remarks: results.flatMap((result) => ('code' in result ? [result] : result.remarks)),
  };
}

export function recorded({ value, text, line }: SettingValue, path: string): RecordedValue {
  return { value, ...(text === undefined ? {} : { text }), source: { kind: 'file', path, ...(line === null ? {} : { line }) } };
}
