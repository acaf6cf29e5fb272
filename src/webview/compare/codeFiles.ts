import type { CodeFileComparison, Comparison } from '../../domain/comparison.ts';

/** Of many changed files only these are unfolded at first. */
const filesAtFirst = 5;
/** A file with more changed lines than this is unfolded only where it is alone. */
const manyLines = 400;

export function changedFiles({ code }: Comparison): CodeFileComparison[] {
  return code.files.filter(({ change }) => change !== 'same');
}

/** What turns a file's fold around. */
export function fileFold(file: CodeFileComparison): string {
  return `file ${file.path}`;
}

export function isFileOpen(comparison: Comparison, file: CodeFileComparison, turned: readonly string[]): boolean {
  const files = changedFiles(comparison);
  if (files.length < 2) return true;
  const atFirst = files.indexOf(file) < filesAtFirst && file.added + file.removed <= manyLines;
  return turned.includes(fileFold(file)) !== atFirst;
}
