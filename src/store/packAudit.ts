import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { isCancelled, isTrailError, throwIfCancelled } from '../base/errors.ts';
import type { SegmentPlace } from './index/content.ts';
import { hashStream } from './hashStream.ts';
import { packIndexPath, packPath, packsPath } from './layout.ts';
import { parsePackIndex, pieceBytes, type PackedFile } from './packIndex.ts';
import { OpenPacks } from './restoreFile.ts';

export interface AuditOptions {
  readonly signal: AbortSignal;
  /** Gets the bytes of content that were checked. */
  readonly onBytes: (count: number) => void;
}

/** Everything that the packs' own files say, without the index; and what is wrong with it. */
export class PackAudit {
  readonly problems: { readonly path: string; readonly problem: string }[] = [];
  readonly #storeDir: string;
  readonly #segments = new Map<string, SegmentPlace[]>();
  readonly #files = new Map<string, PackedFile>();
  /** What was found, by SHA-256; null where all is well. */
  readonly #checkedSegments = new Map<string, string | null>();
  readonly #checkedFiles = new Map<string, string | null>();

  constructor(storeDir: string) {
    this.#storeDir = storeDir;
    const names = readdirSync(packsPath(storeDir));
    for (const name of names) {
      const pack = /^([0-9a-f]{64})\.idx$/u.exec(name)?.[1];
      if (pack !== undefined) this.#load(pack, names.includes(`${pack}.pack`));
    }
  }

  /** Bytes of content of all files. */
  get totalBytes(): number {
    return [...this.#files.values()].reduce((sum, file) => sum + file.size, 0);
  }

  has(sha256: string): boolean {
    return this.#files.has(sha256);
  }

  sizeOf(sha256: string): number {
    return this.#files.get(sha256)?.size ?? 0;
  }

  #load(pack: string, hasPack: boolean): void {
    const say = (problem: string): void => {
      this.problems.push({ path: `packs/${pack}.idx`, problem });
    };
    try {
      const index = parsePackIndex(pack, readFileSync(packIndexPath(this.#storeDir, pack)));
      if (!hasPack) say('Its pack is missing.');
      else if (lstatSync(packPath(this.#storeDir, pack)).size !== index.size) say('Its pack has another size than it says.');
      else {
        for (const segment of index.segments) this.#segments.set(segment.sha256, [...(this.#segments.get(segment.sha256) ?? []), { ...segment, pack }]);
        for (const file of index.files) this.#files.set(file.sha256, file);
      }
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  }

  /** Reads every file and every segment of every pack. @returns the SHA-256 of the files that are damaged */
  async checkAll(options: AuditOptions): Promise<Set<string>> {
    const damaged = new Set<string>();
    for (const sha256 of this.#files.keys()) if ((await this.checkFile(sha256, options)) !== null) damaged.add(sha256);
    for (const [sha256, places] of this.#segments) {
      for (const place of places) {
        const problem = this.#checkedSegments.get(keyOf(place)) ?? (this.#checkedSegments.has(keyOf(place)) ? null : await this.#checkSegment(place, options));
        if (problem !== null) this.problems.push({ path: `packs/${place.pack}.pack`, problem: `Segment ${sha256.slice(0, 12)}: ${problem}` });
      }
    }
    return damaged;
  }

  /** What is wrong with a file's bytes, or null when they are right. */
  async checkFile(sha256: string, options: AuditOptions): Promise<string | null> {
    const known = this.#checkedFiles.get(sha256);
    if (known !== undefined) return known;
    const problem = await this.#readFile(sha256, options);
    this.#checkedFiles.set(sha256, problem);
    return problem;
  }

  async #readFile(sha256: string, options: AuditOptions): Promise<string | null> {
    const file = this.#files.get(sha256);
    if (file === undefined) return 'They are not in any pack.';
    const [only] = file.segments;
    const places = file.segments.map((segment) => this.#segments.get(segment)?.[0]);
    if (file.segments.length === 1 && only === sha256 && places[0] !== undefined) return this.#checkSegment(places[0], options);
    const hash = createHash('sha256');
    const packs = new OpenPacks(this.#storeDir);
    let size = 0;
    try {
      for (const place of places) {
        if (place === undefined) return 'A segment of theirs is in no pack.';
        const bytes = await this.#readSegment(packs, place, options);
        if (bytes === null) return 'A segment of theirs is damaged.';
        hash.update(bytes);
        size += bytes.length;
      }
    } finally {
      await packs.close();
    }
    return hash.digest('hex') === sha256 && size === file.size ? null : 'They are not what their SHA-256 says.';
  }

  async #readSegment(packs: OpenPacks, place: SegmentPlace, options: AuditOptions): Promise<Buffer | null> {
    throwIfCancelled(options.signal);
    try {
      const bytes = await packs.read(place);
      options.onBytes(bytes.length);
      const right = createHash('sha256').update(bytes).digest('hex') === place.sha256 && bytes.length === place.size;
      this.#checkedSegments.set(keyOf(place), right ? null : 'its content is not what its name says.');
      return right ? bytes : null;
    } catch (error) {
      this.#checkedSegments.set(keyOf(place), reasonOf(error));
      return null;
    }
  }

  async #checkSegment(place: SegmentPlace, options: AuditOptions): Promise<string | null> {
    throwIfCancelled(options.signal);
    const packs = new OpenPacks(this.#storeDir);
    try {
      if (place.encoding === 'raw' && place.stored > pieceBytes) await this.#checkLong(place, options);
      else await this.#readSegment(packs, place, options);
    } catch (error) {
      if (isCancelled(error)) throw error;
      this.#checkedSegments.set(keyOf(place), reasonOf(error));
    } finally {
      await packs.close();
    }
    return this.#checkedSegments.get(keyOf(place)) ?? null;
  }

  async #checkLong(place: SegmentPlace, options: AuditOptions): Promise<void> {
    const handle = await open(packPath(this.#storeDir, place.pack), 'r');
    try {
      const { sha256 } = await hashStream(handle, place.offset, place.stored, options);
      this.#checkedSegments.set(keyOf(place), sha256 === place.sha256 ? null : 'its content is not what its name says.');
    } finally {
      await handle.close();
    }
  }
}

function keyOf(place: SegmentPlace): string {
  return `${place.pack}/${place.sha256}`;
}

function reasonOf(error: unknown): string {
  if (isTrailError(error)) return error.message;
  return error instanceof Error ? `it can't be decoded (${error.message}).` : "it can't be decoded.";
}
