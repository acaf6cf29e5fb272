import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Remark } from '../domain/manifest.ts';
import { modelFileKind } from '../domain/modelFile.ts';
import { countText } from '../domain/numberText.ts';
import { runGit, type GitResult, type GitSetting } from './gitCommand.ts';
import { filteredPaths, filterSettings } from './gitFilters.ts';
import { findGitFolders, readHead, type GitFolders, type GitHead } from './gitHead.ts';
import { parseStatus, type GitStatus } from './gitStatus.ts';

export interface GitRequest {
  /** Absolute: the trail's root, in a work tree or outside any. */
  readonly root: string;
  /** Whether Git may be started; without it only its files are read. */
  readonly start: boolean;
  readonly signal?: AbortSignal;
}

export interface GitState extends GitHead {
  /** `git diff HEAD` without model files and other large ones; null where there is nothing in it, or it is not known. */
  readonly patch: Uint8Array | null;
  /** Files not in Git and not ignored, relative to the root. */
  readonly untracked: readonly string[];
  readonly remarks: readonly Remark[];
}

const maxPatchBytes = 2 * 1024 * 1024;
const maxStatusBytes = 16 * 1024 * 1024;
/** A larger changed file is data, not code. */
const maxPatchedFileBytes = 1024 * 1024;
const maxPatchedFiles = 500;

/** The commit, branch and what is not committed; null outside Git. */
export async function readGit(request: GitRequest): Promise<GitState | null> {
  const folders = await findGitFolders(request.root);
  if (folders === null) return null;
  const head = await readHead(folders.gitDir, folders.commonDir);
  const nothing = { ...head, patch: null, untracked: [] };
  if (!request.start) return { ...nothing, remarks: [{ code: 'git-not-asked', text: 'What was not committed is not recorded: Git is started only in a trusted workspace.' }] };
  const settings = await filterSettings(folders.top, request.signal);
  const status = await readStatus(folders, request, settings);
  if ('text' in status) return { ...nothing, remarks: [status] };
  const { commit, branch, untracked } = status;
  const changed = await patchable(folders.top, status.changed, settings, request.signal);
  const patch = commit === null ? { patch: null, remarks: [] } : await readPatch(folders.top, changed.paths, settings, request.signal);
  const added = commit === null ? status.changed : [];
  return {
    commit,
    branch,
    patch: patch.patch,
    untracked: [...untracked, ...added].map((path) => belowRoot(folders.top, request.root, path)).filter((path) => path !== null),
    remarks: [...status.remarks, ...(commit === null ? [] : changed.remarks), ...patch.remarks],
  };
}

async function readStatus(folders: GitFolders, { root, signal }: GitRequest, settings: readonly GitSetting[]): Promise<(GitStatus & { remarks: Remark[] }) | Remark> {
  const ask = (untracked: string): Promise<GitResult> => {
    const args = ['status', '--porcelain=v2', '--branch', '-z', '--no-renames', '--no-ahead-behind', '--ignore-submodules=all', `--untracked-files=${untracked}`, '--', relative(folders.top, root) || '.'];
    return runGit({ top: folders.top, args, settings, maxBytes: maxStatusBytes, ...(signal === undefined ? {} : { signal }) });
  };
  let result = await ask('all');
  const remarks: Remark[] = [];
  if (result.kind === 'too-long' || result.kind === 'timeout') {
    remarks.push({ code: 'untracked-cut', text: 'Files that are not in Git are not recorded: there are too many of them.' });
    result = await ask('no');
  }
  return result.kind === 'output' ? { ...parseStatus(result.bytes.toString('utf8')), remarks } : failure(result);
}

function failure(result: GitResult): Remark {
  const why = result.kind === 'missing' ? 'it is not installed' : result.kind === 'timeout' ? 'it took too long' : result.kind === 'failed' ? result.message.replace(/^fatal: /u, '') : 'it had too much to say';
  return { code: 'git-failed', text: `What was not committed is not recorded, since Git did not tell: ${why.replace(/\.$/u, '')}.` };
}

/** Leaves out what is no code: models, large files, and those that Git keeps in another form. */
async function patchable(top: string, changed: readonly string[], settings: readonly GitSetting[], signal?: AbortSignal): Promise<{ paths: string[]; remarks: Remark[] }> {
  const filtered = await filteredPaths(top, changed, settings, signal);
  const paths: string[] = [];
  const large: string[] = [];
  for (const path of changed) {
    if (path.split('/').includes('.modeltrail') || modelFileKind(path) === 'model' || filtered.has(path)) continue;
    const info = await stat(join(top, path)).catch(() => null);
    if ((info?.size ?? 0) > maxPatchedFileBytes || paths.length >= maxPatchedFiles) large.push(path);
    else paths.push(path);
  }
  const [first] = large;
  if (first === undefined) return { paths, remarks: [] };
  const others = large.length === 1 ? '' : ` and ${countText(large.length - 1, 'other file')}`;
  return { paths, remarks: [{ code: 'patch-partial', text: `Changes of ${first}${others} are not in the recorded patch: too large.`, path: first }] };
}

async function readPatch(top: string, paths: readonly string[], settings: readonly GitSetting[], signal?: AbortSignal): Promise<{ patch: Uint8Array | null; remarks: Remark[] }> {
  if (paths.length === 0) return { patch: null, remarks: [] };
  const args = ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--full-index', '--ignore-submodules=all', '--src-prefix=a/', '--dst-prefix=b/', 'HEAD', '--', ...paths];
  const result = await runGit({ top, args, settings, maxBytes: maxPatchBytes, ...(signal === undefined ? {} : { signal }) });
  if (result.kind === 'output') return { patch: result.bytes.length === 0 ? null : new Uint8Array(result.bytes), remarks: [] };
  if (result.kind === 'too-long') return { patch: null, remarks: [{ code: 'patch-too-large', text: 'What was not committed is not recorded: the patch is larger than 2 MB.' }] };
  return { patch: null, remarks: [failure(result)] };
}

/** A path of the work tree, seen from the trail's root; null where it is outside. */
export function belowRoot(top: string, root: string, path: string): string | null {
  const prefix = relative(top, root).split(sep).join('/');
  if (prefix === '') return path;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : null;
}
