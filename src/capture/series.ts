import type { FileHandle } from 'node:fs/promises';
import { canonicalText, type Json } from '../domain/canonicalJson.ts';
import type { BlobReference, Remark } from '../domain/manifest.ts';
import { extensionOf } from '../domain/modelFile.ts';
import { countText } from '../domain/numberText.ts';
import { maxCurves, type TrainingCurve } from '../domain/trainingSeries.ts';
import type { RecordedValue } from '../domain/version.ts';
import type { DatedFile } from './changedSince.ts';
import { CurveBuilder, type BuiltCurves } from './curveBuilder.ts';
import { findLiveTables } from './dvclive.ts';
import { JsonLogLines, TableLogLines, type LogLines } from './logLines.ts';
import { rowOf } from './logRow.ts';
import { nearest } from './params.ts';
import { folderOf } from './pathPattern.ts';
import { earlierRun } from './sameRun.ts';
import { isUnreadable, sha256Of, unreadableRemark, withSource } from './sourceFile.ts';
import { guessDelimiter } from './tableShape.ts';
import { findEventFiles, readEventFile, type EventFile } from './tensorboard.ts';
import { textLines } from './textLines.ts';
import { readTrainerState, trainerStateName } from './trainerState.ts';

export interface SeriesRequest {
  /** Absolute. */
  readonly root: string;
  readonly script: string | null;
  /** The opened folder, relative to `root`. */
  readonly folder: string;
  /** The model files, relative to `root`: logs beside one, or in the folder above, come before those beside the script. */
  readonly models: readonly string[];
  /** Logs that the script writes, relative to `root`. */
  readonly written: readonly string[];
  /** Paths that are no logs of the run: the data that it read. */
  readonly except: readonly string[];
  /** Milliseconds since 1970: when the newest model file was written; null where that is not known. */
  readonly trainedAt: number | null;
}

/** Training curves as a version keeps them. */
export interface CapturedSeries {
  /** The blob's name, and the number of curves. */
  readonly reference: BlobReference;
  /** The blob: canonical JSON of a `TrainingSeries`. */
  readonly bytes: Uint8Array;
}

export interface SeriesFindings {
  readonly series: CapturedSeries | null;
  /** The last value of each curve, with its line. */
  readonly final: ReadonlyMap<string, RecordedValue>;
  readonly files: readonly DatedFile[];
  readonly remarks: readonly Remark[];
}

/** Names under which programs write a run's log. Under `results.csv` other tables are written too: it must count epochs or steps. */
const names = [trainerStateName, 'metrics.jsonl', 'log.jsonl', 'train_log.jsonl', 'training_log.jsonl', 'history.jsonl', 'history.csv', 'log.csv', 'metrics.csv', 'training_log.csv', 'train_log.csv', 'progress.csv', 'results.csv'];
const uncertainNames = new Set(['results.csv']);
/** Stands for the line of what has no lines. */
const wholeFile = 0;
const maxLogBytes = 64 * 1024 * 1024;
/** It is one JSON document, and is read whole. */
const maxTrainerState = 16 * 1024 * 1024;

/**
 * The training curves of the run: of the logs that the script writes; else of those beside the model; else of the nearest to
 * the script; else the tables of DVCLive; else the scalars of TensorBoard's event files. At most 200 curves, and 2,000 points of each: of longer ones evenly spaced points, the first and the last kept.
 * A log that is older than the run that wrote the model is of another run, and is left out. Throws `cancelled`.
 */
export async function readSeries(request: SeriesRequest, signal: AbortSignal): Promise<SeriesFindings> {
  const remarks: Remark[] = [];
  const seen = new Set(request.except);
  for (const place of placesOf(request)) {
    const logs: ReadLog[] = [];
    for (const path of place) {
      if (seen.has(path)) continue;
      seen.add(path);
      const log = await readLog(request, path, remarks, signal);
      if (log !== null) logs.push(log);
    }
    if (logs.length > 0) return { ...joined(logs, remarks), remarks };
  }
  const live = await readLive(request, remarks, signal);
  if (live.length > 0) return { ...joined(live, remarks), remarks };
  const logs = [...Map.groupBy(await findEventFiles(request), ({ prefix }) => prefix).values()].flatMap((files) => readEvents(request.root, files, remarks) ?? []);
  return logs.length > 0 ? { ...joined(logs, remarks), remarks } : { series: null, final: new Map(), files: [], remarks };
}

async function readLive(request: SeriesRequest, remarks: Remark[], signal: AbortSignal): Promise<ReadLog[]> {
  const logs: ReadLog[] = [];
  for (const { path, prefix } of await findLiveTables(request)) {
    const log = await readLog(request, path, remarks, signal);
    const named = <T extends { readonly name: string }>(each: T): T => ({ ...each, name: prefix + each.name });
    if (log !== null) logs.push({ ...log, curves: log.curves.map(named), last: log.last.map(named) });
  }
  return logs;
}

/** What TensorBoard's event files of one folder hold, as one log: a run that was resumed has several. */
function readEvents(root: string, files: readonly EventFile[], remarks: Remark[]): ReadLog | null {
  const scalars = files.flatMap(({ path }) => {
    const read = readEventFile(root, path);
    if (read?.isWhole !== true) remarks.push({ code: 'series-lines', text: `${path} was read only in part.`, path });
    return read?.scalars ?? [];
  });
  const newest = files.toSorted((one, other) => other.mtimeMs - one.mtimeMs)[0];
  if (newest === undefined || scalars.length === 0) return null;
  const built = [...Map.groupBy(scalars, ({ tag }) => tag)].slice(0, maxCurves + 1).map(([tag, points]) => {
    // Each tag counts its steps for itself.
    const builder = new CurveBuilder();
    for (const { step, wallTime, value } of points) builder.add({ line: wholeFile, epoch: null, step, time: wallTime, timeName: 'wall_time', values: [[newest.prefix + tag, value]], hasText: false });
    return builder.build();
  });
  return { curves: built.flatMap(({ curves }) => curves), last: built.flatMap(({ last }) => last), cut: 0, counted: true, hasText: false, restartedAt: null, path: newest.path, mtimeMs: newest.mtimeMs };
}

/** Lists of paths, the likeliest first. */
function placesOf({ script, folder, models, written }: SeriesRequest): readonly (readonly string[])[] {
  const inFolder = (path: string): string[] => nearest(path, folder, names).slice(0, names.length).flat();
  // Checkpoints often lie in a folder of their own, below that of the run: `exp/weights/best.pt`, `version_0/checkpoints/x.ckpt`.
  const beside = models.flatMap((model) => [inFolder(model), ...(folderOf(model) === '' ? [] : [inFolder(folderOf(model))])]);
  const around = nearest(script, folder, names);
  const byFolder = Array.from({ length: around.length / names.length }, (_, at) => around.slice(at * names.length, (at + 1) * names.length).flat());
  return [written, ...beside, ...byFolder];
}

interface ReadLog extends BuiltCurves {
  readonly path: string;
  readonly mtimeMs: number;
}

/** Null where there is no log of this run. */
async function readLog({ root, trainedAt }: SeriesRequest, path: string, remarks: Remark[], signal: AbortSignal): Promise<ReadLog | null> {
  const result = await withSource(root, path, maxLogBytes, async (file, { size, mtimeMs }) => {
    const earlier = earlierRun(path, mtimeMs, trainedAt);
    if (earlier !== null) return earlier;
    return { ...(await readCurves(file, size, path, signal)), mtimeMs };
  });
  if (result === null) return null;
  if (isUnreadable(result)) remarks.push(unreadableRemark(result));
  else if ('code' in result) remarks.push(result);
  else {
    const { built, unread } = result;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const isLog = built.counted || (names.includes(name) && !uncertainNames.has(name) && !built.hasText);
    if (unread.length > 0) remarks.push(unreadLines(path, unread));
    if (!isLog || built.curves.length === 0) return null;
    if (built.restartedAt !== null) remarks.push({ code: 'series-restarted', text: `${path} holds several runs; the last, from line ${String(built.restartedAt)} on, was taken.`, path });
    if (built.cut > 0) remarks.push({ code: 'series-cut', text: `${path} holds more than ${countText(maxCurves, 'curve')}; the rest are not recorded.`, path });
    return { ...built, path, mtimeMs: result.mtimeMs };
  }
  return null;
}

function unreadLines(path: string, lines: readonly number[]): Remark {
  const text = lines.length === 1 ? `Line ${String(lines[0])} of ${path} was not read.` : `${countText(lines.length, 'line')} of ${path} were not read, the first of them line ${String(lines[0])}.`;
  return { code: 'series-lines', text, path };
}

async function readCurves(file: FileHandle, size: number, path: string, signal: AbortSignal): Promise<{ built: BuiltCurves; unread: readonly number[] }> {
  if (path.endsWith(trainerStateName)) return readTrainerLog(file, size);
  const builder = new CurveBuilder();
  let lines: LogLines | null = null;
  let number = 0;
  const unread: number[] = [];
  for await (const list of textLines(file, size, signal)) {
    lines ??= linesOf(path, list.slice(0, 5).join('\n'));
    for (const line of list) {
      number++;
      if (line?.trim() === '') continue;
      const fields = line === null ? null : lines.read(line);
      if (fields === null) unread.push(number);
      else if (fields.length > 0) builder.add(rowOf(fields, number));
    }
  }
  return { built: builder.build(), unread };
}

async function readTrainerLog(file: FileHandle, size: number): Promise<{ built: BuiltCurves; unread: readonly number[] }> {
  const builder = new CurveBuilder();
  const state = size > maxTrainerState ? null : readTrainerState((await file.readFile()).toString('utf8'));
  for (const fields of state?.rows ?? []) builder.add(rowOf(fields, state?.line ?? 1));
  return { built: builder.build(), unread: state === null ? [1] : [] };
}

function linesOf(path: string, start: string): LogLines {
  const extension = extensionOf(path);
  if (extension === 'jsonl' || extension === 'ndjson') return new JsonLogLines();
  return new TableLogLines(extension === 'tsv' ? '\t' : guessDelimiter(start));
}

/** Of a metric that several logs have, the first log's. */
function joined(logs: readonly ReadLog[], remarks: Remark[]): Omit<SeriesFindings, 'remarks'> {
  const curves = new Map<string, TrainingCurve>();
  const final = new Map<string, RecordedValue>();
  for (const log of logs) {
    const fresh = new Map(log.curves.filter(({ name }) => !curves.has(name)).map((curve) => [curve.name, curve]));
    const room = maxCurves - curves.size;
    if (fresh.size > room) remarks.push({ code: 'series-cut', text: `Not all curves of ${log.path} are recorded: a version has at most ${countText(maxCurves, 'curve')}.`, path: log.path });
    for (const [name, curve] of [...fresh].slice(0, room)) curves.set(name, curve);
    for (const { name, value, line } of log.last) {
      if (curves.get(name) === fresh.get(name) && fresh.has(name)) final.set(name, { value, source: { kind: 'file', path: log.path, ...(line === wholeFile ? {} : { line }) } });
    }
  }
  const bytes = new TextEncoder().encode(canonicalText({ curves: [...curves.values()] as unknown as Json }));
  return { series: { reference: { blob: sha256Of(bytes), count: curves.size }, bytes }, final, files: logs.map(({ path, mtimeMs }) => ({ path, mtimeMs })) };
}
