/** The cells of a notebook as one text, each under a line `# %% cell 3`; null where it is not a notebook. */
export function notebookText(text: string): string | null {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch {
    return null;
  }
  const cells = field(notebook, 'cells');
  return Array.isArray(cells) ? cells.map((cell: unknown, at) => cellText(cell, at + 1)).join('\n') : null;
}

function cellText(cell: unknown, number: number): string {
  const source = sourceLines(field(cell, 'source'));
  const kind = field(cell, 'cell_type');
  if (kind === 'code') return [`# %% cell ${String(number)}`, ...source, ''].join('\n');
  return [`# %% [${kind === 'markdown' ? 'markdown' : 'raw'}] cell ${String(number)}`, ...source.map((line) => (line === '' ? '#' : `# ${line}`)), ''].join('\n');
}

function sourceLines(source: unknown): string[] {
  const text = Array.isArray(source) ? source.filter((line) => typeof line === 'string').join('') : typeof source === 'string' ? source : '';
  return text === '' ? [] : text.replace(/\r?\n$/u, '').split(/\r?\n/u);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
