import { accessSync, constants, existsSync, lstatSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where the trail of a folder is kept. */
export interface StorePlace {
  /** Absolute; artifact paths are relative to it. */
  readonly root: string;
  readonly storeDir: string;
  /** Of the work tree; for a linked worktree, its own. Null outside Git. */
  readonly gitDir: string | null;
  /** What all worktrees of a repository share. */
  readonly commonDir: string | null;
  readonly kind: 'git' | 'folder';
  /** Whether something was saved there already. */
  readonly exists: boolean;
}

interface WorkTree {
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
}

/**
 * Finds the trail that a folder belongs to, by reading files alone: no process is started and nothing is created.
 * An existing `.modeltrail/store` wins, the nearest first, up to the work tree's root; else `<common dir>/modeltrail`
 * in Git, where that can be written; else `.modeltrail/store`.
 */
export function findStore(folder: string): StorePlace {
  const start = resolve(folder);
  const tree = findWorkTree(start);
  const own = findOwnStore(start, tree?.root ?? null);
  const git = { gitDir: tree?.gitDir ?? null, commonDir: tree?.commonDir ?? null };
  if (own !== null) return { root: own, storeDir: ownStore(own), ...git, kind: 'folder', exists: true };
  if (tree === null) return { root: start, storeDir: ownStore(start), ...git, kind: 'folder', exists: false };
  const shared = join(tree.commonDir, 'modeltrail');
  const exists = existsSync(join(shared, 'format'));
  // What is there can be read even where nothing can be written any more.
  if (exists || writable(existsSync(shared) ? shared : tree.commonDir)) return { root: tree.root, storeDir: shared, ...git, kind: 'git', exists };
  return { root: tree.root, storeDir: ownStore(tree.root), ...git, kind: 'folder', exists: false };
}

function ownStore(folder: string): string {
  return join(folder, '.modeltrail', 'store');
}

function findOwnStore(start: string, top: string | null): string | null {
  for (const folder of selfAndAncestors(start)) {
    if (existsSync(join(ownStore(folder), 'format'))) return folder;
    if (folder === top) return null;
  }
  return null;
}

function findWorkTree(start: string): WorkTree | null {
  for (const root of selfAndAncestors(start)) {
    const dotGit = join(root, '.git');
    const kind = kindOf(dotGit);
    if (kind === null) continue;
    const gitDir = kind === 'folder' ? dotGit : linkedGitDir(dotGit);
    if (gitDir !== null && existsSync(join(gitDir, 'HEAD'))) return { root, gitDir, commonDir: commonDirOf(gitDir) };
    // A link to a Git folder that has moved: Git refuses to work here, and so no outer repository is meant.
    if (kind === 'file') return null;
  }
  return null;
}

/** Linked worktrees and submodules have a file in the place of the folder: `gitdir: PATH`. */
function linkedGitDir(dotGit: string): string | null {
  const match = /^gitdir:\s*(.+?)\s*$/mu.exec(firstBytes(dotGit));
  return match?.[1] === undefined ? null : resolve(dirname(dotGit), match[1]);
}

function commonDirOf(gitDir: string): string {
  const text = firstBytes(join(gitDir, 'commondir')).trim();
  return text === '' ? gitDir : resolve(gitDir, text);
}

function firstBytes(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, 8192);
  } catch {
    return '';
  }
}

function kindOf(path: string): 'folder' | 'file' | null {
  try {
    const info = lstatSync(path);
    if (info.isSymbolicLink()) return existsSync(join(path, 'HEAD')) ? 'folder' : null;
    return info.isDirectory() ? 'folder' : 'file';
  } catch {
    return null;
  }
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function* selfAndAncestors(start: string): Generator<string> {
  for (let folder = start; ; folder = dirname(folder)) {
    yield folder;
    if (dirname(folder) === folder) return;
  }
}
