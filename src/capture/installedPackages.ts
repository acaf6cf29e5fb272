import { constants } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface InstalledPackages {
  /** Name, as the package writes it, to version; in the order of names. */
  readonly packages: Readonly<Record<string, string>>;
  /** When packages were last installed or removed. */
  readonly changedAt: number | null;
  readonly complete: boolean;
}

const maxPackages = 5000;
const maxMetadataBytes = 16 * 1024;
const atOnce = 32;

/** The packages of an environment from their metadata folders; of a name that is there twice, the first folder's. */
export async function readInstalledPackages(folders: readonly string[]): Promise<InstalledPackages> {
  const metadata: string[] = [];
  let changedAt: number | null = null;
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    metadata.push(...names.filter((name) => /\.(?:dist-info|egg-info|egg-link)$/u.test(name)).sort().map((name) => join(folder, name)));
    const info = await stat(folder).catch(() => null);
    if (info !== null) changedAt = Math.max(changedAt ?? 0, info.mtimeMs);
  }
  const wanted = metadata.slice(0, maxPackages);
  const found = new Map<string, [string, string]>();
  for (let at = 0; at < wanted.length; at += atOnce) {
    for (const each of await Promise.all(wanted.slice(at, at + atOnce).map(readMetadata))) {
      if (each !== null && !found.has(normalName(each[0]))) found.set(normalName(each[0]), each);
    }
  }
  const sorted = [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry);
  return { packages: Object.fromEntries(sorted), changedAt, complete: metadata.length <= maxPackages };
}

/** `numpy-2.4.6.dist-info/METADATA`, `x.egg-info` as folder or file, and links to a package's own folder. */
async function readMetadata(path: string): Promise<[string, string] | null> {
  if (path.endsWith('.egg-link')) return linkedMetadata(path);
  const file = path.endsWith('.dist-info') ? join(path, 'METADATA') : join(path, 'PKG-INFO');
  const text = (await readTextFile(file, maxMetadataBytes)) ?? (path.endsWith('.egg-info') ? await readTextFile(path, maxMetadataBytes) : null);
  if (text === null) return null;
  const name = /^Name:[ \t]*(\S.*?)[ \t]*\r?$/mu.exec(text)?.[1];
  const version = /^Version:[ \t]*(\S.*?)[ \t]*\r?$/mu.exec(text)?.[1];
  return name === undefined || version === undefined || name.length > 200 || version.length > 200 ? null : [name, version];
}

async function linkedMetadata(link: string): Promise<[string, string] | null> {
  const folder = (await readTextFile(link, maxMetadataBytes))?.split('\n')[0]?.trim();
  if (folder === undefined || folder === '') return null;
  const names = await readdir(folder).catch(() => []);
  const name = names.find((each) => each.endsWith('.egg-info'));
  return name === undefined ? null : readMetadata(join(folder, name));
}

/** PEP 503: `Scikit_Learn` and `scikit-learn` are one. */
function normalName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/gu, '-');
}

/** The start of a regular file as text; null where there is none. */
export async function readTextFile(path: string, maxBytes: number): Promise<string | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const info = await file.stat();
      if (!info.isFile()) return null;
      const buffer = Buffer.alloc(Math.min(maxBytes, info.size));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
