import { constants, type BigIntStats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { TrailError, asTrailError, systemErrorCode } from '../base/errors.ts';
import { readFully } from './hashStream.ts';
import { sampleRatio } from '../codecs/zstd.ts';

/** What tells whether a file is still the one that was looked at. */
export interface FileFacts {
  readonly size: number;
  readonly mtimeNs: bigint;
  /** Changes with every write and can't be set back, as `mtime` can. */
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

export function factsOf(info: BigIntStats): FileFacts {
  return { size: Number(info.size), mtimeNs: info.mtimeNs, ctimeNs: info.ctimeNs, ino: info.ino };
}

/** A file that changed this recently may change again within the same tick of its clock. */
const tickMs = 20;

/** A file that is being read while others may write it. */
export class SourceFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly facts: FileFacts;

  private constructor(path: string, handle: FileHandle, facts: FileFacts) {
    this.path = path;
    this.handle = handle;
    this.facts = facts;
  }

  /** Opens a regular file. Throws `file-missing`, `file-unreadable`, or `read-only` where it may not be read. */
  static async open(path: string): Promise<SourceFile> {
    let handle: FileHandle;
    try {
      // A pipe would hold up the opening until somebody writes into it.
      handle = await open(path, constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK));
    } catch (error) {
      throw asTrailError(error, path);
    }
    try {
      let info = await handle.stat({ bigint: true });
      if (!info.isFile()) throw new TrailError('file-unreadable', `${path} is not a file.`, { hint: 'Name a file, or a folder of files.' });
      const age = Date.now() - Number(info.mtimeMs);
      if (age >= 0 && age < tickMs) {
        await sleep(tickMs);
        info = await handle.stat({ bigint: true });
      }
      return new SourceFile(path, handle, factsOf(info));
    } catch (error) {
      await handle.close();
      throw asTrailError(error, path);
    }
  }

  /** Throws `artifact-changed` unless the file, and what stands at its path, are as they were when it was opened. */
  async checkUnchanged(bytesRead: number): Promise<void> {
    if (bytesRead !== this.facts.size) throw this.#changed();
    for (const look of [() => this.handle.stat({ bigint: true }), () => stat(this.path, { bigint: true })]) {
      let now: FileFacts;
      try {
        now = factsOf(await look());
      } catch (error) {
        if (systemErrorCode(error) === 'ENOENT') throw asTrailError(error, this.path);
        throw error;
      }
      const { size, mtimeNs, ino } = this.facts;
      if (now.size !== size || now.mtimeNs !== mtimeNs || now.ino !== ino) throw this.#changed();
    }
  }

  #changed(): TrailError {
    return new TrailError('artifact-changed', `${this.path} changed while it was being read.`, { hint: 'Wait until it is written completely, then try again.' });
  }

  /** Up to `count` samples of `bytes` each, spread over the file. */
  async samples(count: number, bytes: number): Promise<{ offset: number; bytes: Buffer }[]> {
    const { size } = this.facts;
    const length = Math.min(bytes, size);
    const samples: { offset: number; bytes: Buffer }[] = [];
    for (let i = 0; i < count && length > 0; i++) {
      const offset = Math.floor(((size - length) * i) / Math.max(1, count - 1));
      samples.push({ offset, bytes: await readFully(this.handle, Buffer.allocUnsafe(length), offset) });
    }
    return samples;
  }

  /** Whether compressing pays at once; weights, a tenth smaller at best, are made smaller later and by other means. */
  async isCompressible(): Promise<boolean> {
    const samples = await this.samples(8, 32 * 1024);
    return sampleRatio(samples.map((sample) => sample.bytes)) < 0.8;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
