import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { TrailError } from '../../base/errors.ts';

/** Where a trail's shared history stands in a work tree. It is laid out as the store is. */
export function historyPath(root: string): string {
  return join(root, '.modeltrail', 'history');
}

/** Blobs longer than this, in bytes, are not shared through Git. */
export const maxSharedBlobBytes = 256 * 1024;

/** Whether a work tree has a shared history that may be read; a link in its place is none. */
export function hasHistory(root: string): boolean {
  return isRealFolder(join(root, '.modeltrail', 'history')) && isRealFolder(join(root, '.modeltrail'));
}

export function isRealFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** A link that was pulled would make us write somewhere else. Throws `path-unsafe`. */
export function refuseLinkedHistory(root: string): void {
  const history = historyPath(root);
  for (const folder of [join(root, '.modeltrail'), history, ...['versions', 'events', 'blobs', 'tmp'].map((name) => join(history, name))]) {
    const info = lstatSync(folder, { throwIfNoEntry: false });
    if (info !== undefined && !info.isDirectory()) throw new TrailError('path-unsafe', `${folder} is a link or a file where shared history should be.`, { hint: 'Remove it and try again.' });
  }
}
