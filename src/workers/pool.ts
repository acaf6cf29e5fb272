import { Worker } from 'node:worker_threads';
import { TrailError } from '../base/errors.ts';
import { RpcClient, type CallOptions, type Handler, type HandlerTable, type InputOf, type OutputOf, type RpcMessage } from '../base/rpc.ts';

export interface PoolOptions {
  /** The worker's script, built or in source. */
  readonly script: string | URL;
  readonly size: number;
  /** Workers are let go after this long without work. */
  readonly idleMs?: number;
  /** Let the thread that started the workers go first where there are fewer cores than work. */
  readonly background?: boolean;
}

/** A call that parses files from strangers is ended, with its worker, after this long. */
export interface PoolCallOptions extends CallOptions {
  readonly timeoutMs?: number;
}

/** Workers handle bytes outside the heap; the default would let each keep tens of megabytes of short-lived objects. */
const maxYoungGenerationSizeMb = 16;

interface Member {
  readonly worker: Worker;
  readonly client: RpcClient;
  idleTimer: NodeJS.Timeout | undefined;
}

/**
 * Runs the functions of one typed table in worker threads, started when first needed.
 * A long call (hashing gigabytes) holds one worker; short calls go to the one with the least to do.
 */
export class WorkerPool<Table extends { readonly [K in keyof Table]: Handler }> {
  readonly #options: PoolOptions;
  readonly #members: Member[] = [];
  #disposed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Calls `name` in a worker. Rejects with the worker's TrailError, `cancelled`, or `worker-ended`. */
  async call<K extends keyof Table & string>(name: K, input: InputOf<Table[K]>, options: PoolCallOptions = {}): Promise<OutputOf<Table[K]>> {
    if (this.#disposed) throw new TrailError('worker-ended', 'ModelTrail is shutting down.');
    const member = this.#take();
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            this.#drop(member, new TrailError('worker-ended', `Reading took longer than ${String(options.timeoutMs)} ms and was stopped.`));
          }, options.timeoutMs);
    try {
      return (await member.client.call(name, input, options)) as OutputOf<Table[K]>;
    } finally {
      clearTimeout(timer);
      this.#rest(member);
    }
  }

  dispose(): void {
    this.#disposed = true;
    for (const member of [...this.#members]) this.#drop(member, new TrailError('worker-ended', 'ModelTrail is shutting down.'));
  }

  #take(): Member {
    const free = this.#members.find((member) => member.client.openCalls === 0);
    if (free !== undefined) return this.#wake(free);
    if (this.#members.length < this.#options.size) return this.#start();
    return this.#wake(this.#members.reduce((least, member) => (member.client.openCalls < least.client.openCalls ? member : least)));
  }

  #wake(member: Member): Member {
    clearTimeout(member.idleTimer);
    member.worker.ref();
    return member;
  }

  #start(): Member {
    const worker = new Worker(this.#options.script, { workerData: { background: this.#options.background ?? false }, resourceLimits: { maxYoungGenerationSizeMb } });
    const client = new RpcClient((message) => {
      worker.postMessage(message);
    });
    const member: Member = { worker, client, idleTimer: undefined };
    worker.on('message', (message: RpcMessage) => {
      client.receive(message);
    });
    worker.on('error', (error) => {
      this.#drop(member, new TrailError('worker-ended', `A worker stopped: ${error.message}`, { cause: error }));
    });
    worker.on('exit', () => {
      this.#drop(member, new TrailError('worker-ended', 'A worker stopped before it answered.'));
    });
    this.#members.push(member);
    return member;
  }

  #rest(member: Member): void {
    if (member.client.openCalls > 0 || !this.#members.includes(member)) return;
    // An idle worker must not keep a terminal command from ending.
    member.worker.unref();
    clearTimeout(member.idleTimer);
    member.idleTimer = setTimeout(() => {
      this.#drop(member, new TrailError('worker-ended', 'The worker was idle.'));
    }, this.#options.idleMs ?? 30_000).unref();
  }

  #drop(member: Member, reason: TrailError): void {
    const at = this.#members.indexOf(member);
    if (at >= 0) this.#members.splice(at, 1);
    clearTimeout(member.idleTimer);
    member.client.close(reason);
    void member.worker.terminate();
  }
}

/** A table as the untyped shape that the rpc server takes. */
export function asHandlerTable<Table extends { readonly [K in keyof Table]: Handler }>(table: Table): HandlerTable {
  return table;
}
