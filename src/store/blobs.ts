import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TrailError } from '../base/errors.ts';
import { writeImmutable } from './durableFile.ts';
import { realDisk, type Disk } from './disk.ts';
import { ensureStore } from './format.ts';
import { blobPath } from './layout.ts';

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Keeps small contents durably (scripts, patches, long maps, listings). @returns their SHA-256, in the same order */
export async function putBlobs(storeDir: string, contents: readonly (Uint8Array | string)[], disk: Disk = realDisk): Promise<string[]> {
  if (contents.length === 0) return [];
  await ensureStore(storeDir, disk);
  const blobs = contents.map((content) => {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    return { sha256: sha256Of(bytes), bytes };
  });
  const distinct = new Map(blobs.map(({ sha256, bytes }) => [sha256, { path: blobPath(storeDir, sha256), bytes }]));
  await writeImmutable(storeDir, [...distinct.values()], disk);
  return blobs.map(({ sha256 }) => sha256);
}

/** A blob's bytes, or null when it is not here. Throws `object-damaged` when they are not what its name says. */
export function readBlob(storeDir: string, sha256: string): Buffer | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(blobPath(storeDir, sha256));
  } catch {
    return null;
  }
  if (sha256Of(bytes) === sha256) return bytes;
  throw new TrailError('object-damaged', `The record ${sha256.slice(0, 12)} of this trail is damaged.`, { hint: 'Run modeltrail verify.', data: { sha256 } });
}
