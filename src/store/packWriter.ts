import type { Disk, DiskFile } from './disk.ts';
import { newTmpPath } from './durableFile.ts';
import { copyAndHash } from './hashCopy.ts';
import type { Hashed, HashStreamOptions } from './hashStream.ts';
import { packIndexPath, packPath, packsPath } from './layout.ts';
import { packIndexBytes, type PackedFile, type PackSegment } from './packIndex.ts';

export interface NewSegment {
  /** Of the content. */
  readonly sha256: string;
  readonly size: number;
  /** Bytes in the pack. */
  readonly stored: number;
  readonly encoding: 'raw' | 'zstd';
}

export interface PackMark {
  readonly size: number;
  readonly segments: number;
}

/** Builds one pack under `tmp/`; it counts once `publish` has returned. */
export class PackWriter {
  readonly #storeDir: string;
  readonly #disk: Disk;
  readonly #path: string;
  readonly #segments: PackSegment[] = [];
  readonly #files: PackedFile[] = [];
  /** A promise, for several writes may be the first at once. */
  #file: Promise<DiskFile> | null = null;
  #size = 0;
  /** How far the file was ever written: a piece that was taken back may leave bytes behind. */
  #written = 0;

  constructor(storeDir: string, disk: Disk) {
    this.#storeDir = storeDir;
    this.#disk = disk;
    this.#path = newTmpPath(storeDir);
  }

  get isEmpty(): boolean {
    return this.#files.length === 0;
  }

  /** Makes the pack, still empty, a copy of a file, and hashes it; null where only we can copy it. */
  async copy(from: string, size: number, options: HashStreamOptions): Promise<Hashed | null> {
    const hashed = await copyAndHash(this.#disk, from, this.#path, size, options);
    if (hashed !== null) this.#file = this.#disk.reopen(this.#path);
    return hashed;
  }

  /** Writes at `offset` bytes beyond the last added segment; `addSegment` then makes them count. */
  async write(bytes: Uint8Array, offset: number): Promise<void> {
    const position = this.#size + offset;
    await (await this.#open()).write(bytes, position);
    this.#written = Math.max(this.#written, position + bytes.length);
  }

  addSegment(segment: NewSegment): void {
    this.#segments.push({ ...segment, offset: this.#size });
    this.#size += segment.stored;
    this.#written = Math.max(this.#written, this.#size);
  }

  /** How far the pack is; `takeBack` returns to there. */
  mark(): PackMark {
    return { size: this.#size, segments: this.#segments.length };
  }

  /** Forgets the segments added since, whose bytes the next ones take the place of. */
  takeBack(mark: PackMark): void {
    this.#size = mark.size;
    this.#segments.length = mark.segments;
  }

  addFile(file: PackedFile): void {
    this.#files.push(file);
  }

  /**
   * Makes the pack last and gives it its name. The pack's name is flushed before its idx gets one, so that there is never an
   * idx without its pack.
   * @returns bytes that this pack adds to the store
   */
  async publish(): Promise<number> {
    const pack = await this.#open();
    if (this.#written !== this.#size) await pack.truncate(this.#size);
    await pack.flush();
    await pack.close();
    this.#file = null;
    const { name, bytes } = packIndexBytes({ format: 1, size: this.#size, segments: this.#segments, files: this.#files });
    await this.#place(this.#path, packPath(this.#storeDir, name));
    const tmp = newTmpPath(this.#storeDir);
    const file = await this.#disk.create(tmp);
    try {
      await file.write(bytes, 0);
      await file.flush();
    } finally {
      await file.close();
    }
    await this.#place(tmp, packIndexPath(this.#storeDir, name));
    return this.#size + bytes.length;
  }

  #open(): Promise<DiskFile> {
    this.#file ??= this.#disk.create(this.#path);
    return this.#file;
  }

  async #place(from: string, to: string): Promise<void> {
    await this.#disk.rename(from, to);
    await this.#disk.flushFolder(packsPath(this.#storeDir));
  }

  /** Leaves nothing behind; fine after `publish`. */
  async discard(): Promise<void> {
    // One that could not be opened has told so to whoever wanted to write.
    const file = await this.#file?.catch(() => null);
    await file?.close();
    this.#file = null;
    await this.#disk.remove(this.#path);
  }
}
