import type { RunningCopy } from '../../src/store/copyThread.ts';
import { realDisk, type Disk, type DiskFile } from '../../src/store/disk.ts';

/** The real disk, which ends its process, as kill -9 does, at the chosen step; a write is cut in its middle. */
export class StoppingDisk implements Disk {
  readonly #stopAt: number;
  #steps = 0;

  /** @param stopAt counts from 1; 0 never stops */
  constructor(stopAt: number) {
    this.#stopAt = stopAt;
  }

  get steps(): number {
    return this.#steps;
  }

  async #step<T>(work: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> {
    if (++this.#steps === this.#stopAt) {
      await half?.();
      process.kill(process.pid, 'SIGKILL');
      await new Promise(() => undefined);
    }
    return work();
  }

  makeFolder(path: string): Promise<boolean> {
    return this.#step(() => realDisk.makeFolder(path));
  }

  create(path: string): Promise<DiskFile> {
    return this.#step(async () => this.#counted(await realDisk.create(path)));
  }

  reopen(path: string): Promise<DiskFile> {
    return this.#step(async () => this.#counted(await realDisk.reopen(path)));
  }

  clone(from: string, to: string): Promise<boolean> {
    return this.#step(() => realDisk.clone(from, to));
  }

  copyGrowing(from: string, to: string, size: number): RunningCopy | null {
    const copy = realDisk.copyGrowing(from, to, size);
    // Killed, if this is the step, while the other thread is copying.
    return copy === null ? null : { ...copy, done: this.#step(() => copy.done) };
  }

  rename(from: string, to: string): Promise<void> {
    return this.#step(() => realDisk.rename(from, to));
  }

  flushFolder(path: string): Promise<void> {
    return this.#step(() => realDisk.flushFolder(path));
  }

  remove(path: string): Promise<void> {
    return this.#step(() => realDisk.remove(path));
  }

  #counted(file: DiskFile): DiskFile {
    return {
      write: (bytes, position) => this.#step(() => file.write(bytes, position), () => file.write(bytes.subarray(0, bytes.length >> 1), position)),
      truncate: (size) => this.#step(() => file.truncate(size)),
      flush: () => this.#step(() => file.flush()),
      close: () => file.close(),
    };
  }
}
