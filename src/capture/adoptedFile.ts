import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallContext } from '../base/rpc.ts';
import type { Remark } from '../domain/manifest.ts';
import { inferDirection } from '../domain/metric.ts';
import { extensionOf } from '../domain/modelFile.ts';
import type { RecordedValue } from '../domain/version.ts';
import { recorded } from './params.ts';
import { folderOf, joinPath } from './pathPattern.ts';
import { readSeries, type CapturedSeries } from './series.ts';
import { readSettingsFile } from './settingsFile.ts';

/** A model file or folder that was there before anybody kept versions. Paths are relative to `root`. */
export interface AdoptedFileRequest {
  /** Absolute. */
  readonly root: string;
  readonly path: string;
  readonly isFolder: boolean;
  /** Whether nothing else that is adopted lies in its folder, so that what else lies there is about it. */
  readonly alone: boolean;
}

/** What lies beside a model file and is surely about it. */
export interface AdoptedFile {
  readonly params: ReadonlyMap<string, RecordedValue>;
  readonly metrics: ReadonlyMap<string, RecordedValue>;
  readonly series: CapturedSeries | null;
  readonly remarks: readonly Remark[];
}

const settings = ['json', 'yaml', 'yml', 'toml'];
const paramNames = ['params', 'hparams', 'hyperparameters', 'args', 'training_config', 'train_config', '.hydra/config'];
const metricNames = ['metrics', 'all_results', 'eval_results', 'test_results', 'results', 'scores'];

/**
 * Reads the settings and results beside a model: those that carry its name, and in a folder of its own those that go by a
 * known name. What might be about another file is left alone: nobody can tell any more. Throws `cancelled`.
 */
export async function readAdoptedFile(request: AdoptedFileRequest, { signal }: Pick<CallContext, 'signal'>): Promise<AdoptedFile> {
  const { root, path, isFolder, alone } = request;
  const remarks: Remark[] = [];
  const params = new Map<string, RecordedValue>();
  const metrics = new Map<string, RecordedValue>();
  for (const { file, holds } of filesAbout(request)) {
    const read = await readSettingsFile(root, file);
    if (read === null) continue;
    remarks.push(...('code' in read ? [read] : read.remarks));
    for (const [name, value] of 'code' in read ? [] : read.values) {
      const isNumber = typeof value.value === 'number' || typeof value.value === 'bigint';
      const isMetric = holds === 'metrics' || (holds === 'either' && isNumber && inferDirection(name) !== null);
      if (isMetric && !isNumber) continue;
      const map = isMetric ? metrics : params;
      if (!map.has(name)) map.set(name, recorded(value, file));
    }
  }
  const own = isFolder ? `${path}/.` : path;
  const log = alone || isFolder ? await readSeries({ root, script: null, folder: folderOf(own), models: [own], written: [], except: [], trainedAt: await writtenAt(root, path) }, signal) : null;
  return { params, metrics: metrics.size > 0 ? metrics : (log?.final ?? metrics), series: log?.series ?? null, remarks: [...remarks, ...(log?.remarks ?? [])] };
}

interface FileAbout {
  readonly file: string;
  /** Of a file that only carries the model's name each value has to say what it is. */
  readonly holds: 'params' | 'metrics' | 'either';
}

function filesAbout({ path, isFolder, alone }: AdoptedFileRequest): FileAbout[] {
  const folder = isFolder ? path : folderOf(path);
  const stem = isFolder ? path : path.slice(0, -extensionOf(path).length - 1);
  const named = (base: string, holds: FileAbout['holds']): FileAbout[] => settings.map((extension) => ({ file: `${base}.${extension}`, holds }));
  const inFolder = (name: string, holds: FileAbout['holds']): FileAbout[] => named(joinPath(folder, name) ?? name, holds);
  const suffixed = (names: readonly string[], holds: FileAbout['holds']): FileAbout[] => names.flatMap((name) => ['_', '-', '.'].flatMap((mark) => named(`${stem}${mark}${name}`, holds)));
  return [
    ...suffixed(['metrics', 'results', 'scores'], 'metrics'),
    ...suffixed(['params', 'hparams', 'config', 'args'], 'params'),
    ...named(stem, 'either'),
    ...(alone || isFolder ? [...metricNames.flatMap((name) => inFolder(name, 'metrics')), ...paramNames.flatMap((name) => inFolder(name, 'params'))] : []),
  ];
}

async function writtenAt(root: string, path: string): Promise<number | null> {
  return (await stat(join(root, path)).catch(() => null))?.mtimeMs ?? null;
}
