import { notebookCells } from '../domain/notebook.ts';

/** The code cells of a notebook as one Python source; null where it is not one. Shell and magic lines become comments. */
export function notebookCode(text: string): string | null {
  const cells = notebookCells(text);
  return cells === null ? null : joinCells(cells.filter(({ kind }) => kind === 'code').map(({ source }) => source)).text;
}

/** Code cells as one Python source, with the offset at which each starts in it. */
export function joinCells(cells: readonly string[]): { readonly text: string; readonly starts: readonly number[] } {
  const starts: number[] = [];
  let text = '';
  for (const [at, source] of cells.entries()) {
    if (at > 0) text += '\n';
    starts.push(text.length);
    text += cellCode(source);
  }
  return { text, starts };
}

function cellCode(source: string): string {
  if (/^\s*%%(?!time|capture)/u.test(source)) return '';
  return source.replaceAll(/^(\s*)[%!?]/gmu, '$1#');
}
