import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../scripts/children.ts';
import { canonicalText, type Json } from '../../src/domain/canonicalJson.ts';
import { checkEvent, eventId } from '../../src/domain/event.ts';
import { checkManifest, manifestId, type Artifact, type BlobReference, type CodeFile } from '../../src/domain/manifest.ts';
import { sha256Of } from '../../src/store/blobs.ts';
import { putFiles } from '../../src/store/fileStore.ts';
import { ensureStore } from '../../src/store/format.ts';
import { refreshIndex } from '../../src/store/index/refresh.ts';
import { schemaVersion } from '../../src/store/index/schema.ts';
import { blobPath, eventPath, manifestPath } from '../../src/store/layout.ts';

/** Raised whenever what is generated changes: a trail of another version is made anew. */
const generatorVersion = 1;

/** The bytes of the model, the same in every version. */
export const modelText = 'the weights of a model';
export const versionCount = 10_000;
export const paramCount = 500;
export const metricCount = 100;
/** Runs that were started with the same settings: they share what was recorded of these. */
export const runsOfSettings = 5;
const curveCount = 20;
const epochs = 100;
const packageCount = 200;

const author = { name: 'bench', email: null };
const start = Date.UTC(2024, 0, 1);
const minute = 60_000;

/** What is the same for runs with the same settings. */
interface Settings {
  readonly params: BlobReference;
  readonly series: BlobReference;
  readonly script: CodeFile;
}

/**
 * Puts a trail of 10,000 versions of one model into a Git repository: 500 parameters, 100 metrics, 20 curves and a script of
 * 500 lines each. It is generated once, with its index, and copied from then on.
 */
export async function placeLargeTrail(folder: string): Promise<void> {
  const made = join(tmpdir(), `modeltrail-large-trail-${String(generatorVersion)}-${String(schemaVersion)}`);
  if (!existsSync(made)) await generate(made);
  // With the times of folders, by which the index knows that it has read them.
  await run('cp', ['-a', made, join(folder, '.git', 'modeltrail')]);
}

async function generate(made: string): Promise<void> {
  const began = performance.now();
  const store = join(`${made}.part`, 'modeltrail');
  await rm(dirname(store), { recursive: true, force: true });
  await mkdir(dirname(store), { recursive: true });
  const { id: origin } = await ensureStore(store);
  const artifact = await putModel(store);
  const packages = putBlob(store, Object.fromEntries(count(packageCount, (at) => [`package-${String(at)}`, `${String(at % 9)}.${String(at % 7)}.0`])));
  let parent: string | null = null;
  let settings: Settings | null = null;
  for (let number = 0; number < versionCount; number++) {
    if (settings === null || number % runsOfSettings === 0) settings = putSettings(store, number / runsOfSettings);
    parent = putVersion(store, { number, parent, origin, artifact, packages: { blob: packages, count: packageCount }, settings });
  }
  const written = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const indexing = performance.now();
  await refreshIndex(store);
  renameSync(store, made);
  await rm(dirname(store), { recursive: true });
  console.log(`    generated ${String(versionCount)} versions in ${seconds(written - began)}, their index in ${seconds(performance.now() - indexing)}`);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

async function putModel(store: string): Promise<Artifact> {
  const path = join(dirname(store), 'model.bin');
  writeFileSync(path, modelText);
  const [file] = await putFiles(store, [{ path }], { signal: new AbortController().signal, progress: () => undefined });
  if (file === undefined) throw new Error('The model was not stored.');
  return { path: 'model.bin', size: file.size, sha256: file.sha256 };
}

interface VersionToPut {
  readonly number: number;
  readonly parent: string | null;
  readonly origin: string;
  readonly artifact: Artifact;
  readonly packages: BlobReference;
  readonly settings: Settings;
}

/** A manifest and its `saved` event, as a save would leave them. */
function putVersion(store: string, { number, parent, origin, artifact, packages, settings }: VersionToPut): string {
  const time = new Date(start + number * minute).toISOString();
  const manifest = checkManifest({
    schema: 1,
    model: 'large',
    createdAt: time,
    trainedAt: time,
    author,
    parents: parent === null ? [] : [parent],
    artifacts: [artifact],
    params: settings.params,
    metrics: metricsOf(number),
    code: { commit: null, branch: 'main', patch: null, script: settings.script.path, files: [settings.script] },
    data: [{ path: 'data/train.csv', sha256: sha256Of(`rows ${String(number)}`), size: 1_000_000 + number, rows: 10_000 + number, source: { kind: 'code', path: 'train.py', line: 1 } }],
    environment: { python: '3.12.4', os: 'linux', arch: 'x64', packages, source: { kind: 'metadata' } },
    remarks: [],
    series: settings.series,
  } as Json);
  const version = manifestId(manifest);
  put(manifestPath(store, version), canonicalText(manifest as Json));
  const event = checkEvent({ schema: 1, type: 'saved', version, label: `1.${String(number)}`, note: number % 3 === 0 ? `Run ${String(number)}` : '', origin, author, time, seen: [] });
  put(eventPath(store, eventId(event)), canonicalText(event as Json));
  return version;
}

/** Each value drifts, and none is another version's. */
function metricsOf(version: number): Json {
  return Object.fromEntries(
    count(metricCount, (at) => {
      const name = at === 0 ? 'val_accuracy' : at % 2 === 0 ? `class_${String(at).padStart(3, '0')}/f1` : `class_${String(at).padStart(3, '0')}/loss`;
      return [name, { value: 0.5 + 0.4 * Math.sin(version / 900 + at) + version * 1e-7, source: { kind: 'file', path: 'metrics.json' } }];
    }),
  );
}

function putSettings(store: string, set: number): Settings {
  const params = count(paramCount, (at) => [paramName(at), paramValue(at, set)] as const);
  const recorded = params.map(([name, value], at) => [name, { value, source: { kind: 'code', path: 'train.py', line: at + 1 } }] as const);
  const script = params.map(([name, value]) => `config["${name}"] = ${JSON.stringify(value)}\n`).join('');
  const curves = count(curveCount, (at) => ({ name: `curve_${String(at)}`, epoch: count(epochs, (epoch) => epoch), values: count(epochs, (epoch) => Math.exp(-epoch / (20 + at)) + set * 1e-6) }));
  return {
    params: { blob: putBlob(store, Object.fromEntries(recorded)), count: paramCount },
    series: { blob: putBlob(store, { curves }), count: curveCount },
    script: { path: 'train.py', sha256: putBlob(store, script), size: Buffer.byteLength(script), role: 'script' },
  };
}

function paramName(at: number): string {
  const block = `block_${String(Math.floor(at / 10)).padStart(2, '0')}`;
  return `${block}.${['units', 'dropout', 'learning_rate', 'weight_decay', 'activation', 'kernel', 'momentum', 'seed', 'warmup_steps', 'betas'][at % 10] ?? ''}`;
}

function paramValue(at: number, set: number): Json {
  if (at % 10 === 4) return `gelu_${String(set)}`;
  if (at % 10 === 9) return [0.9, 0.99 + set * 1e-6];
  return at % 10 === 1 || at % 10 === 2 ? (at + 1) * 1e-4 + set * 1e-7 : at * 16 + set;
}

function putBlob(store: string, content: Json): string {
  const text = typeof content === 'string' ? content : canonicalText(content);
  const sha256 = sha256Of(text);
  put(blobPath(store, sha256), text);
  return sha256;
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function count<T>(length: number, make: (at: number) => T): T[] {
  return Array.from({ length }, (_, at) => make(at));
}
