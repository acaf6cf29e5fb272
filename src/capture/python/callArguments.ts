import { childrenOf, splitAt, type SyntaxNode } from './syntax.ts';

/** The arguments of a call as they are written. */
export interface CallArguments {
  readonly positional: readonly SyntaxNode[];
  readonly keywords: ReadonlyMap<string, SyntaxNode>;
  /** `*args` or `**options`: there may be more than is seen here. */
  readonly spread: boolean;
}

/** @param owner a call, or a decorator that is one */
export function argumentsOf(owner: SyntaxNode, text: string): CallArguments {
  const list = owner.getChild('ArgList');
  const positional: SyntaxNode[] = [];
  const keywords = new Map<string, SyntaxNode>();
  let spread = false;
  const inside = list === null ? [] : childrenOf(list).filter((node) => node.name !== '(' && node.name !== ')' && node.name !== 'Comment');
  // A bare generator: its parts stand in the list itself.
  if (list !== null && inside.some((node) => node.name === 'for')) return { positional: [list], keywords, spread };
  for (const group of splitAt(inside, ',')) {
    const [first, operator, value] = group;
    if (first === undefined) continue;
    if (first.name === '*' || first.name === '**') spread = true;
    else if (operator?.name === 'AssignOp' && value !== undefined && text.slice(operator.from, operator.to) === '=') keywords.set(text.slice(first.from, first.to), value);
    else if (operator?.name === 'AssignOp' && value !== undefined) positional.push(value);
    else if (!spread) positional.push(first);
  }
  return { positional, keywords, spread };
}

/** The argument at a place or, failing that, under one of the names. */
export function argumentAt(args: CallArguments, place: number | null, names: readonly string[]): SyntaxNode | null {
  for (const name of names) {
    const node = args.keywords.get(name);
    if (node !== undefined) return node;
  }
  return place === null ? null : (args.positional[place] ?? null);
}
