import { extensionOf } from '../../domain/modelFile.ts';
import { normalizePath, type PathPattern } from '../pathPattern.ts';
import type { FileKind } from './fileCalls.ts';
import { rootMark, type Text } from './text.ts';

/** A path that a script reads or writes. */
export interface PathUse extends PathPattern {
  /** `root`: relative to the trail's root. `run`: to the folder that the script is started in. `outside`: absolute, elsewhere. */
  readonly base: 'root' | 'run' | 'outside';
  /** All files that the pattern matches are meant, not one of them that only a run tells. */
  readonly all: boolean;
  /** Why it may be another path when the script runs; null where it is certain. */
  readonly assumed: string | null;
  readonly kind: FileKind | 'metrics' | 'log' | 'other';
  readonly folder: boolean;
  /** `torch.save` */
  readonly call: string;
  /** The file and line where the path is given, relative to the root. */
  readonly module: string;
  readonly line: number;
}

/** Where a text points, as a path that records can hold; null for what is no path. */
export function pathOf(text: Text, root: string): (PathPattern & Pick<PathUse, 'base' | 'all' | 'assumed'>) | null {
  const written = text.pieces.map((piece, at) => piece ?? (at === 0 ? '**' : '*')).join('');
  const shown = process.platform === 'win32' ? written.replaceAll('\\', '/') : written;
  if (shown === '' || shown.length > 1024 || /[\0\n\r]/u.test(shown) || /^[a-z][a-z\d+.-]+:\/\//iu.test(shown)) return null;
  const unknown = text.pieces.some((piece) => piece === null);
  const common = { isPattern: unknown || (text.glob && /[*?[]/u.test(shown)), all: text.glob && !unknown, assumed: text.assumed };
  if (shown.startsWith('~')) return { path: shown, base: 'outside', ...common };
  const slashed = root.replaceAll('\\', '/');
  const absolute = shown.startsWith(rootMark) ? slashed + shown.slice(rootMark.length) : shown;
  if (!absolute.startsWith('/') && !/^[a-z]:\//iu.test(absolute)) return placedInRun(absolute, common);
  const path = `/${normalizePath(absolute) ?? ''}`;
  const top = `/${normalizePath(slashed) ?? ''}/`;
  if (path.startsWith(top)) return { path: path.slice(top.length), base: 'root', ...common };
  return { path: shown.replace(rootMark, slashed), base: 'outside', ...common };
}

function placedInRun<T>(written: string, common: T): { path: string; base: 'run' } & T {
  // `../data/x.csv` may be inside all the same, seen from the folder of the run.
  return { path: normalizePath(written) ?? written, base: 'run', ...common };
}

const settings: ReadonlySet<string> = new Set(['cfg', 'conf', 'ini', 'json', 'toml', 'yaml', 'yml']);
const tables: ReadonlySet<string> = new Set([
  'arrow', 'arff', 'avro', 'bmp', 'csv', 'db', 'feather', 'flac', 'gz', 'h5', 'hdf5', 'ipc', 'jpeg', 'jpg', 'jsonl', 'libsvm', 'mat', 'mp3', 'ndjson', 'npy', 'npz', 'orc',
  'parquet', 'png', 'sqlite', 'svm', 'svmlight', 'tar', 'tfrecord', 'tif', 'tiff', 'tsv', 'txt', 'wav', 'xls', 'xlsx', 'xml', 'zip', 'zst',
]);
const models: ReadonlySet<string> = new Set([
  'bst', 'cbm', 'ckpt', 'dill', 'gguf', 'joblib', 'keras', 'mlmodel', 'onnx', 'pb', 'pickle', 'pkl', 'pmml', 'pt', 'pt2', 'pth', 'safetensors', 'skops', 'tflite', 'torchscript', 'ubj',
]);

/** What a file is by its name alone. */
export function kindByName(path: string): PathUse['kind'] {
  const extension = extensionOf(path);
  if (models.has(extension)) return 'model';
  if (settings.has(extension)) return 'config';
  return tables.has(extension) ? 'data' : 'other';
}

/** What a run writes line by line is a table or JSON lines, under a name that says so. */
export function isLogName(path: string): boolean {
  return /(?:log|metric|histor|progress|result|curve|loss|epoch|scalar)[^/]*\.(?:csv|tsv|jsonl|ndjson)$/iu.test(path);
}

/** Metrics are written as JSON or YAML under a name that says so. */
export function isMetricsName(path: string): boolean {
  return /(?:metric|score|result|eval|report|summary)[^/]*\.(?:json|ya?ml|toml)$/iu.test(path);
}
