import { notebookCells } from '../domain/notebook.ts';

/** The code cells of a notebook as one Python source; null where it is not one. Shell and magic lines become comments. */
export function notebookCode(text: string): string | null {
  const cells = notebookCells(text);
  return cells?.filter(({ kind }) => kind === 'code').map(({ source }) => cellCode(source)).join('\n') ?? null;
}

function cellCode(source: string): string {
  if (/^\s*%%(?!time|capture)/u.test(source)) return '';
  return source.replaceAll(/^(\s*)[%!?]/gmu, '$1#');
}
