import { childrenOf, splitAt, type SyntaxNode } from './syntax.ts';

export interface PythonImport {
  /** Dotted; '' for `from . import x`. */
  readonly module: string;
  /** Leading dots. */
  readonly level: number;
  /** Null for `import module`. */
  readonly names: readonly { readonly name: string; readonly as: string }[] | null;
  /** For `import module as …`. */
  readonly as: string | null;
}

/** The imports of one statement: `import a, b.c as d` is two. */
export function importsOf(statement: SyntaxNode, text: string): PythonImport[] {
  const children = childrenOf(statement).filter((node) => node.name !== 'Comment' && node.name !== '(' && node.name !== ')');
  const written = (nodes: readonly SyntaxNode[]): string => nodes.map((node) => text.slice(node.from, node.to)).join('');
  if (children[0]?.name !== 'from') {
    return splitAt(children.slice(1), ',').flatMap((group) => {
      const { name, as } = splitAlias(group);
      return name.length === 0 ? [] : [{ module: written(name), level: 0, names: null, as: as === null ? null : written([as]) }];
    });
  }
  const at = children.findIndex((node) => node.name === 'import');
  const origin = written(children.slice(1, at < 0 ? undefined : at));
  const level = /^\.*/u.exec(origin)?.[0].length ?? 0;
  const names = splitAt(at < 0 ? [] : children.slice(at + 1), ',').flatMap((group) => {
    const { name, as } = splitAlias(group);
    return name.length === 0 ? [] : [{ name: written(name), as: as === null ? written(name) : written([as]) }];
  });
  return [{ module: origin.slice(level), level, names, as: null }];
}

function splitAlias(group: readonly SyntaxNode[]): { name: readonly SyntaxNode[]; as: SyntaxNode | null } {
  const nodes = group.filter((node) => node.name !== '⚠');
  const at = nodes.findIndex((node) => node.name === 'as');
  return at < 0 ? { name: nodes, as: null } : { name: nodes.slice(0, at), as: nodes[at + 1] ?? null };
}
