import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { driverVariable, type DriverAddress, type DriverReply, type DriverRequest } from './driverProtocol.ts';

/**
 * The extension that UI tests install beside the product. It answers on a local port, and leaves word of where under the
 * name of the workspace folder: every window has an extension host, and so a driver, of its own.
 */
export function activate(context: vscode.ExtensionContext): void {
  const mailbox = process.env[driverVariable];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (mailbox === undefined || folder === undefined) {
    return;
  }
  const token = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    const allowed = request.headers.authorization === `Bearer ${token}`;
    void (allowed ? answer(request) : Promise.resolve<DriverReply>({ error: 'Not allowed.' })).then((reply) => response.end(JSON.stringify(reply)));
  });
  context.subscriptions.push({ dispose: () => server.close() });
  server.listen(0, '127.0.0.1', () => {
    const file = join(mailbox, `${createHash('sha256').update(folder).digest('hex')}.json`);
    mkdirSync(mailbox, { recursive: true });
    const address: DriverAddress = { port: (server.address() as AddressInfo).port, token };
    writeFileSync(`${file}.part`, JSON.stringify(address), { mode: 0o600 });
    renameSync(`${file}.part`, file);
  });
}

async function answer(request: IncomingMessage): Promise<DriverReply> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const { source, argument } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as DriverRequest;
    const compiled = new Function('vscode', 'argument', `return (${source})(vscode, argument);`) as (api: typeof vscode, argument: unknown) => unknown;
    return { value: await compiled(vscode, argument) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
