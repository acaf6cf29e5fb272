import assert from 'node:assert/strict';
import { RpcClient, RpcServer, type RpcMessage } from '../../../src/base/rpc.ts';

describe('both sides of a conversation', () => {
  it('leave alone what is no message of theirs', async () => {
    const posted: RpcMessage[] = [];
    const server = new RpcServer({ twice: (input: number) => 2 * input }, (message) => posted.push(message));
    const client = new RpcClient((message) => {
      server.receive(message);
    });
    const odd = [null, undefined, 1, 'x', [], {}, { kind: 'request' }, { kind: 'cancel', id: {} }, { kind: 'reply', id: 'x' }, { kind: 'progress', id: 99 }, { kind: 'unknown', id: 1 }];
    for (const message of odd as RpcMessage[]) {
      server.receive(message);
      client.receive(message);
    }
    const answer = client.call('twice', 21);
    await Promise.resolve();
    await Promise.resolve();
    for (const message of posted) client.receive(message);
    assert.equal(await answer, 42);
  });
});
