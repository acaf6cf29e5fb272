import { highlightTree, tagHighlighter, tags } from '@lezer/highlight';
import { parser } from '@lezer/python';
import type { TokenKind } from '../domain/comparison.ts';
import { extensionOf } from '../domain/modelFile.ts';
import type { Budget } from './budget.ts';
import { settingsTokens } from './settingsTokens.ts';

export type Token = readonly [from: number, to: number, kind: TokenKind];

/** Colours are a courtesy that a very long file goes without. */
const maxHighlighted = 100_000;

/** The syntax of each line; empty lists where the language is not known, the text too long or the budget used up. */
export function lineTokens(path: string, text: string, lines: readonly string[], budget: Budget): readonly (readonly Token[])[] {
  const extension = extensionOf(path);
  if (text.length > maxHighlighted || !budget.take(text.length)) return [];
  if (extension === 'py' || extension === 'pyi' || extension === 'ipynb') return pythonTokens(text, lines);
  if (extension === 'yaml' || extension === 'yml' || extension === 'toml' || extension === 'json') return lines.map((line) => settingsTokens(line, extension));
  return [];
}

const kinds: Readonly<Record<string, TokenKind>> = { keyword: 'keyword', string: 'string', number: 'number', boolean: 'boolean', comment: 'comment' };
const highlighter = tagHighlighter([
  { tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword, tags.definitionKeyword, tags.moduleKeyword], class: 'keyword' },
  { tag: [tags.string, tags.special(tags.string), tags.escape], class: 'string' },
  { tag: tags.number, class: 'number' },
  { tag: [tags.bool, tags.null], class: 'boolean' },
  { tag: tags.comment, class: 'comment' },
]);

function pythonTokens(text: string, lines: readonly string[]): Token[][] {
  const all: Token[][] = lines.map(() => []);
  const starts = lineStarts(lines);
  let line = 0;
  const put = (from: number, to: number, kind: TokenKind): void => {
    while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= from) line++;
    for (let each = line; each < starts.length && (starts[each] ?? 0) < to; each++) {
      const start = starts[each] ?? 0;
      const [first, last] = [Math.max(0, from - start), Math.min(lines[each]?.length ?? 0, to - start)];
      if (first < last) all[each]?.push([first, last, kind]);
    }
  };
  try {
    highlightTree(parser.parse(text), highlighter, (from, to, style) => {
      const kind = kinds[style.split(' ')[0] ?? ''];
      if (kind !== undefined) put(from, to, kind);
    });
  } catch (error) {
    // Brackets nested thousands deep exhaust the stack.
    if (error instanceof RangeError) return [];
    throw error;
  }
  return all;
}

function lineStarts(lines: readonly string[]): number[] {
  let next = 0;
  return lines.map((line) => {
    const start = next;
    next += line.length + 1;
    return start;
  });
}
