import { runGit } from './gitCommand.ts';

export interface GitBlobsRequest {
  /** Absolute: the work tree's top. */
  readonly top: string;
  /** Object ids. */
  readonly blobs: readonly string[];
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** The bytes of small objects, by their ids; those that are not here are left out, all of them where they are too long. Throws `cancelled`. */
export async function readGitBlobs({ top, blobs, maxBytes, signal }: GitBlobsRequest): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  if (blobs.length === 0) return found;
  const result = await runGit({ top, args: ['cat-file', '--batch'], input: blobs.map((blob) => `${blob}\n`).join(''), maxBytes, signal });
  if (result.kind !== 'output') return found;
  const { bytes } = result;
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\n', at);
    if (end < 0) break;
    const [blob = '', , length = ''] = bytes.toString('latin1', at, end).split(' ');
    at = end + 1;
    // `ID missing` has no length, and nothing behind it.
    if (!/^\d+$/u.test(length)) continue;
    found.set(blob, bytes.subarray(at, at + Number(length)));
    at += Number(length) + 1;
  }
  return found;
}
