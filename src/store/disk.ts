import { constants, type BigIntStats } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { systemErrorCode } from '../base/errors.ts';
import { startCopy, type RunningCopy } from './copyThread.ts';

/** A file being written. What was not flushed may be lost when the power goes. */
export interface DiskFile {
  /** Writes all of `bytes` at `position` (bytes from the start). */
  write(bytes: Uint8Array, position: number): Promise<void>;
  truncate(size: number): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Every durable write goes through this interface, so that a test's double can lose all that was not flushed.
 * A rename, or a new name, is durable once its folder was flushed; bytes are, once their file was.
 */
export interface Disk {
  /** Makes one folder; true when it was not there before. Its parent must exist. */
  makeFolder(path: string): Promise<boolean>;
  /** Opens a new file for writing; fails when it exists. */
  create(path: string): Promise<DiskFile>;
  /** Opens a file that exists, so that it can be flushed. */
  reopen(path: string): Promise<DiskFile>;
  /** Copies a file by sharing its blocks; false where the file system can't. */
  clone(from: string, to: string): Promise<boolean>;
  /**
   * Begins a copy of the first `size` bytes that grows from its beginning to its end, so that what is there can be read meanwhile; null where
   * that can't be done. It is flushed when it is done.
   */
  copyGrowing(from: string, to: string, size: number): RunningCopy | null;
  rename(from: string, to: string): Promise<void>;
  flushFolder(path: string): Promise<void>;
  /** Removes a file or a folder with all in it; fine when it is not there. */
  remove(path: string): Promise<void>;
}

export const realDisk: Disk = {
  async makeFolder(path) {
    try {
      await mkdir(path);
      return true;
    } catch (error) {
      if (systemErrorCode(error) === 'EEXIST') return false;
      throw error;
    }
  },
  async create(path) {
    return new RealFile(await open(path, 'wx'));
  },
  async reopen(path) {
    return new RealFile(await open(path, 'r+'));
  },
  async clone(from, to) {
    try {
      await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
      await chmod(to, ordinaryMode());
      return true;
    } catch (error) {
      if (['ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EINVAL', 'ENOTTY'].includes(systemErrorCode(error) ?? '')) {
        await rm(to, { force: true });
        return false;
      }
      throw error;
    }
  },
  copyGrowing: startCopy,
  rename,
  async flushFolder(path) {
    // Windows can't open a folder to flush it; NTFS journals names by itself.
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } catch (error) {
      // Some network file systems refuse to flush a folder; there is nothing more that could be done.
      if (!['EINVAL', 'ENOTSUP', 'EBADF'].includes(systemErrorCode(error) ?? '')) throw error;
    } finally {
      await folder.close();
    }
  },
  remove(path) {
    return rm(path, { recursive: true, force: true });
  },
};

/** So much is written before the system is told to begin putting it on the disk, while more is being written. */
const flushEveryBytes = 32 * 1024 * 1024;

/** A cloned file has the mode of its original, which may be one that we could not write to. */
function ordinaryMode(): number {
  return 0o666 & ~process.umask();
}

class RealFile implements DiskFile {
  readonly #handle: FileHandle;
  #unflushed = 0;
  #flushing: Promise<void> | null = null;
  /** Of a flush in the background: the system reports it once, so it must not be forgotten. */
  #failure: unknown = null;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
    this.#unflushed += bytes.length;
    if (this.#unflushed >= flushEveryBytes && this.#flushing === null) this.#beginFlush();
  }

  truncate(size: number): Promise<void> {
    return this.#handle.truncate(size);
  }

  async flush(): Promise<void> {
    await this.#flushing;
    if (this.#failure !== null) throw this.#failure;
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#handle.close();
  }

  #beginFlush(): void {
    this.#unflushed = 0;
    this.#flushing = this.#handle
      .datasync()
      .catch((error: unknown) => {
        this.#failure = error;
      })
      .then(() => {
        this.#flushing = null;
      });
  }
}

/** Facts of a path, itself rather than what it links to, or null when it is not there. */
export async function statOrNull(path: string): Promise<BigIntStats | null> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return null;
    throw error;
  }
}
