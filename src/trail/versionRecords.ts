import type { Version } from '../domain/version.ts';
import type { IndexReader } from '../store/index/reader.ts';

const kept = 500;
const laterMs = 30;

/**
 * The records of versions, each read once. Of what people say of a version since (label, note, aliases) they know only what
 * was so when they were read: that is the summary's to tell.
 */
export class VersionRecords {
  readonly #records = new Map<string, Version>();

  /** Null where it can't be read. */
  read(index: IndexReader, id: string): Version | null {
    const known = this.#records.get(id);
    if (known !== undefined) return known;
    const record = index.version(id);
    if (record === undefined) return null;
    if (this.#records.size >= kept) this.#records.clear();
    this.#records.set(id, record);
    return record;
  }

  /** At once, where it was read before; else it is read a little later. */
  peek(index: IndexReader, id: string): Version | null {
    const known = this.#records.get(id);
    if (known === undefined) setTimeout(() => this.#readQuietly(index, id), laterMs).unref();
    return known ?? null;
  }

  /** The index may be closed by then. */
  #readQuietly(index: IndexReader, id: string): void {
    try {
      this.read(index, id);
    } catch {
      // The next one who needs it is told.
    }
  }
}
