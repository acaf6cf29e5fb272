import { isAbsolute, relative, resolve, sep } from 'node:path';
import { TrailError } from '../base/errors.ts';
import { unsafePathReason } from '../domain/artifactPath.ts';

/** A path below `root` as records write it (relative, `/`), or null where it is outside. */
export function relativePath(root: string, absolute: string): string | null {
  const path = relative(root, absolute);
  if (path === '' || isAbsolute(path) || path === '..' || path.startsWith(`..${sep}`)) return null;
  return path.split(sep).join('/');
}

/** The recorded form of a path that is to be saved; throws `path-unsafe` where it can't be kept. */
export function recordedPath(root: string, absolute: string): string {
  const path = relativePath(root, absolute);
  if (path === null) {
    throw new TrailError('path-unsafe', `${absolute} is not inside ${root}.`, { hint: 'Save files of the workspace; copy this one into it first.' });
  }
  const reason = unsafePathReason(path);
  if (reason !== null) throw new TrailError('path-unsafe', `${path} can't be saved: ${reason}.`, { hint: 'Rename it and try again.' });
  return path;
}

/** Where a recorded path lies in this work tree. */
export function absolutePath(root: string, recorded: string): string {
  return resolve(root, ...recorded.split('/'));
}

/** The deepest folder (recorded form, '' for the root) that holds all these recorded paths. */
export function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((path) => path.split('/').slice(0, -1));
  const first = folders[0] ?? [];
  let depth = first.length;
  for (const parts of folders) {
    let same = 0;
    while (same < depth && parts[same] === first[same]) same++;
    depth = same;
  }
  return first.slice(0, depth).join('/');
}
