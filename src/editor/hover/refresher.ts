import type { Disposable } from '../../base/disposables.ts';
import type { Trail } from '../../trail/trail.ts';

/** More often than this nobody saves. */
const pauseMs = 2000;

/** Brings the index up to date behind the answers that were given from it as it was. */
export class Refresher implements Disposable {
  readonly #last = new WeakMap<Trail, number>();
  readonly #authors = new WeakMap<Trail, string>();
  readonly #onChange: () => void;
  #disposed = false;

  /** @param onChange is called when an answer may be another now */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  soon(trail: Trail): void {
    const now = performance.now();
    if (now - (this.#last.get(trail) ?? -pauseMs) < pauseMs) return;
    const isFirst = !this.#last.has(trail);
    this.#last.set(trail, now);
    // After the answer: this one must not wait for what it starts.
    setTimeout(() => void this.#refresh(trail, isFirst), 50).unref();
  }

  /** The name of whoever works here; null until it is known. */
  authorOf(trail: Trail): string | null {
    return this.#authors.get(trail) ?? null;
  }

  async #refresh(trail: Trail, isFirst: boolean): Promise<void> {
    if (this.#disposed) return;
    try {
      const before = (await trail.presentIndex())?.dataVersion;
      const index = await trail.index();
      if (index?.dataVersion !== before) this.#onChange();
      // In Restricted Mode Git's files tell it, and no process is started.
      if (isFirst) this.#authors.set(trail, (await trail.author()).name);
    } catch {
      // The tree of versions tells what is wrong with the store.
    }
  }

  dispose(): void {
    this.#disposed = true;
  }
}
