import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { TrailError, throwIfCancelled } from '../base/errors.ts';
import type { CallContext } from '../base/rpc.ts';
import { compress } from '../codecs/zstd.ts';
import type { Disk } from './disk.ts';
import { hashStream, readFully, type Hashed, type HashStreamOptions } from './hashStream.ts';
import { isFileStored, isSegmentStored, plainFilesOfSize, type SegmentPlace } from './index/content.ts';
import { knownDigest, rememberDigest } from './index/digests.ts';
import { packPath } from './layout.ts';
import { pieceBytes } from './packIndex.ts';
import { PackWriter } from './packWriter.ts';
import { SourceFile } from './sourceFile.ts';
import type { Database } from './sqlite.ts';

/** A file from here on gets a pack of its own, which can then share its blocks with the file. */
const ownPackBytes = 64 * 1024 * 1024;

export interface PutResult {
  readonly sha256: string;
  /** Bytes of the file. */
  readonly size: number;
  /** Bytes that it adds to the store; 0 for one that was there. */
  readonly stored: number;
  readonly known: boolean;
}

export interface PutOptions {
  readonly storeDir: string;
  readonly database: Database;
  readonly disk: Disk;
  readonly ctx: CallContext;
  /** Of all files, for the progress. */
  readonly totalBytes: number;
  /** When there is one file alone, its pack can be its copy whatever its size. */
  readonly single: boolean;
}

interface Piece {
  readonly sha256: string;
  /** Bytes that it took in this pack; null when it was stored elsewhere. */
  stored: number | null;
}

/** One save's bytes on their way into packs. `publish` makes all of them last; `discard` leaves nothing behind. */
export class PutSession {
  readonly #options: PutOptions;
  readonly #shared: PackWriter;
  readonly #writers: PackWriter[];
  readonly #segments = new Set<string>();
  readonly #files = new Set<string>();
  #done = 0;

  constructor(options: PutOptions) {
    this.#options = options;
    this.#shared = new PackWriter(options.storeDir, options.disk);
    this.#writers = [this.#shared];
  }

  /** Takes in one file. Throws `artifact-empty` (unless `emptyToo`), `artifact-changed`, `file-missing`, `cancelled`. */
  async put(path: string, emptyToo = false): Promise<PutResult> {
    const began = Date.now();
    const source = await SourceFile.open(path);
    try {
      const { size } = source.facts;
      if (size === 0 && !emptyToo) throw new TrailError('artifact-empty', `${path} is empty.`, { hint: 'Write the model first, then save it.' });
      const cached = knownDigest(this.#options.database, path, source.facts);
      if (cached !== null && this.#isStored(cached)) {
        this.#advance(size);
        return { sha256: cached, size, stored: 0, known: true };
      }
      const result = await this.#store(source);
      rememberDigest(this.#options.database, path, source.facts, result.sha256, began);
      return result;
    } finally {
      await source.close();
    }
  }

  async publish(): Promise<void> {
    throwIfCancelled(this.#options.ctx.signal);
    for (const writer of this.#writers) {
      if (!writer.isEmpty) await writer.publish();
    }
  }

  async discard(): Promise<void> {
    for (const writer of this.#writers) await writer.discard();
  }

  async #store(source: SourceFile): Promise<PutResult> {
    if (source.facts.size <= pieceBytes || (await source.isCompressible())) return this.#storePieces(source);
    const plain = await this.#plainTwin(source);
    if (plain !== null) {
      const before = this.#done;
      const { sha256, size } = await this.#hash(source);
      if (this.#isStored(sha256)) return { sha256, size, stored: 0, known: true };
      this.#done = before;
    }
    return this.#storeWhole(source);
  }

  /** One raw segment, which is hashed on this thread while others copy it. */
  async #storeWhole(source: SourceFile): Promise<PutResult> {
    const writer = this.#options.single || source.facts.size >= ownPackBytes ? this.#newWriter() : this.#shared;
    const copied = writer === this.#shared ? null : await writer.copy(source.path, source.facts.size, this.#streamOptions());
    const { sha256, size } = copied ?? (await this.#hash(source, (bytes, position) => writer.write(bytes, position)));
    await source.checkUnchanged(size);
    if (this.#isStored(sha256)) return { sha256, size, stored: 0, known: true };
    writer.addSegment({ sha256, size, stored: size, encoding: 'raw' });
    this.#addFile(writer, sha256, size, [sha256]);
    return { sha256, size, stored: size, known: false };
  }

  async #hash(source: SourceFile, sink?: HashStreamOptions['sink']): Promise<Hashed> {
    const read = await hashStream(source.handle, 0, source.facts.size, { ...this.#streamOptions(), ...(sink === undefined ? {} : { sink }) });
    await source.checkUnchanged(read.size);
    return read;
  }

  #streamOptions(): HashStreamOptions {
    return {
      onBytes: (count) => {
        this.#advance(count);
      },
      signal: this.#options.ctx.signal,
    };
  }

  /** Pieces of equal size, each kept once whichever file it is in, each compressed where that helps. */
  async #storePieces(source: SourceFile): Promise<PutResult> {
    const { size } = source.facts;
    const mark = this.#shared.mark();
    const pieces: Piece[] = [];
    const sha256 = await this.#packPieces(source, pieces);
    await source.checkUnchanged(size);
    if (this.#isStored(sha256)) {
      this.#shared.takeBack(mark);
      for (const piece of pieces) if (piece.stored !== null) this.#segments.delete(piece.sha256);
      return { sha256, size, stored: 0, known: true };
    }
    this.#addFile(this.#shared, sha256, size, pieces.map((piece) => piece.sha256));
    return { sha256, size, stored: pieces.reduce((sum, piece) => sum + (piece.stored ?? 0), 0), known: false };
  }

  /** Packs the pieces, compressing one while the next is read and hashed. @returns the SHA-256 of the whole */
  async #packPieces(source: SourceFile, pieces: Piece[]): Promise<string> {
    const { size } = source.facts;
    const whole = createHash('sha256');
    let packing: Promise<void> = Promise.resolve();
    try {
      for (let position = 0; position < size; position += pieceBytes) {
        throwIfCancelled(this.#options.ctx.signal);
        const bytes = await readFully(source.handle, Buffer.allocUnsafe(Math.min(pieceBytes, size - position)), position);
        const piece: Piece = { sha256: createHash('sha256').update(bytes).digest('hex'), stored: null };
        if (size > pieceBytes) whole.update(bytes);
        await packing;
        pieces.push(piece);
        if (!this.#hasSegment(piece.sha256)) packing = this.#packPiece(piece, bytes);
        packing.catch(() => undefined);
        this.#advance(bytes.length);
      }
      await packing;
    } finally {
      await Promise.allSettled([packing]);
    }
    // A file of one piece is that piece, and was hashed already.
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0].sha256 : whole.digest('hex');
  }

  async #packPiece(piece: Piece, bytes: Buffer): Promise<void> {
    this.#segments.add(piece.sha256);
    const small = await compress(bytes, 1);
    const helps = small.length < bytes.length * 0.95;
    const stored = helps ? small : bytes;
    await this.#shared.write(stored, 0);
    this.#shared.addSegment({ sha256: piece.sha256, size: bytes.length, stored: stored.length, encoding: helps ? 'zstd' : 'raw' });
    piece.stored = stored.length;
  }

  /** A stored file that agrees with this one wherever they are compared: then it is worth hashing before copying. */
  async #plainTwin(source: SourceFile): Promise<SegmentPlace | null> {
    const candidates = plainFilesOfSize(this.#options.database, source.facts.size);
    if (candidates.length === 0) return null;
    const samples = await source.samples(12, 4096);
    for (const candidate of candidates) {
      if (await agrees(packPath(this.#options.storeDir, candidate.pack), candidate.offset, samples)) return candidate;
    }
    return null;
  }

  #newWriter(): PackWriter {
    const writer = new PackWriter(this.#options.storeDir, this.#options.disk);
    this.#writers.push(writer);
    return writer;
  }

  #addFile(writer: PackWriter, sha256: string, size: number, segments: string[]): void {
    for (const segment of segments) this.#segments.add(segment);
    this.#files.add(sha256);
    writer.addFile({ sha256, size, segments });
  }

  #isStored(sha256: string): boolean {
    return this.#files.has(sha256) || isFileStored(this.#options.database, sha256);
  }

  #hasSegment(sha256: string): boolean {
    return this.#segments.has(sha256) || isSegmentStored(this.#options.database, sha256);
  }

  #advance(count: number): void {
    this.#done += count;
    this.#options.ctx.progress({ done: this.#done, total: this.#options.totalBytes });
  }
}

async function agrees(path: string, start: number, samples: readonly { offset: number; bytes: Buffer }[]): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return false;
  try {
    for (const { offset, bytes } of samples) {
      const there = await readFully(file, Buffer.allocUnsafe(bytes.length), start + offset);
      if (!there.equals(bytes)) return false;
    }
    return true;
  } finally {
    await file.close();
  }
}
