import type { CallContext } from '../../base/rpc.ts';
import type { Span } from '../../domain/mention.ts';
import { ModuleLoader, relativeFolder, type LoadedScript } from '../localImports.ts';
import { joinCells } from '../notebook.ts';
import { Evaluator } from '../python/evaluate.ts';
import { fileUses } from '../python/fileUses.ts';
import { pathsAt } from '../python/pathsAt.ts';
import type { PathUse } from '../python/pathUse.ts';
import { pathsOfUse } from '../usePaths.ts';

/** Python as it stands in an editor. */
export interface PythonSource {
  /** Absolute. */
  readonly root: string;
  /** Absolute; the opened folder. */
  readonly folder: string;
  /** Of the script or notebook, relative to `root`. */
  readonly path: string;
  /** The text of the script, or those of a notebook's code cells. */
  readonly cells: readonly string[];
}

/** Somewhere a path is meant; the paths are relative to the root, the likeliest first. */
export interface MeantPath extends Span {
  readonly paths: readonly string[];
}

/** A call that writes or loads a file. */
export interface FileCallPlace {
  /** Position of its cell, and its line in it, from 0. */
  readonly cell: number;
  readonly line: number;
  readonly paths: readonly string[];
}

/** What the expressions at an offset in a cell stand for, the largest first; offsets of the answer are in that cell too. */
export async function pythonPathsAt(request: PythonSource & { readonly cell: number; readonly offset: number }, context: CallContext): Promise<MeantPath[]> {
  const { text, starts } = sourceOf(request);
  const loaded = await load(request, text, context);
  const start = starts[request.cell];
  if (loaded === null || start === undefined) return [];
  const evaluator = new Evaluator(loaded, loaded.script);
  return pathsAt(loaded.script, evaluator, request.root, start + request.offset).map(({ from, to, ...path }) => ({ from: from - start, to: to - start, paths: placesOf(path, request) }));
}

/** The calls of a script or notebook that write or load files, by their own lines. */
export async function pythonFileCalls(request: PythonSource, context: CallContext): Promise<FileCallPlace[]> {
  const { text, starts } = sourceOf(request);
  const loaded = await load(request, text, context);
  if (loaded === null) return [];
  const { writes, reads } = fileUses({ script: loaded.script, modules: loaded, root: request.root, uncalled: true, worthReading: () => false, everyLine: true });
  const cellLines = starts.map((start) => loaded.script.lines.lineAt(start));
  return [...writes, ...reads].flatMap((use) => {
    if (use.module !== request.path || use.isPattern || use.base === 'outside') return [];
    const cell = cellLines.findLastIndex((line) => line <= use.line);
    return [{ cell, line: use.line - (cellLines[cell] ?? 1), paths: placesOf(use, request) }];
  });
}

function sourceOf({ path, cells }: PythonSource): ReturnType<typeof joinCells> {
  return path.endsWith('.ipynb') ? joinCells(cells) : { text: cells[0] ?? '', starts: [0] };
}

async function load({ root, folder, path }: PythonSource, text: string, { signal }: CallContext): Promise<LoadedScript | null> {
  const loaded = await new ModuleLoader(root, folder, signal, new Map([[path, text]])).load(path);
  return loaded === null || 'code' in loaded ? null : loaded;
}

function placesOf(path: Pick<PathUse, 'path' | 'base'>, { root, folder, path: script }: PythonSource): string[] {
  return pathsOfUse({ ...path, isPattern: false }, script, relativeFolder(root, folder)).map((each) => each.path);
}
