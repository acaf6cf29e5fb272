import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { isCancelled } from '../base/errors.ts';
import type { CallContext } from '../base/rpc.ts';
import type { CodeRecord, DataRecord, Remark, RunRecord } from '../domain/manifest.ts';
import { timeBetween } from '../domain/numberText.ts';
import type { RecordedValue } from '../domain/version.ts';
import { boundedList } from './boundedList.ts';
import { changedSince } from './changedSince.ts';
import { defaultsRemark, outweigh, recordedSettings } from './combineParams.ts';
import { readCodeFiles, type CapturedCode } from './codeFiles.ts';
import { readData, type CapturedData, type Digest } from './data.ts';
import { readEnvironment, type CapturedEnvironment, type RecordedEnvironment } from './environment.ts';
import { readGit } from './git.ts';
import { readHydra } from './hydra.ts';
import { ModuleLoader, relativeFolder, type LoadedScript } from './localImports.ts';
import { readModelParams } from './modelParams.ts';
import { readMetrics } from './metrics.ts';
import { readParams, type CapturedValues } from './params.ts';
import { fileUses, type FileUses } from './python/fileUses.ts';
import type { PythonModule } from './python/module.ts';
import type { PathUse } from './python/pathUse.ts';
import { scriptSettings } from './python/scriptSettings.ts';
import { readSeries, type CapturedSeries, type SeriesFindings } from './series.ts';
import { sha256Of } from './sourceFile.ts';
import { chooseScript, findTrainingScript, type TrainingScript } from './trainingScript.ts';
import { pathsOfUse } from './usePaths.ts';

export type { CapturedCode } from './codeFiles.ts';

/** A model file or folder whose origin is asked for. */
export interface ModelFile {
  /** Relative to the trail's root. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

export interface ProvenanceRequest {
  /** Absolute; every path in the answer is relative to it. */
  readonly root: string;
  /** Absolute; the opened folder, `root` or below it. */
  readonly folder: string;
  readonly models: readonly ModelFile[];
  /** The script that trained them, where it is known: relative to `root` or `folder`, or absolute. */
  readonly script: string | null;
  /** Whether Git may be started. Without it the commit and branch are read from Git's files alone. */
  readonly git: boolean;
  /** Data and code to record beside what is found; files or folders relative to `root`. */
  readonly data: readonly string[];
  readonly code: readonly string[];
  /** As it was recorded at the training; this machine's where null; none where it can't be told any more. */
  readonly environment: RecordedEnvironment | 'unknown' | null;
}

export interface CaptureContext extends CallContext {
  readonly digest: Digest;
}

/** What produced the model files, as far as it can be told without running anything. */
export interface Provenance {
  /** `candidates` are the scripts that could have written them, the best first; where none is chosen, a person should choose. */
  readonly script: { readonly chosen: string | null; readonly line: number | null; readonly candidates: readonly string[] };
  readonly params: ReadonlyMap<string, RecordedValue>;
  readonly code: CodeRecord | null;
  /** What `code.files` names, in the same order. */
  readonly codeFiles: readonly CapturedCode[];
  /** What `code.patch` names. */
  readonly patch: Uint8Array | null;
  readonly data: readonly DataRecord[];
  readonly environment: CapturedEnvironment | null;
  readonly remarks: readonly Remark[];
  readonly results: Results;
  /** ISO 8601: when the newest of the model files was written. */
  readonly trainedAt: string | null;
  /** ISO 8601: when this was looked for, where that was as the model file was written; null where it was later. */
  readonly capturedAt: string | null;
  /** The run that made them, where it is known to have. */
  readonly run: RunRecord | null;
}

/** What came of the training: a run often writes it after the model. */
export interface Results {
  readonly metrics: ReadonlyMap<string, RecordedValue>;
  readonly series: CapturedSeries | null;
  readonly remarks: readonly Remark[];
  /** When the newest file of them was written, in milliseconds since 1970; null where there is none. */
  readonly writtenAt: number | null;
}

/** All that a version says about its own record. */
export function remarksOf({ remarks, results }: Pick<Provenance, 'remarks' | 'results'>): Remark[] {
  return [...boundedList(distinctRemarks([...remarks, ...results.remarks]), 8000, (remark) => remark).kept];
}

const noUses: FileUses = { writes: [], reads: [] };
const noValues: CapturedValues = { values: new Map(), files: [], remarks: [] };
const noSeries: SeriesFindings = { series: null, final: new Map(), files: [], remarks: [] };
const noData: CapturedData = { data: [], files: [], remarks: [] };

/**
 * Looks for what produced the model files. A source that can't be read becomes a remark; only `cancelled` is thrown.
 */
export async function captureProvenance(request: ProvenanceRequest, context: CaptureContext): Promise<Provenance> {
  const { root, signal } = { root: request.root, signal: context.signal };
  const remarks: Remark[] = [];
  const attempt = attempts(remarks);
  const loader = new ModuleLoader(root, request.folder, signal);
  const newest = Math.max(...request.models.map((model) => model.modifiedAt));
  const trainedAt = Number.isFinite(newest) ? newest : null;

  const [git, environment, script] = await Promise.all([
    attempt("Git's state", null, () => readGit({ root, start: request.git, signal })),
    attempt('the environment', null, async () => (request.environment === 'unknown' ? null : readEnvironment({ root, folder: request.folder, recorded: request.environment }))),
    attempt('the scripts', noScript, () => settleScript(request, loader, signal)),
  ]);
  const uses = script.loaded === null ? noUses : fileUses({ script: script.loaded.script, modules: script.loaded, root });
  const place = { root, folder: relativeFolder(root, request.folder), script: script.chosen };
  const [settings, results, logs] = await Promise.all([existing(root, place, uses.reads.filter(isSettings)), existing(root, place, uses.writes.filter(isMetrics)), existing(root, place, uses.writes.filter(isLog))]);

  const models = request.models.map(({ path }) => path);
  const [inModel, params, metrics, data] = await Promise.all([
    attempt('the model files', new Map<string, RecordedValue>(), () => readModelParams(root, models)),
    attempt('the parameters', noValues, async () => (await readHydra({ ...place, models, trainedAt })) ?? readParams({ ...place, read: settings.map(({ path }) => path) })),
    attempt('the metrics', noValues, () => readMetrics({ ...place, models, written: results.map(({ path }) => path), trainedAt })),
    attempt('the data', noData, () => readData({ ...place, reads: dataReads(uses, place), named: request.data, except: models }, context)),
  ]);
  const readPaths = data.data.map(({ path }) => path);
  const series = await attempt('the training log', noSeries, () => readSeries({ ...place, models, written: logs.map(({ path }) => path), except: readPaths, trainedAt }, signal));
  const code = await attempt('the code', { files: [], remarks: [] }, () => readCodeFiles({ root, script: script.chosen, sources: script.loaded?.files ?? [], settings: [...params.files, ...metrics.files].map(({ path }) => path), named: request.code, untracked: git?.untracked ?? [], signal }));
  const inScript = script.loaded === null ? new Map<string, RecordedValue>() : recordedSettings(scriptSettings(modulesOf(script.loaded)));
  const settled = outweigh(inScript, params.values, 'in a file of settings');
  const combined = outweigh(settled.values, inModel, 'in the model file');
  const usedFiles = new Set(params.files.map(({ path }) => path));
  const assumed = settings.filter(({ path, use }) => use.assumed !== null && usedFiles.has(path)).map(({ path, use }) => ({ code: 'params-assumed', text: `${path} is ${use.assumed ?? ''} in ${use.module}; other settings may have been used.`, path }));
  const changes = trainedAt === null ? [] : [...changedSince({ trainedAt, sources: [...(script.loaded?.files ?? []), ...params.files, ...data.files], results: [] }), ...environmentChange(environment, trainedAt)];
  const codeFiles = boundedList(code.files, 20_000, ({ bytes: _, ...file }) => file);
  const dataRecords = boundedList(data.data, 16_000, withoutHeader);
  remarks.push(...script.remarks, ...(script.loaded?.remarks ?? []), ...changes, ...assumed, ...params.remarks, ...settled.remarks, ...combined.remarks, ...defaultsRemark(script.chosen ?? '', combined.values), ...data.remarks, ...dataRecords.remarks('data files'), ...(git?.remarks ?? []), ...code.remarks, ...codeFiles.remarks('code files'), ...(environment?.remarks ?? []));
  return {
    script: { chosen: script.chosen, line: script.line, candidates: script.candidates },
    params: combined.values,
    code: codeRecord(git, script.chosen, codeFiles.kept),
    codeFiles: codeFiles.kept,
    patch: git?.patch ?? null,
    data: dataRecords.kept,
    environment,
    remarks,
    results: resultsOf(metrics, series, trainedAt),
    trainedAt: trainedAt === null ? null : new Date(trainedAt).toISOString(),
    capturedAt: null,
    run: null,
  };
}

/** The script first. */
function modulesOf(loaded: LoadedScript): PythonModule[] {
  return [...new Set([loaded.script, ...loaded.files.flatMap(({ path }) => loaded.byPath(path) ?? [])])];
}

function resultsOf(metrics: CapturedValues, series: SeriesFindings, trainedAt: number | null): Results {
  const files = [...metrics.files, ...series.files];
  return {
    // A run that sums nothing up is known by what its log ends with.
    metrics: metrics.files.length === 0 ? series.final : metrics.values,
    series: series.series,
    remarks: [...(trainedAt === null ? [] : changedSince({ trainedAt, sources: [], results: files })), ...metrics.remarks, ...series.remarks],
    writtenAt: files.length === 0 ? null : Math.max(...files.map(({ mtimeMs }) => mtimeMs)),
  };
}

/** Runs one source; what goes wrong in it becomes a remark. */
function attempts(remarks: Remark[]): <T>(what: string, otherwise: T, run: () => Promise<T>) => Promise<T> {
  return async (what, otherwise, run) => {
    try {
      return await run();
    } catch (error) {
      if (isCancelled(error)) throw error;
      const why = error instanceof Error ? error.message : String(error);
      remarks.push({ code: 'capture-failed', text: `Reading ${what} failed: ${why.slice(0, 200).replace(/\.$/u, '')}.` });
      return otherwise;
    }
  };
}

interface SettledScript {
  readonly chosen: string | null;
  readonly line: number | null;
  readonly candidates: readonly string[];
  readonly loaded: LoadedScript | null;
  readonly remarks: readonly Remark[];
}

const noScript: SettledScript = { chosen: null, line: null, candidates: [], loaded: null, remarks: [] };

/** The script that was named; else the one that is found to write the models. */
async function settleScript(request: ProvenanceRequest, loader: ModuleLoader, signal: AbortSignal): Promise<SettledScript> {
  const { root, folder, models } = request;
  const paths = models.map(({ path }) => path);
  if (request.script !== null) return namedScript(request, request.script, loader);
  const found = await findTrainingScript({ root, folder, signal, loader }, paths);
  const candidates = found.candidates.map(({ path }) => path);
  const remarks = scriptRemarks(found, paths);
  if (found.script === null) return { ...noScript, candidates, remarks };
  const loaded = await loader.load(found.script.path);
  return loaded === null || 'code' in loaded ? { ...noScript, candidates, remarks } : { chosen: found.script.path, line: found.script.line, candidates, loaded, remarks };
}

function scriptRemarks({ script, candidates }: TrainingScript, models: readonly string[]): Remark[] {
  const what = models[0] === undefined ? 'the model' : models.length === 1 ? models[0] : `${models[0]} and what is saved with it`;
  if (script?.certainty === 'anywhere') {
    return [{ code: 'script-assumed', text: `${script.path} is taken as the script that wrote ${what}: it is the only one here that saves a model under a name given when it runs.`, path: script.path }];
  }
  if (script !== null) return [];
  if (candidates.length === 0) return [{ code: 'script-unknown', text: `No script here was found to write ${what}, so its code and data are not recorded.` }];
  const names = candidates.slice(0, 4).map(({ path }) => path).join(', ');
  return [{ code: 'script-ambiguous', text: `Which script wrote ${what} is not known, so its code and data are not recorded. It may be: ${names}${candidates.length > 4 ? ' …' : ''}.` }];
}

async function namedScript({ root, folder, models }: ProvenanceRequest, named: string, loader: ModuleLoader): Promise<SettledScript> {
  const absolute = isAbsolute(named) ? [named] : [join(root, named), join(folder, named)];
  for (const path of absolute.map((each) => relative(root, each).split(sep).join('/'))) {
    if (path === '..' || path.startsWith('../')) continue;
    const loaded = await loader.load(path);
    if (loaded === null) continue;
    if ('code' in loaded) return { ...noScript, candidates: [path], remarks: [loaded] };
    const { writes } = fileUses({ script: loaded.script, modules: loaded, root, uncalled: true });
    const judged = chooseScript([{ path, loaded, writes }], models.map((model) => model.path), relativeFolder(root, folder));
    const line = judged.candidates[0]?.certainty === 'folder' ? null : (judged.candidates[0]?.line ?? null);
    return { chosen: path, line, candidates: [path], loaded, remarks: [] };
  }
  return { ...noScript, remarks: [{ code: 'script-missing', text: `${named} was named as the training script, but is not there.` }] };
}

interface Place {
  readonly root: string;
  readonly folder: string;
  readonly script: string | null;
}

function isSettings(use: PathUse): boolean {
  return use.kind === 'config' && !use.isPattern;
}

function isMetrics(use: PathUse): boolean {
  return use.kind === 'metrics' && !use.isPattern;
}

function isLog(use: PathUse): boolean {
  return use.kind === 'log' && !use.isPattern;
}

/** The files that the uses mean, where they are there. */
async function existing(root: string, { script, folder }: Place, uses: readonly PathUse[]): Promise<{ path: string; use: PathUse }[]> {
  const found = await Promise.all(uses.slice(0, 100).map(async (use) => {
    for (const { path } of pathsOfUse(use, script ?? '', folder)) {
      if ((await stat(join(root, path)).catch(() => null))?.isFile() === true) return [{ path, use }];
    }
    return [];
  }));
  return found.flat();
}

/** What the script reads and did not write itself: data, and models that it starts from. */
function dataReads({ reads, writes }: FileUses, { script, folder }: Place): PathUse[] {
  const paths = (use: PathUse): string[] => pathsOfUse(use, script ?? '', folder).map(({ path }) => path);
  const written = new Set(writes.flatMap(paths));
  return reads.filter((use) => (use.kind === 'data' || use.kind === 'model') && !paths(use).some((path) => written.has(path)));
}

/** The headers of tables have a limit of their own. */
function withoutHeader({ columnNames: _, ...record }: DataRecord): object {
  return record;
}

function environmentChange(environment: CapturedEnvironment | null, trainedAt: number): Remark[] {
  const changedAt = environment?.changedAt ?? null;
  if (changedAt === null || changedAt - trainedAt <= 2000) return [];
  return [{ code: 'changed-after', text: `Packages were installed or removed ${timeBetween(changedAt - trainedAt)} after the model file was written.` }];
}

function codeRecord(git: Awaited<ReturnType<typeof readGit>>, script: string | null, files: readonly CapturedCode[]): CodeRecord | null {
  if (git === null && script === null && files.length === 0) return null;
  return {
    commit: git?.commit ?? null,
    branch: git?.branch ?? null,
    patch: git?.patch == null ? null : sha256Of(git.patch),
    script,
    files: files.map(({ bytes: _, ...file }) => file),
  };
}

function distinctRemarks(remarks: readonly Remark[]): Remark[] {
  return [...new Map(remarks.map((remark) => [`${remark.code} ${remark.text}`, remark])).values()];
}
