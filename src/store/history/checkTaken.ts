import { isTrailError } from '../../base/errors.ts';
import { canonicalText, type Json } from '../../domain/canonicalJson.ts';
import { checkEvent, type TrailEvent } from '../../domain/event.ts';
import { checkAlias, checkLabel, checkTag } from '../../domain/label.ts';
import { checkManifest, maxManifestBytes, type Manifest } from '../../domain/manifest.ts';
import { checkModelName } from '../../domain/modelName.ts';
import { parseNamed } from '../index/documents.ts';
import { eventPath, manifestPath } from '../layout.ts';
import { readHistoryFile } from './files.ts';

/** A clock may be wrong by so much. What is later than that would push every later version's time before it. */
const maxAheadMs = 24 * 60 * 60 * 1000;

/** `early`: dated in the future; it may be taken in later. */
export type Refused = 'invalid' | 'early';

export interface Shared<T> {
  readonly value: T;
  /** Its canonical text, as the store keeps it. */
  readonly bytes: Buffer;
}

/** A version's record from a shared history, or why it is not taken in. */
export function readSharedManifest(history: string, id: string, now: number): Shared<Manifest> | Refused {
  return tolerant(() => {
    const { document, bytes } = readShared(manifestPath(history, id), id);
    const manifest = checkManifest(document);
    if (checkModelName(manifest.model) !== manifest.model || placesOf(manifest).some(isNetworkPlace)) return 'invalid';
    return isEarly(manifest.createdAt, now) ? 'early' : { value: manifest, bytes };
  });
}

/** An event likewise. What it names must be such that it could have been said here. */
export function readSharedEvent(history: string, id: string, now: number): Shared<TrailEvent> | Refused {
  return tolerant(() => {
    const { document, bytes } = readShared(eventPath(history, id), id);
    const event = checkEvent(document);
    checkNames(event);
    return isEarly(event.time, now) ? 'early' : { value: event, bytes };
  });
}

/** Formatters may have widened it, within bounds. */
function readShared(path: string, id: string): { readonly document: Json; readonly bytes: Buffer } {
  const read = readHistoryFile(path, 4 * maxManifestBytes);
  const document = read === null ? null : parseNamed(read, id);
  const bytes = Buffer.from(document === null ? '' : canonicalText(document), 'utf8');
  return bytes.length > maxManifestBytes ? { document: null, bytes } : { document, bytes };
}

function checkNames(event: TrailEvent): void {
  if (event.type === 'saved' || event.type === 'labelled') checkLabel(event.label);
  if (event.type === 'tagged') checkTag(event.tag);
  if (event.type !== 'aliased') return;
  checkModelName(event.model);
  // An alias that could not be set any more can still be taken away.
  if (event.version !== null) checkAlias(event.alias);
}

/** What a record says that somebody may click on. */
function placesOf({ code, data, params, metrics, environment }: Manifest): string[] {
  const sources = [...Object.values(params), ...Object.values(metrics), ...data, ...(environment === null ? [] : [environment])].map((value: unknown) =>
    typeof value === 'object' && value !== null && 'source' in value ? (value.source as { path?: string }).path : undefined,
  );
  return [...sources, ...data.map(({ path }) => path), ...(code?.files.map(({ path }) => path) ?? []), code?.script].filter((path) => typeof path === 'string');
}

/** Opening such a path on Windows tells another machine who is there. */
function isNetworkPlace(path: string): boolean {
  return /^[\\/]{2}/u.test(path);
}

function isEarly(time: string, now: number): boolean {
  return Date.parse(time) > now + maxAheadMs;
}

function tolerant<T>(read: () => T | Refused): T | Refused {
  try {
    return read();
  } catch (error) {
    if (isTrailError(error)) return 'invalid';
    throw error;
  }
}
