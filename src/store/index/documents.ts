import { readFileSync } from 'node:fs';
import { TrailError } from '../../base/errors.ts';
import { documentId, parseStrictJson, type Json } from '../../domain/canonicalJson.ts';
import { checkEvent, type TrailEvent } from '../../domain/event.ts';
import { checkManifest, isBlobReference, maxManifestBytes, type BlobReference, type Manifest, type Recorded } from '../../domain/manifest.ts';
import { decodeValue } from '../../domain/value.ts';
import type { RecordedValue } from '../../domain/version.ts';
import { readBlob, sha256Of } from '../blobs.ts';
import { eventPath, manifestPath } from '../layout.ts';

/** Reads a manifest and checks that it is what its name says. Throws `object-damaged`, `document-invalid`, or the system's error. */
export function readManifest(storeDir: string, id: string): Manifest {
  return checkManifest(readNamed(manifestPath(storeDir, id), id));
}

/** Reads an event likewise; null for one that a later program wrote: it is kept, and has no effect here. */
export function readEvent(storeDir: string, id: string): TrailEvent | null {
  const document = readNamed(eventPath(storeDir, id), id);
  try {
    return checkEvent(document);
  } catch {
    return null;
  }
}

function readNamed(path: string, id: string): Json {
  return parseNamed(readFileSync(path), id);
}

/** A document of the store's or a stranger's, once it is known to be what its name says. Throws `object-damaged`, `document-invalid`. */
export function parseNamed(bytes: Buffer, id: string): Json {
  const damaged = (why: string): TrailError =>
    new TrailError('object-damaged', `The record ${id.slice(0, 12)} is damaged: ${why}.`, { hint: 'Run modeltrail verify.', data: { id } });
  // Formatters may have widened it; what is far beyond that was not written by us.
  if (bytes.length > 4 * maxManifestBytes) throw damaged('it is too large');
  const document = parseStrictJson(bytes.toString('utf8'));
  // As written, the bytes are the canonical text itself; only otherwise that has to be made.
  if (sha256Of(bytes) !== id && documentId(document) !== id) throw damaged('its content is not what its name says');
  return document;
}

export interface Hydrated<T> {
  readonly value: T;
  /** False when a blob is not here, or damaged; `value` is then empty. */
  readonly complete: boolean;
}

/** The recorded values of a map that may be kept as a blob. */
export function hydrateRecorded(storeDir: string, map: BlobReference | Readonly<Record<string, Recorded>>): Hydrated<Map<string, RecordedValue>> {
  const { value, complete } = hydrateJson(storeDir, map);
  const recorded = new Map<string, RecordedValue>();
  for (const [name, entry] of Object.entries(value)) {
    const one = entry as Partial<Recorded> | null;
    if (one === null || typeof one !== 'object' || one.value === undefined || one.source === undefined) continue;
    recorded.set(name, { value: decodeValue(one.value), ...(typeof one.text === 'string' ? { text: one.text } : {}), source: one.source });
  }
  return { value: recorded, complete };
}

/** An object that may be kept as a blob. */
export function hydrateJson(storeDir: string, map: BlobReference | Readonly<Record<string, unknown>>): Hydrated<Readonly<Record<string, unknown>>> {
  if (!isBlobReference(map)) return { value: map, complete: true };
  try {
    const bytes = readBlob(storeDir, map.blob);
    if (bytes === null) return { value: {}, complete: false };
    const document = parseStrictJson(bytes.toString('utf8'));
    const isObject = document !== null && typeof document === 'object' && !Array.isArray(document);
    return { value: isObject ? (document as Readonly<Record<string, unknown>>) : {}, complete: isObject };
  } catch {
    return { value: {}, complete: false };
  }
}
