import { stat } from 'node:fs/promises';
import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { captureModel, artifactOf } from '../../trail/captureModel.ts';
import type { EditorContext } from '../context/editorContext.ts';

/** A file is settled when nothing was written to it for so long. */
const quietMs = 2000;
/** What a run writes after the model, its results above all, is there by then. */
const laterMs = 30_000;
/** Of a burst of checkpoints the last ones are noted. */
const maxWaiting = 4;

interface Waiting {
  readonly uri: vscode.Uri;
  /** Whether what a run writes after its model is there. */
  readonly isComplete: boolean;
}

/** Notes what produced model files, each once it is settled, one at a time; and saves those that are to be saved by themselves. */
export class Captures implements Disposable {
  readonly #context: EditorContext;
  /** By absolute path of the file or of the folder that is a model. */
  readonly #settling = new Map<string, NodeJS.Timeout>();
  readonly #later = new Map<string, NodeJS.Timeout>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #ended = new AbortController();
  #running = false;

  constructor(context: EditorContext) {
    this.#context = context;
  }

  /** A model file was written, or a part of it. */
  note(uri: vscode.Uri): void {
    this.#artifactOf(uri).then((path) => {
      if (path !== null && !this.#ended.signal.aborted) this.#settle(uri, path);
    }, (error: unknown) => { this.#context.log.debug('capture', error); });
  }

  async #artifactOf(uri: vscode.Uri): Promise<string | null> {
    return artifactOf(await this.#context.trails.for(uri), uri.fsPath);
  }

  #settle(uri: vscode.Uri, path: string): void {
    clearTimeout(this.#settling.get(path));
    this.#settling.set(path, setTimeout(() => {
      this.#settling.delete(path);
      this.#queue(path, { uri, isComplete: false });
      clearTimeout(this.#later.get(path));
      void this.#lookLater(uri, path);
    }, quietMs));
  }

  async #lookLater(uri: vscode.Uri, path: string): Promise<void> {
    const before = await modifiedAt(path);
    if (before === null || this.#ended.signal.aborted) return;
    this.#later.set(path, setTimeout(() => {
      this.#later.delete(path);
      void modifiedAt(path).then((after) => {
        if (after === before) this.#queue(path, { uri, isComplete: true });
      });
    }, laterMs));
  }

  #queue(path: string, waiting: Waiting): void {
    this.#waiting.delete(path);
    this.#waiting.set(path, waiting);
    for (const oldest of [...this.#waiting.keys()].slice(0, -maxWaiting)) this.#waiting.delete(oldest);
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const [path, { uri, isComplete }] = next;
      const { signal } = this.#ended;
      try {
        const trail = await this.#context.trails.for(uri);
        await captureModel(trail, path, { signal });
        if (isComplete) await (await import('./autoSaving.ts')).autoSave(this.#context, trail, path, signal);
      } catch (error) {
        // A save looks for itself; a file that went away again was nobody's model.
        this.#context.log.debug('capture', path, error);
      }
    }
    this.#running = false;
  }

  #next(): readonly [string, Waiting] | undefined {
    const [next] = this.#waiting;
    if (next === undefined || this.#ended.signal.aborted) return undefined;
    this.#waiting.delete(next[0]);
    return next;
  }

  dispose(): void {
    this.#ended.abort();
    for (const timer of [...this.#settling.values(), ...this.#later.values()]) clearTimeout(timer);
  }
}

async function modifiedAt(path: string): Promise<number | null> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? null;
}
