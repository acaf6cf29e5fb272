import { existsSync } from 'node:fs';
import type { StoredEvent } from '../../domain/event.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { checkStore } from '../format.ts';
import { eventsOf } from '../index/apply.ts';
import { readManifest } from '../index/documents.ts';
import { withIndex } from '../index/open.ts';
import { blobPath, eventPath, manifestPath } from '../layout.ts';
import { namedBlobs } from '../namedBlobs.ts';
import type { Database } from '../sqlite.ts';
import { readExchanged, type Exchanged } from './exchanged.ts';
import { historyNames } from './files.ts';
import { historyPath } from './place.ts';
import { reasonsToWithhold, sortBlobs, statementSecret, type KeptHere } from './withhold.ts';

/**
 * `here`: in this work tree's shared history; `other`: in that of another branch or work tree; `waiting`: not written yet;
 * `withheld`: looks like it holds a secret.
 */
export type SharingState = 'here' | 'other' | 'waiting' | 'withheld';

export interface SharingReport {
  readonly versions: readonly {
    readonly id: string;
    /** Its `saved` event. */
    readonly event: string;
    readonly state: SharingState;
    /** Of what is withheld: the record, or what was said of it since. */
    readonly why: readonly string[];
    /** What of it stays on this machine though its record is shared; for versions saved here. */
    readonly kept: readonly KeptHere[];
  }[];
  /** Files in the work tree's shared history that were not taken in: invalid, or dated in the future. */
  readonly refused: number;
}

/** What of a store's versions is shared in a work tree, and why the rest is not. Runs in a worker, on an index that is up to date. */
export async function reportSharing({ storeDir, root }: { readonly storeDir: string; readonly root: string }): Promise<SharingReport> {
  const history = historyPath(root);
  const { id: store } = await checkStore(storeDir, 'read');
  const exchanged = readExchanged(storeDir);
  return withIndex(storeDir, store, (database) => {
    const ids = database.prepare('SELECT id FROM versions WHERE saved = 1').all().map((row) => row['id'] as string);
    const versions = ids.flatMap((id) => reportVersion({ storeDir, history, store, database, exchanged }, id) ?? []);
    const refused = historyNames(history, 'events').filter((id) => !existsSync(eventPath(storeDir, id))).length;
    return Promise.resolve({ versions, refused });
  });
}

interface Place {
  readonly storeDir: string;
  readonly history: string;
  readonly store: string;
  readonly database: Database;
  readonly exchanged: Exchanged;
}

function reportVersion({ storeDir, history, store, database, exchanged }: Place, id: string): SharingReport['versions'][number] | null {
  const events = eventsOf(database, { version: id });
  const saved = events.find(({ event }) => event.type === 'saved');
  const manifest = tryManifest(storeDir, id);
  if (saved?.event.type !== 'saved' || manifest === null) return null;
  const isHere = existsSync(eventPath(history, saved.id)) && existsSync(manifestPath(history, id));
  const wasShared = exchanged.written.has(saved.id) || exchanged.takenIn.has(saved.id);
  const secrets = isHere || wasShared ? [] : reasonsToWithhold(storeDir, manifest, saved);
  const state = isHere ? 'here' : wasShared ? 'other' : secrets.length > 0 ? 'withheld' : 'waiting';
  const isOwn = saved.event.origin === store && !exchanged.takenIn.has(saved.id);
  return {
    id,
    event: saved.id,
    state,
    why: state === 'here' || state === 'other' ? events.flatMap((stored) => withheldStatement(history, exchanged, stored)) : secrets,
    kept: isHere && isOwn ? keptParts(storeDir, history, manifest) : [],
  };
}

function withheldStatement(history: string, { written, takenIn }: Exchanged, stored: StoredEvent): string[] {
  if (written.has(stored.id) || takenIn.has(stored.id) || existsSync(eventPath(history, stored.id))) return [];
  const why = statementSecret(stored);
  return why === null ? [] : [why];
}

/** Reading the blobs is only worth it where one of them is not shared. */
function keptParts(storeDir: string, history: string, manifest: Manifest): KeptHere[] {
  if (namedBlobs(manifest).every(([, sha256]) => existsSync(blobPath(history, sha256)))) return [];
  return sortBlobs(storeDir, manifest, false).kept;
}

function tryManifest(storeDir: string, id: string): Manifest | null {
  try {
    return readManifest(storeDir, id);
  } catch {
    return null;
  }
}
