import type { Database } from '../sqlite.ts';

/** What the index knows of stored bytes. */

export interface SegmentPlace {
  readonly sha256: string;
  readonly pack: string;
  readonly size: number;
  readonly offset: number;
  readonly stored: number;
  readonly encoding: string;
}

/** Whether every byte of a file is here. */
export function isFileStored(database: Database, sha256: string): boolean {
  return database.prepare('SELECT 1 FROM files WHERE sha256 = ? AND present = 1 LIMIT 1').get(sha256) !== undefined;
}

export function isSegmentStored(database: Database, sha256: string): boolean {
  return database.prepare('SELECT 1 FROM segments WHERE sha256 = ? LIMIT 1').get(sha256) !== undefined;
}

/** Where the segments of a file lie, in order; null when some byte of it is not here. */
export function placesOfFile(database: Database, sha256: string): SegmentPlace[] | null {
  const row = database.prepare('SELECT segments FROM files WHERE sha256 = ? AND present = 1 LIMIT 1').get(sha256);
  if (row === undefined) return null;
  const find = database.prepare('SELECT sha256, pack, size, offset, stored, encoding FROM segments WHERE sha256 = ? LIMIT 1');
  const places = (JSON.parse(row['segments'] as string) as string[]).map((segment) => find.get(segment));
  return places.every((place) => place !== undefined) ? (places as unknown as SegmentPlace[]) : null;
}

/** Files of this size that are one plain run of bytes in a pack: what a file can be compared with before it is copied. */
export function plainFilesOfSize(database: Database, size: number): SegmentPlace[] {
  const rows = database
    .prepare(
      `SELECT s.sha256, s.pack, s.size, s.offset, s.stored, s.encoding FROM files f JOIN segments s ON s.sha256 = f.sha256 AND s.pack = f.pack
       WHERE f.size = ? AND f.present = 1 AND s.encoding = 'raw' LIMIT 64`,
    )
    .all(size);
  return rows as unknown as SegmentPlace[];
}
