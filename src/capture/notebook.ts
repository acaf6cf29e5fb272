/** The code cells of a notebook as one Python source; null where it is not one. Shell and magic lines become comments. */
export function notebookCode(text: string): string | null {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch {
    return null;
  }
  const cells = field(notebook, 'cells');
  if (!Array.isArray(cells)) return null;
  return cells
    .filter((cell: unknown) => field(cell, 'cell_type') === 'code')
    .map((cell: unknown) => cellCode(field(cell, 'source')))
    .join('\n');
}

function cellCode(source: unknown): string {
  const text = Array.isArray(source) ? source.filter((line) => typeof line === 'string').join('') : typeof source === 'string' ? source : '';
  if (/^\s*%%(?!time|capture)/u.test(text)) return '';
  return text.replaceAll(/^(\s*)[%!?]/gmu, '$1#');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
