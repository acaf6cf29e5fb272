import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { DriverAddress, DriverReply, DriverRequest } from '../harness/driverProtocol.ts';

type HostFunction<A, R> = (api: typeof vscode, argument: A) => R | PromiseLike<R> | Thenable<R>;

interface Thenable<T> {
  then<R>(onfulfilled: (value: T) => R): Thenable<R>;
}

/** The inside of a window: its extension host, with the whole `vscode` API. */
export class Host {
  readonly #mailbox: string;
  #known: DriverAddress | undefined;

  constructor(mailboxes: string, folder: string) {
    this.#mailbox = join(mailboxes, `${createHash('sha256').update(folder).digest('hex')}.json`);
  }

  /** Forgets the address of an earlier window on the same folder: the next one to start is the one meant. */
  async expectNew(): Promise<void> {
    this.#known = undefined;
    await rm(this.#mailbox, { force: true });
  }

  /**
   * Runs a function inside the host. Only its source travels there: it sees its two parameters and nothing around it, and
   * both its argument and its result go as JSON.
   */
  async run<R>(run: HostFunction<undefined, R>): Promise<R>;
  async run<A, R>(run: HostFunction<A, R>, argument: A): Promise<R>;
  async run<A, R>(run: HostFunction<A, R>, argument?: A): Promise<R> {
    const { port, token } = await this.#address();
    const request: DriverRequest = { source: run.toString(), argument };
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(request),
    });
    const reply = (await response.json()) as DriverReply;
    if ('error' in reply) {
      throw new Error(`Inside the extension host: ${reply.error}`);
    }
    return reply.value as R;
  }

  /** Runs a command by its id, as an extension would; a person's way is `Workbench.runCommand`. */
  async command(id: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.run((api, argument: { id: string; args: readonly unknown[] }) => api.commands.executeCommand(argument.id, ...argument.args), { id, args });
  }

  /** The driver starts some time after the window shows itself. */
  async #address(): Promise<DriverAddress> {
    const deadline = Date.now() + 30_000;
    while (!this.#known) {
      const text = await readFile(this.#mailbox, 'utf8').catch(() => undefined);
      if (text !== undefined) {
        this.#known = JSON.parse(text) as DriverAddress;
      } else if (Date.now() > deadline) {
        throw new Error('The extension host did not start within 30 s.');
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return this.#known;
  }
}
