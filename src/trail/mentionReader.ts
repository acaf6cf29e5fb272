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
/** Modules that a source imports may have changed on disk after that. */
const sharedMs = 1000;

/**
 * Reads Python and settings files as they stand in an editor, in a worker of its own: ending it when it takes too long
 * ends no save and no restore.
 */
export class MentionReader {
  readonly #pool: WorkerPool<WorkerTable>;
  #shared: { readonly at: number; readonly request: PythonSource; readonly calls: Promise<readonly FileCallPlace[]> } | null = null;

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

  /** The values of a settings file by the lines that they stand on, from 0. */
  async settingsByLine(path: string, text: string): Promise<readonly { readonly line: number; readonly setting: WrittenSetting }[]> {
    await this.#start();
    return inTime(this.#pool.call('settingsByLine', { path, text }, { timeoutMs: endMs }), endMs);
  }

  /** The calls that write or load files. The cells of a notebook are asked for one by one, each with the text of all: they share one reading. */
  fileCalls(request: PythonSource): Promise<readonly FileCallPlace[]> {
    const now = performance.now();
    if (this.#shared === null || now - this.#shared.at > sharedMs || !sameSource(this.#shared.request, request)) this.#shared = { at: now, request, calls: this.#fileCalls(request) };
    return this.#shared.calls;
  }

  async #fileCalls(request: PythonSource): Promise<readonly FileCallPlace[]> {
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

function sameSource(one: PythonSource, other: PythonSource): boolean {
  return one.path === other.path && one.root === other.root && one.folder === other.folder && one.cells.length === other.cells.length && one.cells.every((cell, at) => cell === other.cells[at]);
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
