import type { Curve } from '../../domain/comparison.ts';
import type { CompareHostTable } from '../../protocol/compare.ts';
import type { CurveState } from './scene.ts';

/** The curves that the panel has; each is asked for when it is first looked at. */
export class CurveStore {
  readonly #host: CompareHostTable | null;
  readonly #onChange: () => void;
  readonly #known: Map<string, CurveState>;
  #fresh = new Set<string>();

  constructor(host: CompareHostTable | null, curves: readonly Curve[], onChange: () => void) {
    this.#host = host;
    this.#onChange = onChange;
    this.#known = new Map(curves.map((curve) => [curve.name, curve]));
  }

  /** What is known may be out of date: it stays until the new points are there. */
  renew(): void {
    this.#fresh = new Set();
  }

  get(name: string): CurveState {
    if (this.#host !== null && !this.#fresh.has(name)) {
      this.#fresh.add(name);
      void this.#ask(this.#host, name, this.#fresh);
    }
    return this.#known.get(name) ?? (this.#host === null ? 'failed' : 'loading');
  }

  async #ask(host: CompareHostTable, name: string, round: ReadonlySet<string>): Promise<void> {
    const answer = await host.curve({ name }).catch((): CurveState => 'failed');
    // An answer of an earlier round is about other versions.
    if (round !== this.#fresh) return;
    this.#known.set(name, answer);
    this.#onChange();
  }
}
