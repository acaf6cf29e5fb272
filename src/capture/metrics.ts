import type { Remark } from '../domain/manifest.ts';
import type { RecordedValue } from '../domain/version.ts';
import { nearest, recorded, type CapturedValues } from './params.ts';
import { earlierRun } from './sameRun.ts';
import { readSettingsFile, type SettingsFile } from './settingsFile.ts';

export interface MetricsRequest {
  /** Absolute. */
  readonly root: string;
  readonly script: string | null;
  /** The opened folder, relative to `root`. */
  readonly folder: string;
  /** The model files, relative to `root`: metrics beside one come first. */
  readonly models: readonly string[];
  /** Files that the script writes its metrics to, relative to `root`. */
  readonly written: readonly string[];
  /** When the newest model file was written; null where that is not known. */
  readonly trainedAt: number | null;
}

/** The last are DVCLive's, and those that examples of Hugging Face write beside the model. */
const names = ['metrics.json', 'metrics.yaml', 'metrics.yml', 'metrics.toml', 'dvclive/metrics.json', 'all_results.json', 'eval_results.json'];

/**
 * The metrics: of the file that the script writes; else of the one beside the model; else of the nearest to the script.
 * Numbers only. A file that is older than the run that wrote the model is of another run, and is left out.
 */
export async function readMetrics(request: MetricsRequest): Promise<CapturedValues> {
  const beside = request.models.flatMap((model) => nearest(model, request.folder, names).slice(0, names.length).flat());
  const written = [...request.written].sort((one, other) => Number(isNamedMetrics(other)) - Number(isNamedMetrics(one)));
  const places = [...written, ...beside, ...nearest(request.script, request.folder, names).flat()];
  const remarks: Remark[] = [];
  for (const path of new Set(places)) {
    const result = await readSettingsFile(request.root, path);
    if (result === null) continue;
    if ('code' in result) {
      remarks.push(result);
      continue;
    }
    const { file, values } = result;
    const earlier = earlierRun(path, file.mtimeMs, request.trainedAt);
    if (earlier !== null) {
      remarks.push(earlier);
      continue;
    }
    return { values: numbersOf(values, path), files: [{ path, mtimeMs: file.mtimeMs }], remarks: [...remarks, ...result.remarks] };
  }
  return { values: new Map(), files: [], remarks };
}

function isNamedMetrics(path: string): boolean {
  return names.includes(path.slice(path.lastIndexOf('/') + 1));
}

function numbersOf(values: SettingsFile['values'], path: string): ReadonlyMap<string, RecordedValue> {
  return new Map([...values].filter(([, { value }]) => typeof value === 'number' || typeof value === 'bigint').map(([name, value]) => [name, recorded(value, path)]));
}
