/** One cell of a Jupyter notebook; its outputs are left out. Format: nbformat 4. */
export interface NotebookCell {
  readonly kind: 'code' | 'markdown' | 'raw';
  readonly source: string;
}

/** The cells of a notebook in their order; null where the text is none. */
export function notebookCells(text: string): NotebookCell[] | null {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch {
    return null;
  }
  const cells = field(notebook, 'cells');
  return Array.isArray(cells) ? cells.map((cell: unknown) => ({ kind: kindOf(field(cell, 'cell_type')), source: sourceOf(field(cell, 'source')) })) : null;
}

function kindOf(type: unknown): NotebookCell['kind'] {
  return type === 'code' || type === 'markdown' ? type : 'raw';
}

function sourceOf(source: unknown): string {
  if (Array.isArray(source)) return source.filter((line) => typeof line === 'string').join('');
  return typeof source === 'string' ? source : '';
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
