import type { CodeLine } from '../domain/comparison.ts';
import { codeBudget, type CodeBudget } from './budget.ts';
import { lineRuns, maxEdits } from './lineRuns.ts';
import { markLines, type Mark } from './lineMarks.ts';
import { lineTokens, type Token } from './tokens.ts';

export interface CodeSide {
  readonly path: string;
  readonly text: string;
  /** Names of parameters by the line that their value stands on. */
  readonly params: ReadonlyMap<number, readonly string[]>;
}

/** The lines of a text without their ends. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Both texts as one list of lines. A null side is a file that was not there. @param edits more of them are shown as a rewrite */
export function codeLines(before: CodeSide | null, after: CodeSide | null, budget: CodeBudget = codeBudget(), edits: number = maxEdits): CodeLine[] {
  const [old, now] = [new SideReader(before, budget), new SideReader(after, budget)];
  const lines: CodeLine[] = [];
  for (const { change, count } of lineRuns(old.lines, now.lines, edits)) {
    for (let each = 0; each < count; each++) {
      if (change === 'removed') lines.push(old.next('removed'));
      else if (change === 'added') lines.push(now.next('added'));
      else lines.push(merged(old.next('removed'), now.next('added')));
    }
  }
  return withMarks(lines, budget);
}

class SideReader {
  readonly lines: readonly string[];
  readonly #tokens: readonly (readonly Token[])[];
  readonly #params: CodeSide['params'];
  #at = 0;

  constructor(side: CodeSide | null, { coloured }: CodeBudget) {
    this.lines = side === null ? [] : linesOf(side.text);
    this.#tokens = side === null ? [] : lineTokens(side.path, this.lines.join('\n'), this.lines, coloured);
    this.#params = side?.params ?? new Map<number, string[]>();
  }

  next(change: 'added' | 'removed'): CodeLine {
    const at = this.#at++;
    const number = at + 1;
    return {
      change,
      before: change === 'removed' ? number : null,
      after: change === 'added' ? number : null,
      text: this.lines[at] ?? '',
      tokens: this.#tokens[at] ?? [],
      marks: [],
      params: this.#params.get(number) ?? [],
    };
  }
}

function merged(before: CodeLine, after: CodeLine): CodeLine {
  return { ...after, change: 'same', before: before.before, params: [...new Set([...before.params, ...after.params])] };
}

/** Marks what differs within the lines of each run of removed ones that added ones follow. */
function withMarks(lines: readonly CodeLine[], { marked: budget }: CodeBudget): CodeLine[] {
  const marked = [...lines];
  for (let at = 0; at < lines.length; ) {
    const removed = runLength(lines, at, 'removed');
    const added = runLength(lines, at + removed, 'added');
    if (removed > 0 && added > 0) {
      const texts = (from: number, count: number): string[] => lines.slice(from, from + count).map(({ text }) => text);
      for (const pair of markLines(texts(at, removed), texts(at + removed, added), budget)) {
        mark(marked, at + pair.removed, pair.removedMarks);
        mark(marked, at + removed + pair.added, pair.addedMarks);
      }
    }
    at += Math.max(1, removed + added);
  }
  return marked;
}

function runLength(lines: readonly CodeLine[], from: number, change: CodeLine['change']): number {
  let to = from;
  while (lines[to]?.change === change) to++;
  return to - from;
}

function mark(lines: CodeLine[], at: number, marks: readonly Mark[]): void {
  const line = lines[at];
  if (line !== undefined) lines[at] = { ...line, marks };
}
