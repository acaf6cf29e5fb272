import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { throwIfCancelled } from '../base/errors.ts';
import type { Remark } from '../domain/manifest.ts';
import { notebookCode } from './notebook.ts';
import { folderOf, joinPath } from './pathPattern.ts';
import { readModule, type ModuleSet, type PythonModule } from './python/module.ts';
import { maxSourceBytes } from './python/syntax.ts';
import { isUnreadable, readSource, sourceText, unreadableRemark, type SourceFile } from './sourceFile.ts';

/** A script with the local modules that it imports, directly or through others. */
export interface LoadedScript extends ModuleSet {
  readonly script: PythonModule;
  /** The script first, then its modules. */
  readonly files: readonly SourceFile[];
  readonly remarks: readonly Remark[];
}

const maxModules = 200;
const environmentFolder = /(?:^|\/)(?:\.venv|venv|site-packages|dist-packages|node_modules)\//u;

interface ParsedFile {
  readonly file: SourceFile;
  /** Null for a source that takes too long to parse. */
  readonly module: PythonModule | null;
}

/** Reads and parses each Python file once, however many scripts import it. */
export class ModuleLoader {
  readonly #root: string;
  readonly #folder: string;
  readonly #signal: AbortSignal | undefined;
  readonly #unsaved: ReadonlyMap<string, string>;
  readonly #listings = new Map<string, Promise<ReadonlySet<string>>>();
  readonly #parsed = new Map<string, Promise<ParsedFile | Remark | null>>();

  /**
   * @param folder the opened folder, absolute, where scripts are usually started
   * @param unsaved Python sources that stand for what is on disk, by path
   */
  constructor(root: string, folder: string, signal?: AbortSignal, unsaved: ReadonlyMap<string, string> = new Map()) {
    this.#root = root;
    this.#folder = relativeFolder(root, folder);
    this.#signal = signal;
    this.#unsaved = unsaved;
  }

  /** Null where the script is not there or can't be read; the remark says why. */
  async load(script: string): Promise<LoadedScript | Remark | null> {
    const top = await this.#read(script);
    if (top === null || 'code' in top) return top;
    if (top.module === null) return { code: 'unreadable', text: `${script} was not read: it is too long or too deeply nested.`, path: script };
    const loaded = new Map<string, ParsedFile>([[script, top]]);
    const remarks: Remark[] = [];
    const searched = searchFolders(folderOf(script), this.#folder);
    const queue = [top.module];
    for (const module of queue) {
      for (const candidates of wantedModules(module, searched)) {
        throwIfCancelled(this.#signal);
        if (candidates.some((path) => loaded.has(path))) continue;
        if (loaded.size >= maxModules) break;
        const found = await this.#firstOf(candidates);
        if (found === null) continue;
        if ('code' in found) {
          if (!remarks.some((remark) => remark.path === found.path)) remarks.push(found);
          continue;
        }
        loaded.set(found.file.path, found);
        if (found.module !== null) queue.push(found.module);
      }
    }
    if (loaded.size >= maxModules) remarks.push({ code: 'modules-cut', text: `${script} imports more than ${String(maxModules)} local modules; the rest are not recorded.`, path: script });
    const byPath = (path: string): PythonModule | null => loaded.get(path)?.module ?? null;
    const resolved = new Map<string, PythonModule | null>();
    const resolve = (from: PythonModule, level: number, name: string): PythonModule | null => {
      const key = `${level === 0 ? '' : from.path} ${String(level)} ${name}`;
      let found = resolved.get(key);
      if (found === undefined) {
        found = candidatePaths(from.path, level, name, searched).map(byPath).find((module) => module !== null) ?? null;
        resolved.set(key, found);
      }
      return found;
    };
    return {
      script: top.module,
      files: [...loaded.values()].map(({ file }) => file),
      remarks,
      byPath,
      resolve,
    };
  }

  async #firstOf(candidates: readonly string[]): Promise<ParsedFile | Remark | null> {
    for (const path of candidates) {
      if (!(await this.#isListed(path))) continue;
      const found = await this.#read(path);
      if (found !== null) return found;
    }
    return null;
  }

  /** Folders are listed once: most imports are of installed packages, and none of their candidates is there. */
  async #isListed(path: string): Promise<boolean> {
    const folder = folderOf(path);
    let names = this.#listings.get(folder);
    if (names === undefined) {
      names = (async () => (folder === '' || (await this.#isListed(folder)) ? new Set(await readdir(join(this.#root, folder)).catch(() => [])) : new Set<string>()))();
      this.#listings.set(folder, names);
    }
    return (await names).has(path.slice(folder === '' ? 0 : folder.length + 1));
  }

  #read(path: string): Promise<ParsedFile | Remark | null> {
    let parsed = this.#parsed.get(path);
    if (parsed === undefined) {
      parsed = this.#parse(path);
      this.#parsed.set(path, parsed);
    }
    return parsed;
  }

  async #parse(path: string): Promise<ParsedFile | Remark | null> {
    const unsaved = this.#unsaved.get(path);
    if (unsaved !== undefined) return { file: { path, bytes: new Uint8Array(), mtimeMs: 0 }, module: readModule(path, unsaved) };
    const file = await readSource(this.#root, path, maxSourceBytes);
    if (file === null) return null;
    if (isUnreadable(file)) return unreadableRemark(file);
    const text = path.endsWith('.ipynb') ? notebookCode(sourceText(file)) : sourceText(file);
    return { file, module: text === null ? null : readModule(path, text) };
  }
}

/** `folder` as a path relative to `root`, with `/`; '' for the root itself and for what is outside. */
export function relativeFolder(root: string, folder: string): string {
  const path = relative(root, folder).split(sep).join('/');
  return path.startsWith('..') ? '' : path;
}

/** Where Python looks for modules: beside the script, then where it is started, and the usual `src`. */
function searchFolders(scriptFolder: string, folder: string): string[] {
  const folders = [scriptFolder, folder, '', joinPath(folder, 'src') ?? 'src', 'src'];
  return [...new Set(folders)];
}

/** For each import, the files that it may mean, the packages around it too since importing runs them. */
function wantedModules(module: PythonModule, searched: readonly string[]): string[][] {
  const wanted: string[][] = [];
  const add = (level: number, name: string): void => {
    const candidates = candidatePaths(module.path, level, name, searched);
    if (candidates.length > 0) wanted.push(candidates);
  };
  for (const { level, module: name, names } of module.imports) {
    const parts = name === '' ? [] : name.split('.');
    for (let length = 1; length <= parts.length; length++) add(level, parts.slice(0, length).join('.'));
    if (level > 0 && name === '') add(level, '');
    for (const { name: member } of names ?? []) if (member !== '*') add(level, name === '' ? member : `${name}.${member}`);
  }
  return wanted;
}

function candidatePaths(from: string, level: number, module: string, searched: readonly string[]): string[] {
  const path = module.replaceAll('.', '/');
  if (!/^[\p{L}\p{N}_/]*$/u.test(path)) return [];
  const bases = level === 0 ? searched : [ancestor(folderOf(from), level - 1)];
  return bases
    .filter((base) => base !== null)
    .flatMap((base) => (path === '' ? [joinPath(base, '__init__.py')] : [joinPath(base, `${path}/__init__.py`), joinPath(base, `${path}.py`)]))
    .filter((found) => found !== null && !environmentFolder.test(found)) as string[];
}

function ancestor(folder: string, levels: number): string | null {
  return levels === 0 ? folder : joinPath(folder, '../'.repeat(Math.min(levels, 50)));
}
