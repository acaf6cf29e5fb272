import { parentPort } from 'node:worker_threads';
import { RpcServer, type HandlerTable, type RpcMessage } from '../base/rpc.ts';

/** Answers, inside a worker thread, the calls that a pool makes. */
export function serve(table: HandlerTable): void {
  if (parentPort === null) throw new Error('serve() runs inside a worker thread only.');
  const port = parentPort;
  const server = new RpcServer(table, (message) => {
    port.postMessage(message);
  });
  port.on('message', (message: RpcMessage) => {
    server.receive(message);
  });
}
