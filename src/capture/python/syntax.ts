import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';

/** Larger sources are generated, not written. */
export const maxSourceBytes = 2 * 1024 * 1024;
const maxParseMs = 1500;

export type { SyntaxNode } from '@lezer/common';

/** Parses Python with its errors left in the tree; null for a source that is too long, or built to take long. */
export function parsePython(text: string): Tree | null {
  if (text.length > maxSourceBytes) return null;
  const parse = parser.startParse(text);
  const deadline = performance.now() + maxParseMs;
  for (let step = 0; ; step++) {
    const tree = parse.advance();
    if (tree !== null) return tree;
    if (step % 1024 === 0 && performance.now() > deadline) return null;
  }
}

/** All children, punctuation too. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

const punctuation: ReadonlySet<string> = new Set(['(', ')', '[', ']', '{', '}', ',', ':', 'Comment', '⚠']);

/** Children that mean something: no brackets, commas, comments or errors. */
export function partsOf(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter((child) => !punctuation.has(child.name));
}

export function childNamed(node: SyntaxNode, name: string): SyntaxNode | null {
  return node.getChild(name);
}

/** Splits nodes at separators: `a = b = c` at `AssignOp` is three groups. */
export function splitAt(nodes: readonly SyntaxNode[], separator: string): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === separator) groups.push([]);
    else groups.at(-1)?.push(node);
  }
  return groups;
}

/** Turns positions into line numbers, which count from 1. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  lineAt(position: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= position) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}
