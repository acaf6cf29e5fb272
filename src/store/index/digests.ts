import type { FileFacts } from '../sourceFile.ts';
import type { Database } from '../sqlite.ts';

/** A file that changed within this long before it was hashed may have changed again unnoticed. */
const settleNs = 2_000_000_000n;
const keep = 50_000;

/** The SHA-256 of a file that was hashed before and hasn't been touched since, by its path and facts. */
export function knownDigest(database: Database, path: string, facts: FileFacts): string | null {
  const row = database
    .prepare('SELECT sha256 FROM digests WHERE path = ? AND size = ? AND mtime = ? AND ctime = ? AND ino = ?')
    .get(path, facts.size, String(facts.mtimeNs), String(facts.ctimeNs), String(facts.ino));
  return row === undefined ? null : (row['sha256'] as string);
}

/**
 * Remembers what a file hashed to. Nothing is remembered of a file that had only just been written when its hashing began.
 * @param began milliseconds since 1970
 */
export function rememberDigest(database: Database, path: string, facts: FileFacts, sha256: string, began: number): void {
  const newest = facts.mtimeNs > facts.ctimeNs ? facts.mtimeNs : facts.ctimeNs;
  if (BigInt(Math.floor(began)) * 1_000_000n - newest < settleNs) return;
  database
    .prepare('INSERT OR REPLACE INTO digests(path, size, mtime, ctime, ino, sha256, used) VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(path, facts.size, String(facts.mtimeNs), String(facts.ctimeNs), String(facts.ino), sha256, Math.floor(began));
  const { n } = database.prepare('SELECT COUNT(*) AS n FROM digests').get() as { n: number };
  if (n > keep) database.prepare('DELETE FROM digests WHERE path IN (SELECT path FROM digests ORDER BY used LIMIT ?)').run(n - keep + keep / 10);
}
