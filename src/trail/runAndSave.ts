import { basename, join } from 'node:path';
import type { CallOptions } from '../base/rpc.ts';
import type { Candidate } from '../capture/candidates.ts';
import { readCommandLine, type CommandLine } from '../capture/commandLine.ts';
import type { Provenance } from '../capture/provenance.ts';
import { runCommand, steeringVariables, type EndedCommand } from '../capture/runCommand.ts';
import type { EndedRun } from '../capture/runProvenance.ts';
import { fileTimeSlackMs } from '../capture/sameRun.ts';
import type { RunRecord } from '../domain/manifest.ts';
import { findFamilies } from '../domain/modelFamily.ts';
import type { TypedValue } from '../domain/typedValue.ts';
import { captureNow } from './captureModel.ts';
import { relativePath } from './paths.ts';
import { planSave, type SaveRequest } from './planSave.ts';
import { saveVersion, type SavedVersion } from './saveVersion.ts';
import type { Trail } from './trail.ts';

export interface RunRequest {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** The files to save afterwards; what the run wrote where none is named. */
  readonly paths: readonly string[];
  readonly model?: string;
  readonly label?: string;
  readonly note: string;
  readonly params?: ReadonlyMap<string, TypedValue>;
  /** Saves what a run left that failed, too. */
  readonly keepFailed: boolean;
  readonly print: (bytes: Buffer, stream: 'stdout' | 'stderr') => void;
}

export interface RunOutcome {
  readonly status: number;
  readonly failed: boolean;
  readonly saved: readonly SavedVersion[];
}

/**
 * Runs a command and saves the models that it wrote, with what was there as it began. A burst of checkpoints is one version, the
 * last of them. Throws `usage` where the command can't be started, and as `planSave` and `saveVersion` do.
 */
export async function runAndSave(trail: Trail, request: RunRequest, options: CallOptions = {}): Promise<RunOutcome> {
  const line = readCommandLine(request.command);
  const before = await captureBefore(trail, line, options);
  const startedAt = trail.clock.now();
  const ended = await runCommand({ command: request.command, folder: trail.folder, print: request.print });
  const failed = ended.exitCode !== 0;
  if (failed && !request.keepFailed) return { status: ended.status, failed, saved: [] };
  const run: EndedRun = { record: recordOf(trail, line, ended, startedAt), before, params: line.params, metrics: ended.printed.metrics };
  const written: readonly Written[] = request.paths.length > 0 ? [{ paths: request.paths }] : await writtenModels(trail, startedAt - fileTimeSlackMs, options);
  const saved: SavedVersion[] = [];
  for (const { paths, model } of written) {
    const wanted: SaveRequest = {
      paths,
      run,
      ...(request.params === undefined ? {} : { params: request.params }),
      ...(request.model === undefined && model === undefined ? {} : { model: request.model ?? model }),
      ...(before?.script.chosen == null ? {} : { script: before.script.chosen }),
    };
    const plan = await planSave(trail, wanted, options);
    saved.push(await saveVersion(trail, wanted, plan, { note: request.note, ...(request.label === undefined ? {} : { label: request.label }) }, options));
  }
  return { status: ended.status, failed, saved };
}

/** What the named script is and would read, before it runs: what is typed meanwhile is not what ran. */
async function captureBefore(trail: Trail, { script }: CommandLine, options: CallOptions): Promise<Provenance | null> {
  if (script === null) return null;
  const captured = await captureNow(trail, { models: [], script, data: [], code: [], environment: null }, options);
  return captured.script.chosen === null ? null : captured;
}

function recordOf(trail: Trail, { shown }: CommandLine, { exitCode, printed }: EndedCommand, startedAt: number): RunRecord {
  return {
    command: shown.slice(0, 1000).map((argument) => argument.slice(0, 1000)),
    folder: relativePath(trail.root, trail.folder) ?? '',
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(trail.clock.now()).toISOString(),
    exitCode,
    variables: steeringVariables(process.env),
    seed: printed.seed,
  };
}

interface Written {
  readonly paths: readonly string[];
  /** The line of versions they belong to, where it is not told by their paths. */
  readonly model?: string;
}

/** The models that were written since: of what versions have, all its files; of others the last of each family. */
async function writtenModels(trail: Trail, since: number, options: CallOptions): Promise<Written[]> {
  const candidates = await trail.workers.call('findCandidates', { root: trail.root, folder: trail.folder }, options);
  const index = await trail.index();
  const written = candidates.filter(({ mtimeMs }) => mtimeMs >= since);
  const known = Map.groupBy(written, ({ path }) => index?.byPath(path)?.model ?? '');
  const found: Written[] = [];
  for (const [model, files] of known) {
    if (model === '') found.push(...lastOfEach(trail, files));
    else {
      const artifacts = index?.latest(model)?.artifacts.map(({ path }) => path) ?? [];
      const areAll = artifacts.length > 0 && artifacts.every((path) => candidates.some((candidate) => candidate.path === path));
      found.push({ paths: areAll ? artifacts : files.map(({ path }) => path) });
    }
  }
  return found.map(({ paths, ...line }) => ({ ...line, paths: paths.map((path) => join(trail.root, path)) }));
}

function lastOfEach(trail: Trail, files: readonly Candidate[]): Written[] {
  return findFamilies(files, basename(trail.root)).map(({ model, members }) => ({ model, paths: members.slice(-1).map(({ found }) => found.path) }));
}
