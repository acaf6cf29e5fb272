import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** What `HEAD` is, read from Git's files alone: no process is started. */
export interface GitHead {
  /** Null before the first commit, and where refs are kept in a way that only Git reads. */
  readonly commit: string | null;
  /** Null for a detached head. */
  readonly branch: string | null;
}

export interface GitFolders {
  /** Absolute: the top of the work tree. */
  readonly top: string;
  readonly gitDir: string;
  /** What all worktrees of the repository share. */
  readonly commonDir: string;
}

const maxFileBytes = 16 * 1024 * 1024;

/** The repository that a folder belongs to; null outside one. */
export async function findGitFolders(start: string): Promise<GitFolders | null> {
  for (let top = start; ; top = dirname(top)) {
    const dotGit = join(top, '.git');
    const info = await stat(dotGit).catch(() => null);
    const gitDir = info === null ? null : info.isDirectory() ? dotGit : await linkedFolder(top, dotGit);
    if (gitDir !== null && (await stat(join(gitDir, 'HEAD')).catch(() => null)) !== null) {
      const common = (await readSmall(join(gitDir, 'commondir')))?.trim();
      return { top, gitDir, commonDir: common === undefined || common === '' ? gitDir : resolve(gitDir, common) };
    }
    if (info !== null && !info.isDirectory()) return null;
    if (dirname(top) === top) return null;
  }
}

/** Linked worktrees and submodules have a file that names the folder. */
async function linkedFolder(top: string, file: string): Promise<string | null> {
  const target = /^gitdir:\s*(.+?)\s*$/mu.exec((await readSmall(file)) ?? '')?.[1];
  return target === undefined ? null : resolve(top, target);
}

export async function readHead(gitDir: string, commonDir: string): Promise<GitHead> {
  const head = (await readSmall(join(gitDir, 'HEAD')))?.trim() ?? '';
  if (isObjectId(head)) return { commit: head, branch: null };
  const ref = refName(head);
  // With the reftable format `HEAD` holds a name that is never one.
  if (ref === null || ref === 'refs/heads/.invalid') return { commit: null, branch: null };
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : ref;
  return { commit: await readRef(ref, gitDir, commonDir, 0), branch };
}

async function readRef(ref: string, gitDir: string, commonDir: string, depth: number): Promise<string | null> {
  for (const folder of new Set([gitDir, commonDir])) {
    const content = (await readSmall(join(folder, ref)))?.trim();
    if (content === undefined) continue;
    if (isObjectId(content)) return content;
    const next = refName(content);
    if (next !== null && depth < 5) return readRef(next, gitDir, commonDir, depth + 1);
  }
  const packed = (await readSmall(join(commonDir, 'packed-refs'))) ?? '';
  const line = packed.split('\n').find((each) => each.endsWith(` ${ref}`));
  const id = line?.slice(0, line.indexOf(' ')) ?? '';
  return isObjectId(id) ? id : null;
}

function refName(content: string): string | null {
  const ref = /^ref:\s*(\S+)$/u.exec(content)?.[1];
  return ref?.startsWith('refs/') === true && !ref.split('/').includes('..') ? ref : null;
}

function isObjectId(text: string): boolean {
  return /^(?:[\da-f]{40}|[\da-f]{64})$/u.test(text);
}

async function readSmall(path: string): Promise<string | undefined> {
  try {
    const info = await stat(path);
    return info.isFile() && info.size <= maxFileBytes ? await readFile(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

