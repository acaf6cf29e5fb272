import { TrailError, asTrailError, type ErrorJson } from './errors.ts';

/**
 * One protocol between two sides that can only post messages: host and worker, host and panel.
 * Requests are answered by a reply or an error, may report progress and can be cancelled;
 * when the other side goes away every request still open is rejected.
 */
export type RpcMessage =
  | { readonly kind: 'request'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly kind: 'reply'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: ErrorJson };

/** How far long work is: `done` of `total` bytes or steps; `total` 0 when it is not known. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly what?: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** What a served function gets beside its input. */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

/** A served function: one structured-cloneable input, one such output. */
export type Handler = (input: never, context: CallContext) => unknown;
export type HandlerTable = Readonly<Record<string, Handler>>;

export type InputOf<H extends Handler> = Parameters<H>[0];
export type OutputOf<H extends Handler> = Awaited<ReturnType<H>>;

export type Post = (message: RpcMessage) => void;

/** A page may be sent anything by what else runs in it. */
function isMessage(message: unknown): message is RpcMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && 'id' in message && typeof message.id === 'number';
}

interface OpenCall {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: TrailError) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly release: () => void;
}

/** The asking side. */
export class RpcClient {
  readonly #post: Post;
  readonly #calls = new Map<number, OpenCall>();
  #nextId = 1;
  #gone: TrailError | null = null;

  constructor(post: Post) {
    this.#post = post;
  }

  get openCalls(): number {
    return this.#calls.size;
  }

  call(method: string, input: unknown, options: CallOptions = {}): Promise<unknown> {
    if (this.#gone !== null) return Promise.reject(this.#gone);
    const { signal, onProgress } = options;
    if (signal?.aborted === true) return Promise.reject(new TrailError('cancelled', 'Cancelled; nothing was changed.'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#post({ kind: 'cancel', id });
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const release = (): void => {
        signal?.removeEventListener('abort', onAbort);
      };
      this.#calls.set(id, { resolve, reject, onProgress, release });
      this.#post({ kind: 'request', id, method, input });
    });
  }

  /** Takes a message from the other side; those that are not for this side are left alone. */
  receive(message: RpcMessage): void {
    if (!isMessage(message) || message.kind === 'request' || message.kind === 'cancel') return;
    const call = this.#calls.get(message.id);
    if (call === undefined) return;
    if (message.kind === 'progress') {
      call.onProgress?.(message.progress);
      return;
    }
    this.#calls.delete(message.id);
    call.release();
    if (message.kind === 'reply') call.resolve(message.output);
    else call.reject(TrailError.fromJSON(message.error));
  }

  /** The other side is gone: rejects what is open and whatever is asked later. */
  close(reason: TrailError): void {
    this.#gone = reason;
    for (const call of this.#calls.values()) {
      call.release();
      call.reject(reason);
    }
    this.#calls.clear();
  }
}

/** People can't read faster, and each report costs the asking side a turn of its event loop. */
const progressIntervalMs = 200;

/** The answering side: a table of functions. Every request gets exactly one reply or error. */
export class RpcServer {
  readonly #table: HandlerTable;
  readonly #post: Post;
  readonly #running = new Map<number, AbortController>();

  constructor(table: HandlerTable, post: Post) {
    this.#table = table;
    this.#post = post;
  }

  receive(message: RpcMessage): void {
    if (!isMessage(message)) return;
    if (message.kind === 'cancel') this.#running.get(message.id)?.abort();
    else if (message.kind === 'request') void this.#answer(message.id, message.method, message.input);
  }

  async #answer(id: number, method: string, input: unknown): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    let reported = -Infinity;
    try {
      const handler = Object.hasOwn(this.#table, method) ? this.#table[method] : undefined;
      if (handler === undefined) throw new TrailError('internal', `There is no function named ${method} here.`);
      const output = await handler(input as never, {
        signal: controller.signal,
        progress: (progress) => {
          const now = performance.now();
          if (now - reported < progressIntervalMs) return;
          reported = now;
          this.#post({ kind: 'progress', id, progress });
        },
      });
      this.#post({ kind: 'reply', id, output });
    } catch (error) {
      this.#post({ kind: 'error', id, error: asTrailError(error).toJSON() });
    } finally {
      this.#running.delete(id);
    }
  }
}
