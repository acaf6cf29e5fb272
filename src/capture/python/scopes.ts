import type { SyntaxNode, Tree } from '@lezer/common';
import { childNamed, childrenOf, partsOf, splitAt } from './syntax.ts';
import { importsOf, type PythonImport } from './imports.ts';

export type Binding =
  /** `part` says which element where the target is one of a tuple; `each` that it is one item of a loop. */
  | { readonly kind: 'value'; readonly at: number; readonly block: SyntaxNode; readonly value: readonly SyntaxNode[]; readonly part: number | null; readonly each: boolean }
  | { readonly kind: 'update'; readonly at: number; readonly block: SyntaxNode; readonly value: readonly SyntaxNode[]; readonly operator: string; readonly name: string }
  | { readonly kind: 'import'; readonly at: number; readonly import: PythonImport; readonly name: string | null }
  | { readonly kind: 'scope'; readonly at: number; readonly scope: Scope };

export interface Parameter {
  readonly name: string;
  readonly default: SyntaxNode | null;
  readonly star: boolean;
}

/** A module, class or function, with what its names are bound to. */
export interface Scope {
  readonly kind: 'module' | 'class' | 'function';
  readonly name: string;
  readonly node: SyntaxNode;
  readonly outer: Scope | null;
  readonly bindings: Map<string, Binding[]>;
  /** For a class: `self.name = value`, with the method that does so. */
  readonly fields: Map<string, { readonly value: readonly SyntaxNode[]; readonly method: Scope }[]>;
  readonly parameters: readonly Parameter[];
  readonly bases: readonly SyntaxNode[];
  readonly decorators: readonly SyntaxNode[];
  readonly inner: Scope[];
  /** In source order, not those of inner functions and classes. */
  readonly calls: SyntaxNode[];
  readonly returns: SyntaxNode[];
}

const maxNesting = 60;

/** Finds the scopes of a module, their bindings and calls, in one pass, and the names that are used anywhere. */
export function readScopes(tree: Tree, text: string): { readonly top: Scope; readonly mentions: ReadonlySet<string> } {
  const mentions = new Set<string>();
  const top = newScope('module', '', tree.topNode, null, text);
  const stack: { node: SyntaxNode; scope: Scope; depth: number }[] = [{ node: tree.topNode, scope: top, depth: 0 }];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const children = childrenOf(item.node);
    for (let at = children.length - 1; at >= 0; at--) {
      const node = children[at];
      if (node === undefined) continue;
      if (isMention(node)) mentions.add(text.slice(node.from, node.to));
      const scope = enter(node, item.scope, text, item.depth);
      if (scope !== null && node.firstChild !== null) stack.push({ node, scope, depth: scope === item.scope ? item.depth : item.depth + 1 });
    }
  }
  for (const scope of allScopes(top)) scope.calls.sort((one, other) => one.from - other.from);
  return { top, mentions };
}

/** A name that is used; not where its function or class is defined. */
function isMention(node: SyntaxNode): boolean {
  if (node.name === 'PropertyName') return true;
  return node.name === 'VariableName' && node.parent?.name !== 'FunctionDefinition' && node.parent?.name !== 'ClassDefinition';
}

export function allScopes(top: Scope): Scope[] {
  const scopes: Scope[] = [];
  const stack = [top];
  for (let scope = stack.pop(); scope !== undefined; scope = stack.pop()) {
    scopes.push(scope);
    stack.push(...scope.inner);
  }
  return scopes;
}

/** Notes what the node says of its scope; returns the scope of its children, null to leave them out. */
function enter(node: SyntaxNode, scope: Scope, text: string, depth: number): Scope | null {
  switch (node.name) {
    case 'CallExpression':
      scope.calls.push(node);
      return scope;
    case 'ReturnStatement':
      scope.returns.push(node);
      return scope;
    case 'FunctionDefinition':
    case 'ClassDefinition':
      return depth >= maxNesting ? null : define(node, scope, text);
    case 'ImportStatement':
      bindImport(node, scope, text);
      return null;
    case 'AssignStatement':
      bindAssignment(node, scope, text);
      return scope;
    case 'UpdateStatement':
      bindUpdate(node, scope, text);
      return scope;
    case 'NamedExpression':
      bindTargets([partsOf(node)[0]], partsOf(node).slice(2), scope, text, node, false);
      return scope;
    case 'ForStatement':
    case 'WithStatement':
      for (const { targets, value, each } of blockBindings(node)) bindTargets(targets, value, scope, text, node, each);
      return scope;
    default:
      return scope;
  }
}

function define(node: SyntaxNode, outer: Scope, text: string): Scope {
  const name = childNamed(node, 'VariableName');
  const kind = node.name === 'ClassDefinition' ? 'class' : 'function';
  const scope = newScope(kind, name === null ? '' : text.slice(name.from, name.to), node, outer, text);
  outer.inner.push(scope);
  addBinding(outer, scope.name, { kind: 'scope', at: node.from, scope });
  return scope;
}

function newScope(kind: Scope['kind'], name: string, node: SyntaxNode, outer: Scope | null, text: string): Scope {
  const parameters = kind === 'function' ? readParameters(childNamed(node, 'ParamList'), text) : [];
  const list = kind === 'class' ? childNamed(node, 'ArgList') : null;
  const decorators = node.parent?.name === 'DecoratedStatement' ? node.parent.getChildren('Decorator') : [];
  return { kind, name, node, outer, bindings: new Map(), fields: new Map(), parameters, bases: list === null ? [] : partsOf(list), decorators, inner: [], calls: [], returns: [] };
}

function readParameters(list: SyntaxNode | null, text: string): Parameter[] {
  if (list === null) return [];
  return splitAt(childrenOf(list).filter((node) => node.name !== '(' && node.name !== ')'), ',').flatMap((group) => {
    const name = group.find((node) => node.name === 'VariableName');
    if (name === undefined) return [];
    const assign = group.findIndex((node) => node.name === 'AssignOp');
    return [{ name: text.slice(name.from, name.to), default: assign < 0 ? null : (group[assign + 1] ?? null), star: group[0] !== name }];
  });
}

function addBinding(scope: Scope, name: string, binding: Binding): void {
  const list = scope.bindings.get(name);
  if (list === undefined) scope.bindings.set(name, [binding]);
  else if (list.length < 1000) list.push(binding);
}

function bindImport(node: SyntaxNode, scope: Scope, text: string): void {
  for (const each of importsOf(node, text)) {
    if (each.names === null) addBinding(scope, each.as ?? each.module.split('.')[0] ?? '', { kind: 'import', at: node.from, import: each, name: null });
    else for (const { name, as } of each.names) addBinding(scope, as, { kind: 'import', at: node.from, import: each, name });
  }
}

function bindAssignment(node: SyntaxNode, scope: Scope, text: string): void {
  const groups = splitAt(childrenOf(node).filter((child) => child.name !== 'TypeDef' && child.name !== 'Comment'), 'AssignOp');
  const value = (groups.pop() ?? []).filter((child) => child.name !== ',');
  if (groups.length === 0 || value.length === 0) return;
  for (const targets of groups) bindTargets(targets, value, scope, text, node, false);
}

function bindUpdate(node: SyntaxNode, scope: Scope, text: string): void {
  const [target, operator, ...value] = partsOf(node);
  if (target?.name !== 'VariableName' || operator === undefined) return;
  const name = text.slice(target.from, target.to);
  addBinding(scope, name, { kind: 'update', at: node.from, block: blockOf(node), value, operator: text.slice(operator.from, operator.to), name });
}

function bindTargets(targets: readonly (SyntaxNode | undefined)[], value: readonly SyntaxNode[], scope: Scope, text: string, statement: SyntaxNode, each: boolean): void {
  for (const { node, part } of targetNames(targets)) {
    if (node.name === 'VariableName') {
      addBinding(scope, text.slice(node.from, node.to), { kind: 'value', at: statement.from, block: blockOf(statement), value, part, each });
    } else if (node.name === 'MemberExpression' && !each && part === null) {
      bindField(node, value, scope, text);
    }
  }
}

/** `self.name = value` in a method. */
function bindField(node: SyntaxNode, value: readonly SyntaxNode[], scope: Scope, text: string): void {
  const [object, property] = partsOf(node).filter((child) => child.name !== '.');
  const owner = scope.outer;
  const self = scope.parameters[0]?.name;
  if (owner?.kind !== 'class' || object === undefined || property?.name !== 'PropertyName' || text.slice(object.from, object.to) !== self) return;
  const name = text.slice(property.from, property.to);
  const list = owner.fields.get(name) ?? [];
  if (list.length < 100) list.push({ value, method: scope });
  owner.fields.set(name, list);
}

/** The names on the left side, each with its place where they are several. */
export function targetNames(targets: readonly (SyntaxNode | undefined)[]): { node: SyntaxNode; part: number | null }[] {
  const nodes = targets.filter((node) => node !== undefined && node.name !== ',');
  const first = nodes[0];
  if (nodes.length === 1 && first !== undefined) {
    if (first.name !== 'TupleExpression' && first.name !== 'ArrayExpression' && first.name !== 'ParenthesizedExpression') return [{ node: first, part: null }];
    return partsOf(first).map((node, part) => ({ node, part: first.name === 'ParenthesizedExpression' ? null : part }));
  }
  return nodes.flatMap((node, part) => (node === undefined ? [] : [{ node, part }]));
}

/** What `for … in …`, a comprehension or `with … as …` binds; the values are iterated where `each`. */
export function blockBindings(node: SyntaxNode): { targets: SyntaxNode[]; value: SyntaxNode[]; each: boolean }[] {
  const children = childrenOf(node).filter((child) => child.name !== 'Comment');
  if (node.name === 'WithStatement') return withBindings(children);
  const found = [];
  for (let at = children.findIndex((child) => child.name === 'for'); at >= 0; ) {
    const inAt = children.findIndex((child, place) => place > at && child.name === 'in');
    if (inAt < 0) break;
    const value = children[inAt + 1];
    if (value !== undefined) found.push({ targets: children.slice(at + 1, inAt), value: [value], each: true });
    at = children.findIndex((child, place) => place > inAt && child.name === 'for');
  }
  return found;
}

/** The bracketed form of `with` leaves an error in the tree, with the names where they are looked for here all the same. */
function withBindings(children: readonly SyntaxNode[]): { targets: SyntaxNode[]; value: SyntaxNode[]; each: boolean }[] {
  return children.flatMap((child, at) => {
    if (child.name !== 'as') return [];
    const target = children[at + 1];
    let value = children[at - 1];
    if (value?.name === 'ParenthesizedExpression' || value?.name === 'TupleExpression') value = partsOf(value).at(-1);
    return target === undefined || value === undefined ? [] : [{ targets: [target], value: [value], each: false }];
  });
}

/** The block that a statement stands in. */
export function blockOf(node: SyntaxNode): SyntaxNode {
  for (let block = node.parent; block !== null; block = block.parent) {
    if (block.name === 'Body' || block.name === 'Script') return block;
  }
  return node;
}
