import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, parseDocument } from 'yaml';
import { TrailError, systemErrorCode } from '../base/errors.ts';
import { configSchema, type TrailConfig } from '../domain/config.ts';

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
  const document = parseDocument((await readConfigText(root)) ?? '');
  document.setIn(['models', model, 'script'], script);
  const path = configPath(root);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, document.toString());
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
