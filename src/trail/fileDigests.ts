import { statSync } from 'node:fs';
import type { CallOptions } from '../base/rpc.ts';
import { factsOf, type FileFacts } from '../store/sourceFile.ts';
import type { Trail } from './trail.ts';

/** More files than one window looks at. */
const kept = 5000;

/**
 * What files hashed to, for as long as nobody touches them; also of files so new that the index remembers nothing of them. Who asks
 * for one that is being read waits for that reading.
 */
export class FileDigests {
  readonly #known = new Map<string, { readonly facts: FileFacts; readonly sha256: string }>();
  readonly #reading = new Map<string, Promise<string | null>>();

  /** Null where only reading tells. @param absolute path of a file */
  of(absolute: string, facts: FileFacts): string | null {
    const known = this.#known.get(absolute);
    return known !== undefined && sameFacts(known.facts, facts) ? known.sha256 : null;
  }

  /** Reads a file or folder in a worker; null where that can't be done just now, or is not wanted any more. */
  read(trail: Trail, absolute: string, isFolder: boolean, options: CallOptions = {}): Promise<string | null> {
    const running = this.#reading.get(absolute);
    if (running !== undefined) return running;
    const reading = this.#readNow(trail, absolute, isFolder, options)
      .catch(() => null)
      .finally(() => this.#reading.delete(absolute));
    this.#reading.set(absolute, reading);
    return reading;
  }

  async #readNow(trail: Trail, absolute: string, isFolder: boolean, options: CallOptions): Promise<string> {
    const request = { storeDir: trail.place.storeDir, path: absolute };
    // What is inside a folder can change while its own facts stay.
    if (isFolder) return (await trail.workers.call('digestFolder', request, options)).sha256;
    const before = factsNow(absolute);
    const { sha256 } = await trail.workers.call('digestFile', request, options);
    const facts = factsNow(absolute);
    if (sameFacts(before, facts)) this.#keep(absolute, facts, sha256);
    return sha256;
  }

  #keep(absolute: string, facts: FileFacts, sha256: string): void {
    if (this.#known.size >= kept) this.#known.clear();
    this.#known.set(absolute, { facts, sha256 });
  }
}

function factsNow(absolute: string): FileFacts {
  return factsOf(statSync(absolute, { bigint: true }));
}

function sameFacts(one: FileFacts, other: FileFacts): boolean {
  return one.size === other.size && one.mtimeNs === other.mtimeNs && one.ctimeNs === other.ctimeNs && one.ino === other.ino;
}
