import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { CallContext } from '../base/rpc.ts';
import type { Author } from '../domain/manifest.ts';
import { modelExtensions, modelFileKind, skippedFolders } from '../domain/modelFile.ts';
import { belowRoot } from './git.ts';
import { readGitBlobs } from './gitBlobs.ts';
import { runGit, type GitResult } from './gitCommand.ts';
import { findGitFolders, type GitFolders } from './gitHead.ts';
import { lfsPointer, maxPointerBytes } from './mentions/pointerFiles.ts';

/** One content of a model file that was committed at some time. */
export interface CommittedModel {
  /** Relative to the trail's root, as it was called then. */
  readonly path: string;
  readonly isFolder: false;
  /** When it was committed first, in milliseconds since 1970. */
  readonly mtimeMs: number;
  /** Bytes of the model itself. */
  readonly size: number;
  readonly commit: Commit;
  /** In Git itself, by its object id; or in Git LFS, by its digest. */
  readonly content: { readonly kind: 'git'; readonly blob: string } | { readonly kind: 'lfs'; readonly sha256: string; readonly file: string };
}

export interface Commit {
  readonly id: string;
  readonly author: Author;
  /** The first line of its message. */
  readonly subject: string;
  /** Names of the tags that stand on it. */
  readonly tags: readonly string[];
}

export interface CommittedModels {
  /** The first committed first; a content that was committed again stands where it came first. */
  readonly models: readonly CommittedModel[];
  /** Contents whose bytes are in a remote of Git or of Git LFS only. */
  readonly elsewhere: number;
  /** Why the history could not be read, as a sentence; null where it could. */
  readonly problem: string | null;
}

export interface CommittedModelsRequest {
  /** Absolute. */
  readonly root: string;
  /** Files and folders, relative to `root`; all of it where none is named. */
  readonly paths: readonly string[];
}

/** A content that a commit brought. */
interface Entry {
  readonly path: string;
  readonly blob: string;
  readonly commit: string;
  readonly committedAt: number;
  readonly author: Author;
  readonly subject: string;
}

const maxLogBytes = 256 * 1024 * 1024;
const maxContents = 5000;
const nothing: CommittedModels = { models: [], elsewhere: 0, problem: null };

/** Looks through all branches and tags for the contents that model files ever had. Nothing is fetched. Throws `cancelled`. */
export async function findCommittedModels({ root, paths }: CommittedModelsRequest, { signal }: Pick<CallContext, 'signal'>): Promise<CommittedModels> {
  const folders = await findGitFolders(root);
  if (folders === null) return nothing;
  const { top } = folders;
  const log = await readLog(top, relative(top, root).split(sep).join('/'), paths, signal);
  if (log.kind === 'failed' && /does not have any commits|bad default revision/u.test(log.message)) return nothing;
  if (log.kind !== 'output') return { ...nothing, problem: problemOf(log) };
  const entries = firstOfEach(parseLog(log.bytes.toString('utf8')).flatMap((entry) => below(top, root, entry)));
  const [sizes, tags] = [await blobSizes(top, entries, signal), await readTags(top, signal)];
  const pointers = await readPointers(top, entries.filter(({ blob }) => (sizes.get(blob) ?? Infinity) <= maxPointerBytes), signal);
  const found = await Promise.all(entries.map((entry) => locate(folders, entry, { size: sizes.get(entry.blob), pointer: pointers.get(entry.blob) ?? null, tags: tags.get(entry.commit) ?? [] })));
  const models = distinctContents(found.filter((model) => model !== null));
  return { models, elsewhere: found.filter((model) => model === null).length, problem: entries.length < maxContents ? null : `Only the first ${String(maxContents)} contents of model files in Git’s history are shown.` };
}

function readLog(top: string, prefix: string, paths: readonly string[], signal: AbortSignal): Promise<GitResult> {
  const within = prefix === '' ? '' : `${prefix}/`;
  const wanted = paths.length === 0 || paths.includes('') ? modelExtensions.map((extension) => `:(top,glob,icase)${within.replaceAll(/[\\*?[\]]/gu, '\\$&')}**/*.${extension}`) : paths.map((path) => `:(top,literal)${within}${path}`);
  const args = ['log', '--all', '--reverse', '--no-renames', '--diff-filter=AM', '--diff-merges=first-parent', '--raw', '-z', '--no-abbrev', '--no-color', '--no-show-signature', '--format=%x02%H%x1f%ct%x1f%an%x1f%ae%x1f%s', '--', ...wanted];
  return runGit({ top, args, patterns: true, maxBytes: maxLogBytes, signal });
}

function problemOf(result: GitResult): string {
  const why = result.kind === 'missing' ? 'Git is not installed' : result.kind === 'failed' ? result.message.replace(/^fatal: |\.$/gu, '') : 'it is too long; name a file or folder to look for';
  return `Git’s history was not looked through: ${why}.`;
}

/** The output of `git log --raw -z`: a line for each commit, then pairs of what changed and its path. */
function parseLog(text: string): Entry[] {
  const entries: Entry[] = [];
  let commit: Omit<Entry, 'path' | 'blob'> | null = null;
  let blob: string | null = null;
  for (const token of text.split('\0')) {
    const field = token.replace(/^\n/u, '');
    if (blob !== null) {
      if (commit !== null) entries.push({ ...commit, path: token, blob });
      blob = null;
    } else if (field.startsWith('\x02')) {
      const [id = '', seconds = '', name = '', email = '', ...subject] = field.slice(1).split('\x1f');
      commit = { commit: id, committedAt: Number(seconds) * 1000, author: { name: name || email || 'unknown', email: email || null }, subject: subject.join(' ') };
    } else {
      // Regular files alone: a link or a submodule is no model.
      blob = /^:\d+ 100\d{3} [\da-f]+ ([\da-f]{40,64}) [AM]/u.exec(field)?.[1] ?? (field.startsWith(':') ? '' : null);
    }
  }
  return entries.filter((entry) => entry.blob !== '');
}

function below(top: string, root: string, entry: Entry): Entry[] {
  const path = belowRoot(top, root, entry.path);
  return path === null || modelFileKind(path) !== 'model' || path.split('/').some((part) => skippedFolders.has(part)) ? [] : [{ ...entry, path }];
}

function firstOfEach(entries: readonly Entry[]): Entry[] {
  const seen = new Set<string>();
  return entries.filter(({ blob }) => !seen.has(blob) && seen.add(blob)).slice(0, maxContents);
}

/** A model that was moved from Git to Git LFS has the same bytes in both. */
function distinctContents(models: readonly CommittedModel[]): CommittedModel[] {
  return [...new Map([...models].reverse().map((model) => [model.content.kind === 'lfs' ? model.content.sha256 : model.content.blob, model])).values()].reverse();
}

/** Bytes of each object that is here. */
async function blobSizes(top: string, entries: readonly Entry[], signal: AbortSignal): Promise<Map<string, number>> {
  if (entries.length === 0) return new Map();
  const input = entries.map(({ blob }) => `${blob}\n`).join('');
  const result = await runGit({ top, args: ['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)'], input, maxBytes: maxLogBytes, signal });
  const lines = result.kind === 'output' ? result.bytes.toString('utf8').split('\n') : [];
  return new Map(lines.flatMap((line) => {
    const [, blob, size] = /^([\da-f]+) blob (\d+)$/u.exec(line) ?? [];
    return blob === undefined ? [] : [[blob, Number(size)] as const];
  }));
}

type Pointer = NonNullable<ReturnType<typeof lfsPointer>>;

async function readPointers(top: string, small: readonly Entry[], signal: AbortSignal): Promise<Map<string, Pointer>> {
  const contents = await readGitBlobs({ top, blobs: small.map(({ blob }) => blob), maxBytes: maxLogBytes, signal });
  return new Map([...contents].flatMap(([blob, bytes]) => {
    const pointer = lfsPointer(bytes.toString('utf8'));
    return pointer === null ? [] : [[blob, pointer] as const];
  }));
}

async function readTags(top: string, signal: AbortSignal): Promise<Map<string, string[]>> {
  const result = await runGit({ top, args: ['for-each-ref', '--format=%(objectname) %(*objectname) %(refname:lstrip=2)', 'refs/tags'], maxBytes: maxLogBytes, signal });
  const tags = new Map<string, string[]>();
  for (const line of result.kind === 'output' ? result.bytes.toString('utf8').split('\n') : []) {
    // An annotated tag is an object of its own, which names the commit.
    const [, object = '', commit = '', tag = ''] = /^([\da-f]+) ([\da-f]*) (.+)$/u.exec(line) ?? [];
    const id = commit === '' ? object : commit;
    tags.set(id, [...(tags.get(id) ?? []), tag]);
  }
  return tags;
}

interface Facts {
  readonly size: number | undefined;
  readonly pointer: Pointer | null;
  readonly tags: readonly string[];
}

/** Where the bytes are on this machine; null where they are not. */
async function locate({ commonDir }: GitFolders, { path, blob, commit, committedAt, author, subject }: Entry, { size, pointer, tags }: Facts): Promise<CommittedModel | null> {
  const model = { path, isFolder: false, mtimeMs: committedAt, commit: { id: commit, author, subject, tags } } as const;
  if (size === undefined || size === 0) return null;
  if (pointer === null) return { ...model, size, content: { kind: 'git', blob } };
  const { sha256 } = pointer;
  const file = join(commonDir, 'lfs', 'objects', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  const info = await stat(file).catch(() => null);
  return info?.isFile() === true && info.size === pointer.size ? { ...model, size: info.size, content: { kind: 'lfs', sha256, file } } : null;
}
