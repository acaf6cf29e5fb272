import { mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TrailError, systemErrorCode } from '../base/errors.ts';
import type { AutoSave, TrailConfig } from '../domain/config.ts';
import { relativePath } from './paths.ts';

const maxConfigBytes = 256 * 1024;

export function configPath(root: string): string {
  return join(root, '.modeltrail', 'config.yaml');
}

/** The project's choices; none where the file is missing. Throws `file-unreadable` with the line that is wrong. */
export async function readConfig(root: string): Promise<TrailConfig> {
  const text = await readConfigText(root);
  if (text === null) return {};
  const { parseConfig } = await import('./configText.ts');
  return parseConfig(text);
}

/** Remembers which script trains a model, leaving the rest of the file, comments too, as it is. */
export async function rememberScript(root: string, model: string, script: string): Promise<void> {
  await choose(root, ['models', model, 'script'], script);
}

/** Remembers which way is good for a metric of a model, likewise; null goes back to what its name tells. */
export async function rememberDirection(root: string, model: string, metric: string, direction: 'up' | 'down' | null): Promise<void> {
  await choose(root, ['models', model, 'directions', metric], direction);
}

/** Remembers what happens once a model was trained again, likewise. @param improvedBy null: any improvement will do */
export async function rememberAutoSave(root: string, model: string, autoSave: AutoSave, improvedBy: number | null): Promise<void> {
  await choose(root, ['models', model, 'autoSave'], autoSave === 'off' ? null : autoSave);
  await choose(root, ['models', model, 'improvedBy'], improvedBy);
}

/** Remembers whether the history is shared through Git, likewise. */
export async function rememberSharing(root: string, share: boolean): Promise<void> {
  if (share || (await readConfig(root)).share !== undefined) await choose(root, ['share'], share);
}

/** @param value null: nothing is chosen there any more */
async function choose(root: string, place: readonly string[], value: string | number | boolean | null): Promise<void> {
  await refuseLinkedConfig(root);
  // What can't be read is not written over.
  await readConfig(root);
  const { withChoice } = await import('./configText.ts');
  const text = withChoice((await readConfigText(root)) ?? '', place, value);
  if (text === null) return;
  const path = configPath(root);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
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

export function invalidConfig(why: string, cause: unknown): TrailError {
  return new TrailError('file-unreadable', `.modeltrail/config.yaml can't be read${why === '' ? '' : `: ${why}`}.`, { hint: 'Correct that file and try again.', cause });
}
