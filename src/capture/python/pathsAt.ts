import type { Evaluator } from './evaluate.ts';
import { frameOf } from './lookup.ts';
import type { PythonModule } from './module.ts';
import { pathOf, type PathUse } from './pathUse.ts';
import type { Scope } from './scopes.ts';
import { childrenOf, splitAt, type SyntaxNode } from './syntax.ts';
import { knownText } from './text.ts';

/** A path that an expression stands for. */
export type ExpressionPath = Pick<PathUse, 'path' | 'base'> & {
  /** Offsets in the module's text. */
  readonly from: number;
  readonly to: number;
};

const maxAncestors = 60;

/**
 * The paths that the expressions around an offset stand for, the largest first: where the cursor is anywhere in
 * `Path("a") / "b"`, that of the whole. A string inside a larger text is no path of its own; a name in one is.
 */
export function pathsAt(module: PythonModule, evaluator: Evaluator, root: string, offset: number): ExpressionPath[] {
  const innermost = module.top.node.resolveInner(offset, offset === module.text.length ? -1 : 1);
  const found: ExpressionPath[] = [];
  let inText = false;
  for (const expression of expressionsAround(innermost).reverse()) {
    const frame = frameOf(scopeAt(module, expression.node), module);
    const value = evaluator.evaluateAll(expression.value, frame);
    if (value.kind !== 'text' || evaluator.exhausted) continue;
    const mayStandAlone = !inText || isName(expression.node) || isLeftOfSlash(expression.node, module.text);
    inText = true;
    const [only, ...others] = value.options;
    if (!mayStandAlone || only === undefined || others.length > 0 || only.number || only.glob || knownText(only) === null) continue;
    const path = pathOf(only, root);
    if (path !== null && !path.isPattern && path.base !== 'outside') found.push({ path: path.path, base: path.base, from: expression.node.from, to: expression.node.to });
  }
  return found;
}

interface Expression {
  readonly node: SyntaxNode;
  /** What is evaluated: for the target of an assignment and the name of a keyword, what they are given. */
  readonly value: readonly SyntaxNode[];
}

/** From the innermost outwards. */
function expressionsAround(innermost: SyntaxNode): Expression[] {
  const found: Expression[] = [];
  let node: SyntaxNode | null = innermost;
  for (let step = 0; node !== null && step < maxAncestors && !isStatement(node); step++, node = node.parent) {
    const given = givenTo(node);
    if (given !== null) found.push({ node, value: given });
    else if (node.name !== 'ArgList' && node.name !== 'PropertyName') found.push({ node, value: [node] });
    if (given !== null) break;
  }
  return found;
}

function isStatement(node: SyntaxNode): boolean {
  return /(?:Statement|Definition|Body|Script|ParamList|Lambda)/u.test(node.name) || node.name.startsWith('Lambda');
}

/** The right side for a node on the left; null for any other. Targets of several names are left alone. */
function givenTo(node: SyntaxNode): readonly SyntaxNode[] | null {
  const { parent } = node;
  if (parent?.name === 'AssignStatement') {
    const groups = splitAt(childrenOf(parent).filter((child) => child.name !== 'TypeDef' && child.name !== 'Comment'), 'AssignOp');
    const value = groups.at(-1);
    const target = groups.slice(0, -1).find((group) => group.some((each) => each.from === node.from));
    return target === undefined || value === undefined ? null : target.length === 1 ? value : [];
  }
  const next = node.nextSibling;
  if (parent?.name !== 'ArgList' || next?.name !== 'AssignOp' || next.nextSibling === null) return null;
  return [next.nextSibling];
}

function isName(node: SyntaxNode): boolean {
  return node.name === 'VariableName' || node.name === 'MemberExpression';
}

/** The folder in `folder / "name"`. */
function isLeftOfSlash(node: SyntaxNode, text: string): boolean {
  const operator = node.parent?.name === 'BinaryExpression' && node.parent.firstChild?.to === node.to ? node.nextSibling : null;
  return operator !== null && text.slice(operator.from, operator.to) === '/' && node.name !== 'String';
}

/** The innermost function or class that a node stands in. */
function scopeAt(module: PythonModule, node: SyntaxNode): Scope {
  let scope = module.top;
  for (;;) {
    const inner: Scope | undefined = scope.inner.find((each) => each.node.from <= node.from && node.to <= each.node.to);
    if (inner === undefined) return scope;
    scope = inner;
  }
}

