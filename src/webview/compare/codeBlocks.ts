import type { CodeLine } from '../../domain/comparison.ts';

/** Unchanged lines that stay around a changed one. */
const context = 3;
/** Folding fewer lines than this would save nothing. */
const fewLines = 3;

/** What the code box shows one below the other: a line, or a run of unchanged ones folded into one row. */
export type CodeBlock = { readonly kind: 'line'; readonly line: CodeLine } | { readonly kind: 'fold'; readonly key: string; readonly count: number; readonly open: boolean };

/** One row of two columns: the line before, and the line after. */
export type SideBlock = { readonly kind: 'pair'; readonly before: CodeLine | null; readonly after: CodeLine | null } | Extract<CodeBlock, { kind: 'fold' }>;

/** The lines of a file with its unchanged runs folded, but for those that a person opened. */
export function codeBlocks(path: string, lines: readonly CodeLine[], open: readonly string[]): CodeBlock[] {
  const kept = keptLines(lines);
  const opened = new Set(open);
  const blocks: CodeBlock[] = [];
  for (let at = 0; at < lines.length; ) {
    let end = at;
    while (end < lines.length && kept[end] === kept[at]) end++;
    const run = lines.slice(at, end).map((line): CodeBlock => ({ kind: 'line', line }));
    if (kept[at] === true || run.length < fewLines) {
      blocks.push(...run);
    } else {
      const key = `code ${path} ${String(lines[at]?.after ?? at)}`;
      blocks.push({ kind: 'fold', key, count: run.length, open: opened.has(key) }, ...(opened.has(key) ? run : []));
    }
    at = end;
  }
  return blocks;
}

/** The key of the fold that hides a line, if one does. */
export function foldHiding(path: string, lines: readonly CodeLine[], wanted: CodeLine): string | null {
  const kept = keptLines(lines);
  let at = lines.indexOf(wanted);
  if (at < 0 || kept[at] === true) return null;
  while (at > 0 && kept[at - 1] === false) at--;
  return `code ${path} ${String(lines[at]?.after ?? at)}`;
}

function keptLines(lines: readonly CodeLine[]): boolean[] {
  const kept = lines.map(() => false);
  lines.forEach((line, at) => {
    if (line.change !== 'same') kept.fill(true, Math.max(0, at - context), at + context + 1);
  });
  return kept;
}

/** Removed lines beside the added ones that took their place. */
export function sideBlocks(blocks: readonly CodeBlock[]): SideBlock[] {
  const rows: SideBlock[] = [];
  let removed: CodeLine[] = [];
  let added: CodeLine[] = [];
  const flush = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at++) rows.push({ kind: 'pair', before: removed[at] ?? null, after: added[at] ?? null });
    removed = [];
    added = [];
  };
  for (const block of blocks) {
    if (block.kind === 'line' && block.line.change === 'removed') removed.push(block.line);
    else if (block.kind === 'line' && block.line.change === 'added') added.push(block.line);
    else {
      flush();
      rows.push(block.kind === 'fold' ? block : { kind: 'pair', before: block.line, after: block.line });
    }
  }
  flush();
  return rows;
}
