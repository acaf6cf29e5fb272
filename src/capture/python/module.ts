import { allScopes, readScopes, type Scope } from './scopes.ts';
import type { PythonImport } from './imports.ts';
import { LineIndex, parsePython } from './syntax.ts';

/** One parsed Python source. */
export interface PythonModule {
  /** Relative to the trail's root. */
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly top: Scope;
  readonly scopes: readonly Scope[];
  /** Names that are used, not those that are only defined. */
  readonly mentions: ReadonlySet<string>;
  /** Anywhere in the source, functions too. */
  readonly imports: readonly PythonImport[];
  /** Has `if __name__ == "__main__":`. */
  readonly isEntry: boolean;
}

/** Reads a Python source as far as it can be read; null where it is too long. */
export function readModule(path: string, text: string): PythonModule | null {
  const tree = parsePython(text);
  if (tree === null) return null;
  const { top, mentions } = readScopes(tree, text);
  const scopes = allScopes(top);
  const imports = new Set<PythonImport>();
  for (const scope of scopes) {
    for (const binding of [...scope.bindings.values()].flat()) if (binding.kind === 'import') imports.add(binding.import);
  }
  return { path, text, lines: new LineIndex(text), top, scopes, mentions, imports: [...imports], isEntry: /^if\s+__name__\s*==\s*['"]__main__['"]/mu.test(text) };
}

/** The modules that a script is read together with, and how imports lead from one to another. */
export interface ModuleSet {
  /** The module that `import` names, seen from `from`; null for an installed package. */
  resolve(from: PythonModule, level: number, module: string): PythonModule | null;
  byPath(path: string): PythonModule | null;
}

export const noModules: ModuleSet = { resolve: () => null, byPath: () => null };
