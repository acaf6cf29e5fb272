import { TrailError } from '../base/errors.ts';
import type { Version } from '../domain/version.ts';
import type { Trail } from './trail.ts';

/** The bytes of a script, module or other code file as a version recorded it. Throws `file-missing`, `object-damaged`. */
export async function readCodeFile(trail: Trail, version: Version, path: string): Promise<Uint8Array> {
  const file = version.code?.files.find((each) => each.path === path);
  if (file === undefined) {
    throw new TrailError('file-missing', `${version.model} ${version.label} has no ${path}.`, { hint: 'Open its code from the list of versions.' });
  }
  return requireBlob(trail, version, file.sha256, path);
}

/** The patch of what was not committed when the version was saved; null where everything was. */
export async function readPatch(trail: Trail, version: Version): Promise<Uint8Array | null> {
  const patch = version.code?.patch ?? null;
  return patch === null ? null : requireBlob(trail, version, patch, 'the patch');
}

async function requireBlob(trail: Trail, version: Version, sha256: string, what: string): Promise<Uint8Array> {
  const blob = await trail.workers.call('readBlob', { storeDir: trail.place.storeDir, sha256 });
  if (blob !== null) return blob;
  throw new TrailError('bytes-elsewhere', `${what} of ${version.model} ${version.label} is not on this machine.`, { hint: `It is with ${version.author.name}, who saved it.` });
}
