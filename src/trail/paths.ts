import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { TrailError } from '../base/errors.ts';
import { unsafePathReason } from '../domain/artifactPath.ts';

/** A path below `root` as records write it (relative, `/`), or null where it is outside. */
export function relativePath(root: string, absolute: string): string | null {
  const path = relative(root, absolute);
  if (path === '' || isAbsolute(path) || path === '..' || path.startsWith(`..${sep}`)) return null;
  return path.split(sep).join('/');
}

/**
 * A path as a person gave it, below the trail's root where that is so. The same folder may have two names, as `/tmp` has
 * on macOS, and a terminal tells only one of them.
 */
export async function givenPath(trail: { readonly root: string; readonly folder: string }, path: string): Promise<string> {
  const absolute = resolve(trail.folder, path);
  if (relativePath(trail.root, absolute) !== null) return absolute;
  const [root, folder] = await Promise.all([trail.root, dirname(absolute)].map((each) => realpath(each).catch(() => null)));
  const inside = root == null || folder == null ? null : relativePath(root, join(folder, basename(absolute)));
  return inside === null ? absolute : resolve(trail.root, inside);
}

/** The recorded form of a path that is to be saved; throws `path-unsafe` where it can't be kept. */
export function recordedPath(root: string, absolute: string): string {
  const path = relativePath(root, absolute);
  if (absolute === root) {
    throw new TrailError('path-unsafe', `${root} is the whole folder that versions are kept for.`, { hint: 'Name a model file, or a folder in it.' });
  }
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
