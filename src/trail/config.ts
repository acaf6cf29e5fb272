import { mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMap, parse, parseDocument, type Document } from 'yaml';
import { TrailError, systemErrorCode } from '../base/errors.ts';
import { configSchema, type TrailConfig } from '../domain/config.ts';
import { relativePath } from './paths.ts';

const maxConfigBytes = 256 * 1024;

export function configPath(root: string): string {
  return join(root, '.modeltrail', 'config.yaml');
}

/** The project's choices; none where the file is missing. Throws `file-unreadable` with the line that is wrong. */
export async function readConfig(root: string): Promise<TrailConfig> {
  const text = await readConfigText(root);
  if (text === null) return {};
  let document: unknown;
  try {
    document = parse(text, { maxAliasCount: 20, logLevel: 'error' });
  } catch (cause) {
    throw invalidConfig(cause instanceof Error ? (cause.message.split('\n')[0] ?? '').replace(/:$/u, '') : '', cause);
  }
  const result = configSchema.safeParse(document ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalidConfig(issue === undefined ? '' : [...(issue.path.length === 0 ? [] : [issue.path.join('.')]), issue.message].join(': '), result.error);
}

/** Remembers which script trains a model, leaving the rest of the file, comments too, as it is. */
export async function rememberScript(root: string, model: string, script: string): Promise<void> {
  await changeConfig(root, (document) => {
    document.setIn(['models', model, 'script'], script);
    return true;
  });
}

/** Remembers which way is good for a metric of a model, likewise; null goes back to what its name tells. */
export async function rememberDirection(root: string, model: string, metric: string, direction: 'up' | 'down' | null): Promise<void> {
  await changeConfig(root, (document) => {
    const place = ['models', model, 'directions', metric];
    if (direction === null && !document.hasIn(place)) return false;
    if (direction === null) removeWithEmptyMaps(document, place);
    else document.setIn(place, direction);
    return true;
  });
}

/** Remembers whether the history is shared through Git, likewise. */
export async function rememberSharing(root: string, share: boolean): Promise<void> {
  await changeConfig(root, (document) => {
    if ((document.get('share') ?? false) === share) return false;
    document.set('share', share);
    return true;
  });
}

/** A map that holds nothing any more would only puzzle whoever opens the file. */
function removeWithEmptyMaps(document: Document, place: readonly string[]): void {
  document.deleteIn(place);
  const above = place.slice(0, -1);
  const map = above.length === 0 ? null : document.getIn(above);
  if (isMap(map) && map.items.length === 0) removeWithEmptyMaps(document, above);
}

/** @param change gives whether there is anything to write */
async function changeConfig(root: string, change: (document: Document) => boolean): Promise<void> {
  await refuseLinkedConfig(root);
  // What can't be read is not written over.
  await readConfig(root);
  const document = parseDocument((await readConfigText(root)) ?? '');
  if (!change(document)) return;
  const path = configPath(root);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, document.toString());
}

/** A pulled link would have us write to a file that is not the project's. */
async function refuseLinkedConfig(root: string): Promise<void> {
  const [realRoot, real] = await Promise.all([root, configPath(root)].map((path) => realpath(path).catch(() => null)));
  if (realRoot != null && real != null && relativePath(realRoot, real) === null) throw invalidConfig('it is a link that leads out of the project', undefined);
}

/** The last choices read, for who asks often: the file is read again once its time or size is another. */
export class ConfigCache {
  #facts = '';
  #config: TrailConfig = {};

  /** The choices; none where the file can't be read. */
  async read(root: string): Promise<TrailConfig> {
    const info = await stat(configPath(root), { bigint: true }).catch(() => null);
    const facts = info === null ? '' : [info.mtimeNs, info.size, info.ino].join(' ');
    if (facts !== this.#facts) {
      this.#config = await readConfig(root).catch(() => ({}));
      this.#facts = facts;
    }
    return this.#config;
  }
}

async function readConfigText(root: string): Promise<string | null> {
  try {
    const info = await stat(configPath(root));
    // A pipe would be waited for, a device read without end.
    if (!info.isFile()) throw invalidConfig('it is not a file', undefined);
    if (info.size > maxConfigBytes) throw invalidConfig('it is larger than 256 kB', undefined);
    return await readFile(configPath(root), 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return null;
    throw error;
  }
}

function invalidConfig(why: string, cause: unknown): TrailError {
  return new TrailError('file-unreadable', `.modeltrail/config.yaml can't be read${why === '' ? '' : `: ${why}`}.`, { hint: 'Correct that file and try again.', cause });
}
