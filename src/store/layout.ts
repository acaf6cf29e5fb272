import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Every path inside a store. Nothing else builds one. */

export const shardedFolders = ['versions', 'events', 'blobs'] as const;
export type ShardedFolder = (typeof shardedFolders)[number];

/** All the folders that a store may have; none of them is ever a symbolic link. */
export const storeFolders = [...shardedFolders, 'packs', 'captures', 'trash', 'tmp', 'safety', 'workspaces'] as const;

export function formatPath(storeDir: string): string {
  return join(storeDir, 'format');
}

/** The folder of a version's, event's or blob's file: the first two hex digits of its name. */
export function shardPath(storeDir: string, folder: ShardedFolder, id: string): string {
  return join(storeDir, folder, id.slice(0, 2));
}

export function manifestPath(storeDir: string, id: string): string {
  return join(shardPath(storeDir, 'versions', id), `${id}.json`);
}

export function eventPath(storeDir: string, id: string): string {
  return join(shardPath(storeDir, 'events', id), `${id}.json`);
}

export function blobPath(storeDir: string, sha256: string): string {
  return join(shardPath(storeDir, 'blobs', sha256), sha256);
}

export function packsPath(storeDir: string): string {
  return join(storeDir, 'packs');
}

export function packPath(storeDir: string, pack: string): string {
  return join(storeDir, 'packs', `${pack}.pack`);
}

export function packIndexPath(storeDir: string, pack: string): string {
  return join(storeDir, 'packs', `${pack}.idx`);
}

export function tmpPath(storeDir: string): string {
  return join(storeDir, 'tmp');
}

export function capturesPath(storeDir: string): string {
  return join(storeDir, 'captures');
}

export function safetyPath(storeDir: string, id?: string): string {
  return id === undefined ? join(storeDir, 'safety') : join(storeDir, 'safety', id);
}

/** State of one work tree, by its root's absolute path. */
export function workspacePath(storeDir: string, root: string): string {
  return join(storeDir, 'workspaces', `${createHash('sha256').update(root, 'utf8').digest('hex')}.json`);
}

/** Which events went through a shared history. */
export function exchangedPath(storeDir: string): string {
  return join(storeDir, 'exchanged');
}

export function lockPath(storeDir: string, name: 'commit' | 'maintenance'): string {
  return join(storeDir, name === 'commit' ? 'locks.db' : `locks-${name}.db`);
}
