import type * as Fs from 'node:fs';
import { Worker, type MessagePort } from 'node:worker_threads';

/** Bytes that are copied at a time. Larger pieces make the system look for larger free blocks of memory, which can take it longer than the copying. */
const chunkBytes = 128 * 1024;

interface CopyTask {
  readonly from: string;
  readonly to: string;
  readonly size: number;
  readonly chunkBytes: number;
  /** Turned to 1 when the copy shall stop. */
  readonly stop: Int32Array;
}

interface CopyFailure {
  readonly message: string;
  readonly code: string | undefined;
  readonly path: string | undefined;
}

export interface RunningCopy {
  /** Fulfilled once the copy is complete and flushed; rejected with the system's error. */
  readonly done: Promise<void>;
  /** Ends it at its next step; `done` is then fulfilled all the same. */
  stop(): void;
}

/**
 * Copies a file on a thread of its own, from its beginning to its end, into a file that must not exist: whoever looks at that
 * meanwhile sees a true beginning of it. Where the file ends before `size` bytes, the copy does.
 * (The system's own way through `fs.copyFile` never comes back when a file becomes shorter under it.)
 */
export function startCopy(from: string, to: string, size: number): RunningCopy {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const task: CopyTask = { from, to, size, chunkBytes, stop };
  // As text, so that it is the same from source and inside a bundle, where no file of its own is left.
  const code = `(${copyLoop.toString()})(require('node:fs'), require('node:worker_threads').parentPort, require('node:worker_threads').workerData)`;
  const worker = new Worker(code, { eval: true, workerData: task, stdin: false });
  const done = new Promise<void>((resolve, reject) => {
    let failure: unknown = new Error('The copying thread ended before its work.');
    worker.on('message', (message: CopyFailure | null) => {
      failure = message === null ? null : Object.assign(new Error(message.message), message);
    });
    worker.on('error', (error) => {
      failure = error;
    });
    worker.on('exit', () => {
      if (failure === null) resolve();
      else reject(failure as Error);
    });
  });
  return { done, stop: () => void Atomics.store(stop, 0, 1) };
}

/** Runs in the thread, from its text alone: it may use nothing but what it is given. */
function copyLoop(fs: typeof Fs, port: MessagePort, { from, to, size, chunkBytes, stop }: CopyTask): void {
  let source = -1;
  let target = -1;
  try {
    source = fs.openSync(from, 'r');
    target = fs.openSync(to, 'wx');
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (let copied = 0; copied < size && Atomics.load(stop, 0) === 0; ) {
      const count = fs.readSync(source, buffer, 0, Math.min(chunkBytes, size - copied), null);
      if (count === 0) break;
      copied += count;
      for (let written = 0; written < count; ) written += fs.writeSync(target, buffer, written, count - written);
    }
    if (Atomics.load(stop, 0) === 0) fs.fsyncSync(target);
    port.postMessage(null);
  } catch (error) {
    const { message, code, path } = error as NodeJS.ErrnoException;
    port.postMessage({ message, code, path });
  } finally {
    if (source >= 0) fs.closeSync(source);
    if (target >= 0) fs.closeSync(target);
  }
}
