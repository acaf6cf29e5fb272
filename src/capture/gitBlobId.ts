import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { CallContext } from '../base/rpc.ts';

export interface GitBlobIdRequest {
  /** Absolute. */
  readonly path: string;
  /** Of the repository: its object ids have 40 hex digits or 64. */
  readonly digits: number;
}

/** The id that Git gives to a file's bytes, as they are. Throws the system's errors. */
export async function gitBlobId({ path, digits }: GitBlobIdRequest, { signal }: Pick<CallContext, 'signal'>): Promise<string> {
  const hash = createHash(digits === 64 ? 'sha256' : 'sha1');
  hash.update(`blob ${String((await stat(path)).size)}\0`);
  for await (const bytes of createReadStream(path, { signal })) hash.update(bytes as Buffer);
  return hash.digest('hex');
}
