import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Module = Record<string, unknown>;

const looks = /^(?:l?stat|statfs|open|opendir|access|exists|readdir|readFile|readlink|realpath|glob|createReadStream)(?:Sync)?$/u;

/** The paths that this thread asks the file system for while something runs. */
export async function pathsAsked(run: () => Promise<unknown>): Promise<string[]> {
  const asked: string[] = [];
  const restore = [fs, fs.promises].flatMap((module) => watch(module as unknown as Module, asked));
  syncBuiltinESMExports();
  try {
    await run();
  } finally {
    for (const each of restore) each();
    syncBuiltinESMExports();
  }
  return asked;
}

function watch(module: Module, asked: string[]): (() => void)[] {
  return Object.entries(module).flatMap(([name, original]) => {
    if (typeof original !== 'function' || !looks.test(name)) return [];
    const watched = (...given: unknown[]): unknown => {
      asked.push(String(given[0]));
      return (original as (...all: unknown[]) => unknown).apply(module, given);
    };
    module[name] = Object.assign(watched, original);
    return [() => { module[name] = original; }];
  });
}
