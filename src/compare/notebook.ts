import { notebookCells, type NotebookCell } from '../domain/notebook.ts';

/** The cells of a notebook as one text, each under a line `# %% cell 3`; null where it is not a notebook. */
export function notebookText(text: string): string | null {
  return notebookCells(text)?.map((cell, at) => cellText(cell, at + 1)).join('\n') ?? null;
}

function cellText({ kind, source }: NotebookCell, number: number): string {
  const lines = source === '' ? [] : source.replace(/\r?\n$/u, '').split(/\r?\n/u);
  if (kind === 'code') return [`# %% cell ${String(number)}`, ...lines, ''].join('\n');
  return [`# %% [${kind}] cell ${String(number)}`, ...lines.map((line) => (line === '' ? '#' : `# ${line}`)), ''].join('\n');
}
