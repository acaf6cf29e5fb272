import { matchesGlob } from './glob.ts';

/**
 * A path as a script names it, where some of it may be known only when it runs: `models/epoch-*.pt`.
 * `*` stands for part of a name, `**` for anything.
 */
export interface PathPattern {
  readonly path: string;
  readonly isPattern: boolean;
}

/** Whether a path is one that the pattern stands for; without a pattern, whether it is the same. */
export function matchesPattern({ path, isPattern }: PathPattern, candidate: string): boolean {
  return isPattern ? matchesGlob(path, candidate) : path === candidate;
}

/** How much of the last part of a pattern is written out, without its extension: what tells one file from another. */
export function specificity(pattern: string): number {
  const name = pattern.slice(pattern.lastIndexOf('/') + 1).replace(/\.[^.*]*$/u, '');
  return name.replaceAll('*', '').length;
}

/** The folder that all matches lie below: the parts before the first wildcard. */
export function fixedFolder(pattern: string): string {
  const parts = pattern.split('/').slice(0, -1);
  const wild = parts.findIndex((part) => /[*?[]/u.test(part));
  return (wild < 0 ? parts : parts.slice(0, wild)).join('/');
}

/** Takes `.` and `..` out of a relative path; null where it leaves its start. */
export function normalizePath(path: string): string | null {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/** Joins paths that are relative to the root, `/` between parts; null where the result leaves the root. */
export function joinPath(folder: string, path: string): string | null {
  return normalizePath(folder === '' ? path : `${folder}/${path}`);
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
