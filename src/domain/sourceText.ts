import type { Source } from './manifest.ts';

/** Where a value came from: `params.yaml:7`, `typed`, `command line`. */
export function sourceText(source: Source): string {
  if (source.path === undefined) return source.kind === 'command' ? 'command line' : source.kind;
  return source.line === undefined ? source.path : `${source.path}:${String(source.line)}`;
}
