import { TrailError } from '../base/errors.ts';

/** Folders that a restored file must never reach, whatever the case or composition of their names. */
const forbiddenFolders = new Set(['.git', '.vscode', '.modeltrail']);
const windowsDevice = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/iu;

/** The form under which two names are one on a case-insensitive, normalising disk. */
export function foldedPath(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** Whether a part of a path is a folder of Git, of the editor's settings, or of a trail. */
export function isForbiddenFolder(part: string): boolean {
  return forbiddenFolders.has(foldedPath(part).replace(/[. ]+$/u, ''));
}

/**
 * Why a recorded path can't be restored safely below a workspace, or null when it can.
 * Recorded paths are relative to the trail's root, with `/` between their parts.
 */
export function unsafePathReason(path: string): string | null {
  if (path === '' || path.length > 1024) return 'it is empty or too long';
  if (path.startsWith('/') || /^[a-z]:/iu.test(path)) return 'it is absolute';
  if (/[\\\u0000-\u001f]/u.test(path)) return 'it has a backslash or a control character';
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') return 'it leaves its folder';
    if (isForbiddenFolder(part)) return `it reaches into ${part}`;
    if (windowsDevice.test(part) || part.includes(':')) return `${part} can't be a file's name on every system`;
    if (/[. ]$/u.test(part)) return `${part} ends with a dot or a space`;
  }
  return null;
}

/** Refuses, with `path-unsafe`, paths that escape, name what must not be written, or would collide with one another. */
export function checkArtifactPaths(paths: Iterable<string>): void {
  const seen = new Set<string>();
  for (const path of paths) {
    const reason = unsafePathReason(path);
    if (reason !== null) throw new TrailError('path-unsafe', `The recorded path ${JSON.stringify(path)} is refused: ${reason}.`, { data: { path } });
    const folded = foldedPath(path);
    if (seen.has(folded)) throw new TrailError('path-unsafe', `The recorded path ${JSON.stringify(path)} stands twice.`, { data: { path } });
    seen.add(folded);
  }
}
