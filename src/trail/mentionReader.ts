import type { MeantPath, FileCallPlace, PythonSource } from '../capture/mentions/pythonPaths.ts';
import type { WrittenSetting } from '../capture/mentions/settings.ts';
import { isTrailError } from '../base/errors.ts';
import { WorkerPool } from '../workers/pool.ts';
import type { WorkerTable } from '../worker.ts';

/** What takes longer than this is no answer to a hover. */
const hoverMs = 300;
const startMs = 3000;
/** A worker that is still busy then is in some trap of a source. */
const endMs = 1500;

/**
 * Reads Python and settings files as they stand in an editor, in a worker of its own: ending it when it takes too long
 * ends no save and no restore.
 */
export class MentionReader {
  readonly #pool: WorkerPool<WorkerTable>;

  constructor(workerScript: string) {
    this.#pool = new WorkerPool<WorkerTable>({ script: workerScript, size: 1 });
  }

  /** What the expressions at an offset stand for, the largest first; none where that is not told in time. */
  async pathsAt(request: PythonSource & { readonly cell: number; readonly offset: number }): Promise<readonly MeantPath[]> {
    await this.#start();
    return inTime(this.#pool.call('pythonPathsAt', request, { timeoutMs: endMs }), hoverMs);
  }

  /** The values that stand on a line, from 0, of a settings file. */
  async settingsOnLine(path: string, text: string, line: number): Promise<readonly WrittenSetting[]> {
    await this.#start();
    return inTime(this.#pool.call('settingsOnLine', { path, text, line }, { timeoutMs: endMs }), 2 * hoverMs);
  }

  /** The calls that write or load files. */
  async fileCalls(request: PythonSource): Promise<readonly FileCallPlace[]> {
    await this.#start();
    return inTime(this.#pool.call('pythonFileCalls', request, { timeoutMs: endMs }), endMs);
  }

  /** A worker that only just starts needs longer than a source takes to read. */
  async #start(): Promise<void> {
    await inTime(this.#pool.call('settingsOnLine', { path: '', text: '', line: 0 }), startMs);
  }

  dispose(): void {
    this.#pool.dispose();
  }
}

async function inTime<T>(answer: Promise<readonly T[]>, ms: number): Promise<readonly T[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly T[]>((resolve) => {
    timer = setTimeout(resolve, ms, []);
  });
  const found = answer.catch((error: unknown) => {
    if (isTrailError(error, 'worker-ended', 'cancelled')) return [];
    throw error;
  });
  try {
    return await Promise.race([found, late]);
  } finally {
    clearTimeout(timer);
  }
}
