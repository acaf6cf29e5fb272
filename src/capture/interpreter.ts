import { readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { readTextFile } from './installedPackages.ts';
import { relativeFolder } from './localImports.ts';

/** A Python installation, as its files describe it. */
export interface Interpreter {
  readonly version: string | null;
  readonly implementation: string | null;
  /** Absolute; where its packages are installed. */
  readonly packageFolders: readonly string[];
  /** The file that told, relative to the trail's root; null outside it. */
  readonly mark: string | null;
  /** A sentence, where it is a guess that the training used this one. */
  readonly assumed: string | null;
}

type Variables = Readonly<Record<string, string | undefined>>;

const environmentNames = ['.venv', 'venv', 'env', '.env', '.conda', 'conda'];

/** The environment of the folder, else the active one, else the Python that a terminal would start. */
export async function findInterpreter(root: string, folder: string, variables: Variables): Promise<Interpreter | null> {
  for (const base of new Set([folder, root])) {
    for (const name of environmentNames) {
      const found = await readEnvironmentFolder(join(base, name), root);
      if (found !== null) return found;
    }
  }
  for (const name of ['VIRTUAL_ENV', 'CONDA_PREFIX']) {
    const prefix = variables[name];
    const found = prefix === undefined || prefix === '' ? null : await readEnvironmentFolder(prefix, root);
    if (found !== null) return found;
  }
  return pythonOnPath(root, folder, variables);
}

/** A venv or conda environment; null where the folder is none. */
async function readEnvironmentFolder(prefix: string, root: string): Promise<Interpreter | null> {
  const inside = prefix.startsWith(root) ? relativeFolder(root, prefix) : '';
  const mark = (name: string): string | null => (inside === '' ? null : `${inside}/${name}`);
  const settings = await readTextFile(join(prefix, 'pyvenv.cfg'), 64 * 1024);
  if (settings !== null) {
    const setting = (name: string): string | null => new RegExp(`^${name}\\s*=\\s*(.+?)\\s*$`, 'imu').exec(settings)?.[1] ?? null;
    const own = await packageFoldersOf(prefix);
    const home = setting('include-system-site-packages')?.toLowerCase() === 'true' ? setting('home') : null;
    return {
      version: plainVersion(setting('version') ?? setting('version_info')) ?? own.version,
      implementation: setting('implementation') ?? own.implementation,
      packageFolders: [...own.folders, ...(home === null ? [] : (await packageFoldersOf(dirname(home))).folders)],
      mark: mark('pyvenv.cfg'),
      assumed: null,
    };
  }
  const version = await condaVersion(prefix);
  if (version === null) return null;
  const own = await packageFoldersOf(prefix);
  return { version: version === '' ? own.version : version, implementation: own.implementation, packageFolders: own.folders, mark: mark('conda-meta/history'), assumed: null };
}

/** '' for a conda environment whose Python has no record. */
async function condaVersion(prefix: string): Promise<string | null> {
  const names = await readdir(join(prefix, 'conda-meta')).catch(() => null);
  if (names === null || !names.includes('history')) return null;
  return names.map((name) => /^python-(\d+(?:\.\d+)+\w*)-[^-]+\.json$/u.exec(name)?.[1]).find((version) => version !== undefined) ?? '';
}

/** `3.11.7` of `3.11.7.final.0`. */
function plainVersion(text: string | null): string | null {
  return text === null ? null : (/^\d+\.\d+(?:\.\d+)?(?:(?:a|b|rc)\d+)?/u.exec(text)?.[0] ?? null);
}

interface PackageFolders {
  readonly folders: string[];
  readonly version: string | null;
  readonly implementation: string | null;
}

/** `lib/python3.11/site-packages` and its kin below a prefix. */
async function packageFoldersOf(prefix: string, wanted: string | null = null): Promise<PackageFolders> {
  const folders: string[] = [];
  let library: string | null = null;
  for (const lib of ['lib', 'lib64', join('local', 'lib')]) {
    const names = await readdir(join(prefix, lib)).catch(() => []);
    for (const name of names.filter((each) => /^(?:python|pypy)3(?:\.\d+)?t?$/u.test(each) && (wanted === null || each === wanted || each === 'python3'))) {
      if (/\d\.\d/u.test(name)) library ??= name;
      folders.push(join(prefix, lib, name, 'site-packages'), join(prefix, lib, name, 'dist-packages'));
    }
  }
  folders.push(join(prefix, 'Lib', 'site-packages'));
  const existing = new Map<string, string>();
  for (const folder of folders) {
    const real = await realpath(folder).catch(() => null);
    if (real !== null && !existing.has(real)) existing.set(real, folder);
  }
  const version = library?.replace(/^\D+/u, '').replace(/t$/u, '') ?? null;
  return {
    folders: [...existing.values()],
    version: (version === null ? null : await fullVersion(prefix, library ?? '')) ?? version,
    implementation: library === null ? null : library.startsWith('pypy') ? 'PyPy' : 'CPython',
  };
}

/** The patch level from the C headers, where they are installed. */
async function fullVersion(prefix: string, library: string): Promise<string | null> {
  const header = await readTextFile(join(prefix, 'include', library, 'patchlevel.h'), 64 * 1024);
  return header === null ? null : plainVersion(/^#define\s+PY_VERSION\s+"([^"]+)"/mu.exec(header)?.[1] ?? null);
}

async function pythonOnPath(root: string, folder: string, variables: Variables): Promise<Interpreter | null> {
  for (const place of (variables['PATH'] ?? variables['Path'] ?? '').split(delimiter)) {
    if (place === '') continue;
    for (const name of ['python3', 'python', 'python.exe']) {
      const program = join(place, name);
      if (!((await stat(program).catch(() => null))?.isFile() === true)) continue;
      const found = basename(place) === 'shims' ? await pyenvVersion(dirname(place), root, folder, variables) : await installedAt(program);
      if (found !== null) return found;
    }
  }
  return null;
}

const onPath = "The environment is that of the Python that a terminal here starts; the model may have been trained with another.";

async function installedAt(program: string): Promise<Interpreter | null> {
  const real = await realpath(program).catch(() => program);
  const prefix = basename(dirname(real)).toLowerCase() === 'bin' ? dirname(dirname(real)) : dirname(real);
  // `python3.11`, beside which there may be other versions in the same prefix.
  const own = await packageFoldersOf(prefix, /^python3\.\d+t?$/u.exec(basename(real))?.[0] ?? null);
  if (own.folders.length === 0 && own.version === null) return null;
  return { version: own.version, implementation: own.implementation, packageFolders: own.folders, mark: null, assumed: onPath };
}

/** pyenv's programs are scripts that look up which version is meant here. */
async function pyenvVersion(pyenvRoot: string, root: string, folder: string, variables: Variables): Promise<Interpreter | null> {
  const chosen = variables['PYENV_VERSION'] ?? (await localPythonVersion(folder, root)) ?? (await readTextFile(join(pyenvRoot, 'version'), 1024)) ?? (await readTextFile(join(homedir(), '.pyenv', 'version'), 1024));
  const name = chosen?.split(/[:\s]/u).find((each) => each !== '');
  if (name === undefined || !/^[\w.+-]+$/u.test(name) || name === '..') return null;
  const prefix = join(pyenvRoot, 'versions', name);
  const environment = await readEnvironmentFolder(prefix, root);
  if (environment !== null) return { ...environment, assumed: onPath };
  const own = await packageFoldersOf(prefix);
  if (own.folders.length === 0) return null;
  return { version: plainVersion(name) ?? own.version, implementation: own.implementation, packageFolders: own.folders, mark: null, assumed: onPath };
}

async function localPythonVersion(folder: string, root: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    const text = await readTextFile(join(at, '.python-version'), 1024);
    if (text !== null) return text;
    if (at === root || dirname(at) === at) return null;
  }
}
