import * as vscode from 'vscode';

/** Time in which VS Code takes in the rows that it was just given. */
const settleMs = 60;

/**
 * Asks VS Code to draw rows again, one request after the other. A request that comes while it is still fetching rows can
 * leave an opened row without children, so it waits until they are there.
 */
export class Redraws<Node> {
  readonly #emitter = new vscode.EventEmitter<Node | undefined>();
  readonly #waiting = new Set<Node | undefined>();
  #fetching = 0;
  #timer: NodeJS.Timeout | undefined;

  readonly event = this.#emitter.event;

  /** @param node undefined for all rows */
  ask(node: Node | undefined): void {
    this.#waiting.add(node);
    this.#settle();
  }

  /** Resolves once VS Code was asked for everything that waits, and has fetched its rows. */
  async settled(): Promise<void> {
    do await new Promise((resolve) => setTimeout(resolve, 2 * settleMs));
    while (this.#waiting.size > 0 || this.#fetching > 0);
  }

  /** Runs what answers VS Code's question for rows. */
  async during<T>(fetch: () => T | Promise<T>): Promise<T> {
    this.#fetching++;
    try {
      return await fetch();
    } finally {
      this.#fetching--;
      this.#settle();
    }
  }

  #settle(): void {
    if (this.#waiting.size === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#fetching === 0) this.#fire();
    }, settleMs);
  }

  #fire(): void {
    const all = this.#waiting.has(undefined);
    const nodes = [...this.#waiting];
    this.#waiting.clear();
    if (all) this.#emitter.fire(undefined);
    else for (const node of nodes) this.#emitter.fire(node);
  }
}
