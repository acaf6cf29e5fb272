import { TrailError } from '../base/errors.ts';
import type { CallOptions } from '../base/rpc.ts';
import type { CompareRequest, ComparedVersion } from '../compare/compared.ts';
import { focusOf } from '../compare/heads.ts';
import type { Comparison, Curve } from '../domain/comparison.ts';
import type { Version } from '../domain/version.ts';
import type { IndexReader } from '../store/index/reader.ts';
import { readCodeTexts } from './codeTexts.ts';
import { savedIndex } from './findVersion.ts';
import { summarizeModel } from './modelChoices.ts';
import { readOutlineBlob } from './outlines.ts';
import { readSeries } from './series.ts';
import type { Trail } from './trail.ts';
import { readWorkingFiles, workingId } from './workingFiles.ts';

/** Versions in one comparison. */
export const maxCompared = 12;

/** Which versions are compared, and how. */
export interface CompareChoice {
  /** Ids of versions, or `working` for the workspace's files; 2 to 12, each once. */
  readonly ids: readonly string[];
  /** Position, in `ids`, of the one that the others are measured against. */
  readonly baseline: number;
  /** Position of the one whose code is shown. */
  readonly focus: number;
}

/** A comparison, and what it was made from. */
export interface Compared {
  readonly comparison: Comparison;
  readonly request: CompareRequest;
}

/** Comparing is quick; what takes longer was made to. */
const compareTimeoutMs = 10_000;

/**
 * Reads what the versions recorded and compares it, in a worker.
 * Throws `usage` for fewer than two or more than twelve, `reference-unknown` for a version that is not there (any more).
 */
export async function compareVersions(trail: Trail, choice: CompareChoice, options: CallOptions = {}): Promise<Compared> {
  checkChoice(choice);
  // What is shown against itself shows another instead: its code has to be read.
  const focus = focusOf({ ...choice, versions: choice.ids });
  const index = await savedIndex(trail);
  const versions = await readAll(trail, index, { ...choice, focus }, options);
  const model = versions[choice.baseline]?.version.model ?? '';
  const { directions, mainMetric } = await summarizeModel(trail, model);
  const metrics = new Set(versions.flatMap(({ version }) => [...version.metrics.keys()]));
  const request: CompareRequest = {
    versions,
    baseline: choice.baseline,
    focus,
    directions,
    mainMetric,
    history: index.metricHistory(model, [...metrics]),
  };
  return { request, comparison: await trail.workers.call('compare', request, { ...options, timeoutMs: compareTimeoutMs }) };
}

/** The points of one metric over training, of every compared version that recorded them. */
export function curveOf(trail: Trail, { request }: Compared, name: string): Promise<Curve> {
  return trail.workers.call('curve', { request, name });
}

/** Throws `usage` for more than can be compared. */
export function checkCount(count: number): void {
  if (count > maxCompared) throw new TrailError('usage', `Up to ${String(maxCompared)} versions can be compared at once, not ${String(count)}.`, { hint: 'Leave some out.' });
}

function checkChoice({ ids, baseline, focus }: CompareChoice): void {
  const distinct = new Set(ids).size;
  if (distinct < ids.length) throw new TrailError('usage', 'A version can’t be compared with itself.', { hint: 'Choose another.' });
  if (ids.length < 2) throw new TrailError('usage', 'A comparison needs two versions or more.', { hint: 'Choose another.' });
  checkCount(ids.length);
  if (ids[baseline] === undefined || ids[focus] === undefined) throw new TrailError('internal', 'The baseline is not among the compared versions.');
}

async function readAll(trail: Trail, index: IndexReader, { ids, baseline, focus }: CompareChoice, options: CallOptions): Promise<ComparedVersion[]> {
  const records = ids.map((id) => (id === workingId ? null : recordOf(index, id)));
  const model = records.find((version) => version !== null)?.model ?? '';
  const working = records.includes(null) ? await readWorkingFiles(trail, model, options) : null;
  const codeOf = (at: number): Version | undefined => records[at] ?? working?.version;
  return Promise.all(
    records.map(async (version, at) => {
      if (version === null) return working as ComparedVersion;
      // Code is shown of two; and a file that is the same in both needs no text.
      const other = at === baseline ? codeOf(focus) : at === focus ? codeOf(baseline) : undefined;
      const same = new Map(other?.code?.files.map(({ path, sha256 }) => [path, sha256]));
      return readCompared(trail, version, other === undefined ? () => false : ({ path, sha256 }) => same.get(path) !== sha256);
    }),
  );
}

function recordOf(index: IndexReader, id: string): Version {
  const version = index.version(id);
  if (version !== undefined) return version;
  throw new TrailError('reference-unknown', `The version ${id.slice(0, 12)} is not in this trail.`, { hint: 'Choose another.' });
}

async function readCompared(trail: Trail, version: Version, wanted: Parameters<typeof readCodeTexts>[2]): Promise<ComparedVersion> {
  const [{ best }, code, outlines, series] = await Promise.all([
    summarizeModel(trail, version.model),
    readCodeTexts(trail, version, wanted),
    version.outline === null ? null : readOutlineBlob(trail, version.outline),
    readSeries(trail, version),
  ]);
  return { version, working: false, best: best === version.id, code, outlines, series };
}
