import type { Outline } from '../domain/outline.ts';
import { parseOutlines } from '../domain/outlineDocument.ts';
import type { Trail } from './trail.ts';

/** Reading a model file's outline is a courtesy: a hostile or huge file must not hold up a save. */
const outlineTimeoutMs = 2000;

/** What is inside each model file, by its recorded path; files that can't be read are left out. */
export async function readOutlines(trail: Trail, artifacts: readonly { readonly path: string; readonly absolute: string; readonly isFolder: boolean }[]): Promise<Map<string, Outline>> {
  const outlines = new Map<string, Outline>();
  for (const { path, absolute, isFolder } of artifacts) {
    if (isFolder) continue;
    const outline = await trail.workers.call('readOutline', { path: absolute }, { timeoutMs: outlineTimeoutMs }).catch(() => null);
    if (outline !== null) outlines.set(path, outline);
  }
  return outlines;
}

/** The outlines that a version recorded, by path; null where they can't be read any more. */
export async function readOutlineBlob(trail: Trail, sha256: string): Promise<ReadonlyMap<string, Outline> | null> {
  const blob = await trail.workers.call('readBlob', { storeDir: trail.place.storeDir, sha256 }).catch(() => null);
  return blob === null ? null : parseOutlines(blob);
}
