import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled } from '../base/errors.ts';
import type { CallContext } from '../base/rpc.ts';
import { modelFileKind } from '../domain/modelFile.ts';
import { relativeFolder } from './localImports.ts';
import { folderOf, matchesPattern, specificity } from './pathPattern.ts';
import { findModelWriters, type ModelWriter } from './trainingScript.ts';
import { pathsOfUse } from './usePaths.ts';
import { walkFolder } from './walkFolder.ts';

/** A file or folder that looks like a trained model. */
export interface Candidate {
  /** Relative to the trail's root, `/` between parts. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Bytes; of a folder, of all its files. */
  readonly size: number;
  /** When it, or the newest file in it, was written. */
  readonly mtimeMs: number;
  /** The line of a script that writes it; `line` is null in a notebook. */
  readonly namedIn: { readonly path: string; readonly line: number | null } | null;
}

export interface CandidateRequest {
  readonly root: string;
  readonly folder: string;
}

const maxEntries = 50_000;
const maxCandidates = 500;

/** Models below the opened folder, those that scripts write first, then the newest first. */
export async function findCandidates({ root, folder }: CandidateRequest, { signal }: Pick<CallContext, 'signal'>): Promise<Candidate[]> {
  const start = relativeFolder(root, folder);
  const [{ files }, writers] = await Promise.all([
    walkFolder({ root, start, maxEntries, signal, wanted: () => true }),
    findModelWriters({ root, folder, signal }),
  ]);
  const naming = namesBy(writers, start);
  const folders = modelFolders(files, naming);
  const inFolder = (path: string): boolean => ancestors(path).some((each) => folders.has(each));
  const single = files.filter((path) => !inFolder(path) && (modelFileKind(path) === 'model' || naming.file(path) !== null));
  const candidates = [
    ...(await described([...folders], async (path) => folderCandidate(root, path, files, naming), signal)),
    ...(await described(single, async (path) => fileCandidate(root, path, naming), signal)),
  ];
  const byTime = candidates.filter(({ size }) => size > 0).sort((one, other) => other.mtimeMs - one.mtimeMs);
  return [...byTime.filter(({ namedIn }) => namedIn !== null), ...byTime.filter(({ namedIn }) => namedIn === null)].slice(0, maxCandidates);
}

type Named = Candidate['namedIn'];

interface Naming {
  file(path: string): Named;
  folder(path: string): Named;
}

/** Which line names a path: exactly, or by a pattern that says more than an extension. */
function namesBy(writers: readonly ModelWriter[], start: string): Naming {
  const uses = writers.flatMap((writer) =>
    writer.writes.flatMap((use) =>
      pathsOfUse(use, writer.path, start)
        .filter((path) => !path.isPattern || specificity(path.path) > 0)
        .map((path) => ({ path, folder: use.folder, named: { path: use.module, line: use.module.endsWith('.ipynb') ? null : use.line } })),
    ),
  );
  uses.sort((one, other) => Number(one.path.isPattern) - Number(other.path.isPattern));
  const find = (path: string, folder: boolean): Named => uses.find((use) => (folder || !use.folder) && matchesPattern(use.path, path))?.named ?? null;
  return { file: (path) => find(path, false), folder: (path) => find(path, true) };
}

const weights = /(?:^|\/)(?:model|pytorch_model|adapter_model|tf_model|flax_model)[^/]*\.(?:safetensors|bin|h5|msgpack)$/u;

/** Folders that are one model: of Transformers, TensorFlow, MLflow, Core ML, and what a script saves as a folder. */
function modelFolders(files: readonly string[], naming: Naming): Set<string> {
  const names = new Map<string, Set<string>>();
  for (const path of files) {
    const folder = folderOf(path);
    names.set(folder, (names.get(folder) ?? new Set()).add(path.slice(folder === '' ? 0 : folder.length + 1)));
  }
  const found = new Set<string>();
  for (const [folder, inside] of names) {
    if (folder === '') continue;
    const isModel =
      inside.has('saved_model.pb') ||
      inside.has('MLmodel') ||
      ((inside.has('config.json') || inside.has('adapter_config.json')) && [...inside].some((name) => weights.test(name)));
    if (isModel) found.add(folder);
    for (const each of [folder, ...ancestors(folder)]) if (each.endsWith('.mlpackage') || (naming.folder(each) !== null && naming.file(each) === null)) found.add(each);
  }
  // The outermost stands for those in it.
  return new Set([...found].filter((folder) => !ancestors(folder).some((outer) => found.has(outer))));
}

function ancestors(path: string): string[] {
  const all: string[] = [];
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) all.push(folder);
  return all;
}

async function described(paths: readonly string[], describe: (path: string) => Promise<Candidate | null>, signal: AbortSignal): Promise<Candidate[]> {
  const all: Candidate[] = [];
  for (const path of paths.slice(0, 5000)) {
    throwIfCancelled(signal);
    const candidate = await describe(path);
    if (candidate !== null) all.push(candidate);
  }
  return all;
}

async function fileCandidate(root: string, path: string, naming: Naming): Promise<Candidate | null> {
  const info = await stat(join(root, path)).catch(() => null);
  return info?.isFile() === true ? { path, isFolder: false, size: info.size, mtimeMs: info.mtimeMs, namedIn: naming.file(path) } : null;
}

async function folderCandidate(root: string, path: string, files: readonly string[], naming: Naming): Promise<Candidate | null> {
  let size = 0;
  let mtimeMs = 0;
  for (const file of files) {
    if (!file.startsWith(`${path}/`)) continue;
    const info = await stat(join(root, file)).catch(() => null);
    size += info?.size ?? 0;
    mtimeMs = Math.max(mtimeMs, info?.mtimeMs ?? 0);
  }
  return { path, isFolder: true, size, mtimeMs, namedIn: naming.folder(path) };
}
