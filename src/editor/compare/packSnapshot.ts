import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { CompareSnapshot, PackedSnapshot } from '../../protocol/compare.ts';

/** Off the extension host's own thread, and for speed: the bytes live for a moment. */
export async function packSnapshot(snapshot: CompareSnapshot): Promise<PackedSnapshot> {
  // VS Code posts plain byte arrays as bytes, and a Buffer as a list of numbers.
  return new Uint8Array(await promisify(gzip)(JSON.stringify(snapshot), { level: 1 }));
}
