import { folderOf, joinPath, type PathPattern } from './pathPattern.ts';
import type { PathUse } from './python/pathUse.ts';

/** The paths below the root that a script may mean: it is started in the opened folder, its own, or the root. The likeliest first. */
export function pathsOfUse(use: Pick<PathUse, 'base' | 'path' | 'isPattern'>, script: string, folder: string): PathPattern[] {
  if (use.base === 'outside') return [];
  if (use.base === 'root') return [{ path: use.path, isPattern: use.isPattern }];
  // What is not known at all may be anywhere.
  if (use.path.startsWith('**')) return [{ path: use.path, isPattern: true }];
  const folders = [...new Set([folder, folderOf(script), ''])];
  const paths = folders.map((base) => joinPath(base, use.path)).filter((path) => path !== null && path !== '');
  return [...new Set(paths)].map((path) => ({ path: path ?? '', isPattern: use.isPattern }));
}
