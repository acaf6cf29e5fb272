import type { SourceText } from '../domain/comparison.ts';
import type { Source } from '../domain/manifest.ts';
import { sourceText } from '../domain/sourceText.ts';

/** Where a value of the version at this position came from, with the link to it. */
export function sourceOf(source: Source, version: number): SourceText {
  const link = source.path === undefined ? null : ({ kind: 'source', version, path: source.path, line: source.line ?? null } as const);
  return { text: sourceText(source), link };
}
