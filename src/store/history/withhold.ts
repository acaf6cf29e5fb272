import type { Json } from '../../domain/canonicalJson.ts';
import type { StoredEvent } from '../../domain/event.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { findSecretIn, findSecretInBytes } from '../../domain/secrets.ts';
import { readBlob } from '../blobs.ts';
import { namedBlobs } from '../namedBlobs.ts';
import { maxSharedBlobBytes } from './place.ts';

/** A part of a version that stays on this machine. */
export interface KeptHere {
  /** A file's path, or a part of the record such as `patch`. */
  readonly path: string;
  /** `too-long`: more than 256 KB; `missing`: not on this machine either. */
  readonly why: 'too-long' | 'secret' | 'missing';
  /** Of a secret: what it looks like. */
  readonly detail: string | null;
}

export interface SharedBlob {
  readonly sha256: string;
  readonly bytes: Buffer;
}

/** The blobs that a record names, divided into those that may be shared and those that may not. @param anyway the person has looked at them */
export function sortBlobs(storeDir: string, manifest: Manifest, anyway: boolean): { readonly shared: SharedBlob[]; readonly kept: KeptHere[] } {
  const shared = new Map<string, SharedBlob>();
  const kept: KeptHere[] = [];
  for (const [path, sha256] of namedBlobs(manifest)) {
    const bytes = shared.get(sha256)?.bytes ?? tryBlob(storeDir, sha256);
    const secret = bytes === null || bytes.length > maxSharedBlobBytes || anyway ? null : findSecretInBytes(bytes);
    if (bytes === null) kept.push({ path, why: 'missing', detail: null });
    else if (bytes.length > maxSharedBlobBytes) kept.push({ path, why: 'too-long', detail: null });
    else if (secret !== null) kept.push({ path, why: 'secret', detail: secret });
    else shared.set(sha256, { sha256, bytes });
  }
  return { shared: [...shared.values()], kept };
}

/**
 * Why a version is not shared at all, or none: its record holds a secret. Then what else looks like one is named too, since whoever
 * shares it all the same shares that as well.
 */
export function reasonsToWithhold(storeDir: string, manifest: Manifest, saved: StoredEvent): string[] {
  const why = recordSecret(manifest, saved);
  if (why === null) return [];
  const files = sortBlobs(storeDir, manifest, false).kept.filter((part) => part.why === 'secret');
  return [why, ...files.map(({ path, detail }) => `${path} looks like it holds ${detail ?? 'a secret'}`)];
}

/** Why a record itself can't be shared, or null: "the parameter api_key looks like a password or key". */
function recordSecret(manifest: Manifest, saved: StoredEvent): string | null {
  for (const [part, what] of [['params', 'the parameter'], ['metrics', 'the metric']] as const) {
    const found = findSecretIn(manifest[part] as Json);
    if (found !== null) return `${what} ${found.name} looks like ${found.what}`;
  }
  const said = statementSecret(saved);
  if (said !== null) return said;
  const found = findSecretIn(manifest as Json);
  return found === null ? null : `${found.name === '' ? 'its record' : found.name} looks like ${found.what}`;
}

/** Why what somebody said can't be shared, or null: "its note looks like a GitHub token". */
export function statementSecret({ event }: StoredEvent): string | null {
  const found = findSecretIn(event as Json);
  return found === null ? null : `its ${found.name} looks like ${found.what}`;
}

function tryBlob(storeDir: string, sha256: string): Buffer | null {
  try {
    return readBlob(storeDir, sha256);
  } catch {
    return null;
  }
}
