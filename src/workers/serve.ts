import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { RpcServer, type HandlerTable, type RpcMessage } from '../base/rpc.ts';

/** Answers, inside a worker thread, the calls that a pool makes. */
export function serve(table: HandlerTable): void {
  if (parentPort === null) throw new Error('serve() runs inside a worker thread only.');
  const port = parentPort;
  if ((workerData as { readonly background?: boolean } | null)?.background === true) yieldToOthers();
  const server = new RpcServer(table, (message) => {
    port.postMessage(message);
  });
  port.on('message', (message: RpcMessage) => {
    server.receive(message);
  });
}

/** On Linux a priority belongs to one thread; elsewhere it would slow down the whole process. */
function yieldToOthers(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, 10);
  } catch {
    // Without the permission the workers run as everything else does.
  }
}
