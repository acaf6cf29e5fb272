import type { Evaluator } from './evaluate.ts';
import { oneOf } from './evaluate.ts';
import type { Frame } from './frame.ts';
import { commandLineDefault, decoratedDefault } from './options.ts';
import type { PythonModule } from './module.ts';
import { blockBindings, targetNames, type Binding, type Scope } from './scopes.ts';
import type { SyntaxNode } from './syntax.ts';
import { exactText, rootMark } from './text.ts';
import { elementOf, textValue, unknown, type PyValue } from './value.ts';

const pythonBuiltins: ReadonlySet<string> = new Set([
  'enumerate', 'iter', 'list', 'max', 'min', 'next', 'open', 'reversed', 'set', 'sorted', 'str', 'tuple', 'vars', 'zip',
]);

const looping: ReadonlySet<string> = new Set([
  'ForStatement', 'WithStatement', 'ArrayComprehensionExpression', 'SetComprehensionExpression', 'DictionaryComprehensionExpression', 'ComprehensionExpression', 'ArgList',
]);

/** What a name is at the place where it stands. */
export function lookupName(evaluator: Evaluator, name: string, node: SyntaxNode, frame: Frame): PyValue {
  if (name === '__file__') return textValue([exactText(`${rootMark}/${frame.module.path}`)]);
  const around = lookupAround(evaluator, name, node, frame);
  if (around !== null) return around;
  for (let at: Frame | null = frame; at !== null; at = at.outer) {
    // A class's names are not those of its methods.
    if (at.scope.kind === 'class' && at !== frame) continue;
    const found = lookupIn(evaluator, name, at === frame ? node : null, at);
    if (found !== null) return found;
  }
  return pythonBuiltins.has(name) ? { kind: 'external', name: `builtins.${name}` } : unknown;
}

/** The loop, comprehension or `with` around the place that binds the name. */
function lookupAround(evaluator: Evaluator, name: string, node: SyntaxNode, frame: Frame): PyValue | null {
  let inside = node;
  for (let around = node.parent; around !== null && !sameNode(around, frame.scope.node); inside = around, around = around.parent) {
    if (!looping.has(around.name)) continue;
    for (const { targets, value, each } of blockBindings(around).reverse()) {
      const target = targetNames(targets).find((each) => frame.module.text.slice(each.node.from, each.node.to) === name);
      // What is iterated over does not see the loop's own names.
      if (target === undefined || value.some((part) => part.from <= inside.from && inside.to <= part.to)) continue;
      return partOf(evaluator.evaluateAll(value, frame), target.part, each);
    }
  }
  return null;
}

function lookupIn(evaluator: Evaluator, name: string, node: SyntaxNode | null, frame: Frame): PyValue | null {
  const bindings = frame.scope.bindings.get(name) ?? [];
  const given = lookupParameter(evaluator, name, frame);
  const assigned = bindings.length === 0 ? null : fromBindings(evaluator, bindings, node, frame, given);
  return assigned ?? given ?? fromStarImports(evaluator, name, frame);
}

function lookupParameter(evaluator: Evaluator, name: string, frame: Frame): PyValue | null {
  const given = frame.parameters.get(name);
  if (given !== undefined) return given;
  const parameter = frame.scope.parameters.find((each) => each.name === name);
  if (parameter === undefined) return null;
  const option = decoratedDefault(evaluator, frame.scope, name, frame);
  if (option !== null) return option;
  if (parameter.default === null) return isCommandLine(name) ? { kind: 'arguments' } : unknown;
  return evaluator.evaluate(parameter.default, frame.outer ?? frame);
}

function isCommandLine(name: string): boolean {
  return /^(?:args|opts?|options|arguments|cli_args|flags)$/iu.test(name);
}

/**
 * The bindings that may hold where the name stands: back from there to one that surely ran.
 * Seen from another function, those of the whole scope.
 */
function fromBindings(evaluator: Evaluator, bindings: readonly Binding[], node: SyntaxNode | null, frame: Frame, given: PyValue | null): PyValue | null {
  const before = node === null ? bindings : bindings.filter((binding) => binding.at < statementStart(node, binding));
  const ordered = [...before].sort((one, other) => other.at - one.at);
  const values: PyValue[] = [];
  for (const binding of ordered.slice(0, 16)) {
    const value = bindingValue(evaluator, binding, frame);
    values.push(value);
    if (surelyRan(binding, node, frame)) return oneOf(values);
  }
  if (values.length > 0) return oneOf(given === null ? values : [...values, given]);
  return given !== null || node === null || bindings.length === 0 ? null : unknown;
}

/** A binding does not see itself: `path = path / "x"` looks for an earlier one. */
function statementStart(node: SyntaxNode, binding: Binding): number {
  return binding.kind === 'scope' || binding.kind === 'import' ? Infinity : enclosingStatement(node).from;
}

function enclosingStatement(node: SyntaxNode): SyntaxNode {
  let statement = node;
  while (statement.parent !== null && statement.parent.name !== 'Body' && statement.parent.name !== 'Script') statement = statement.parent;
  return statement;
}

function surelyRan(binding: Binding, node: SyntaxNode | null, frame: Frame): boolean {
  if (binding.kind === 'scope' || binding.kind === 'import') return true;
  const { block } = binding;
  if (node === null) return isScopeBody(block, frame.scope) || block.parent?.name === 'WithStatement';
  return block.from <= node.from && node.to <= block.to;
}

function isScopeBody(block: SyntaxNode, scope: Scope): boolean {
  return block.name === 'Script' || (block.parent !== null && sameNode(block.parent, scope.node));
}

function sameNode(one: SyntaxNode, other: SyntaxNode): boolean {
  return one.from === other.from && one.to === other.to && one.name === other.name;
}

/** Constants that lead to one another in a circle are unknown. */
function bindingValue(evaluator: Evaluator, binding: Binding, frame: Frame): PyValue {
  return evaluator.once(binding, frame.parameters, frame.scope.kind === 'module', () => evaluateBinding(evaluator, binding, frame));
}

function evaluateBinding(evaluator: Evaluator, binding: Binding, frame: Frame): PyValue {
  switch (binding.kind) {
    case 'value':
      return partOf(evaluator.evaluateAll(binding.value, frame), binding.part, binding.each);
    case 'update': {
      const first = binding.value[0];
      const before = first === undefined ? unknown : lookupName(evaluator, binding.name, first, frame);
      return evaluator.operate(binding.operator.replace('=', ''), before, evaluator.evaluateAll(binding.value, frame));
    }
    case 'scope':
      return { kind: binding.scope.kind === 'class' ? 'class' : 'function', scope: binding.scope, frame, self: null } as PyValue;
    case 'import':
      return imported(evaluator, binding, frame.module);
  }
}

function partOf(value: PyValue, part: number | null, each: boolean): PyValue {
  if (!each) return part === null ? value : value.kind === 'list' ? (value.items[part] ?? unknown) : unknown;
  if (part === null) return elementOf(value);
  if (value.kind !== 'list') return unknown;
  return elementOf({ kind: 'list', items: value.items.map((item) => (item.kind === 'list' ? (item.items[part] ?? unknown) : unknown)) });
}

function imported(evaluator: Evaluator, binding: Extract<Binding, { kind: 'import' }>, from: PythonModule): PyValue {
  const { module, level, as } = binding.import;
  const { name } = binding;
  if (name === null) {
    const bound = as === null ? (module.split('.')[0] ?? '') : module;
    const local = evaluator.modules.resolve(from, level, bound);
    // `import package.module` binds the package, which may have no file of its own.
    if (local !== null) return { kind: 'module', path: local.path };
    return { kind: 'external', name: bound };
  }
  const local = evaluator.modules.resolve(from, level, module);
  const found = local === null || local === from ? null : memberOf(evaluator, local, name);
  if (found !== null && found.kind !== 'unknown') return found;
  const inner = evaluator.modules.resolve(from, level, module === '' ? name : `${module}.${name}`);
  if (inner !== null) return { kind: 'module', path: inner.path };
  if (found !== null) return found;
  return level > 0 || local !== null ? unknown : { kind: 'external', name: `${module}.${name}` };
}

function fromStarImports(evaluator: Evaluator, name: string, frame: Frame): PyValue | null {
  for (const binding of frame.scope.bindings.get('*') ?? []) {
    if (binding.kind !== 'import') continue;
    const local = evaluator.modules.resolve(frame.module, binding.import.level, binding.import.module);
    const found = local === null || local === frame.module ? null : memberOf(evaluator, local, name);
    if (found !== null) return found;
  }
  return null;
}

/** The frame of a module's own statements. */
export function moduleFrame(module: PythonModule): Frame {
  return { module, scope: module.top, parameters: new Map(), outer: null };
}

/** A frame for a function or class whose arguments are not known. */
export function frameOf(scope: Scope, module: PythonModule): Frame {
  if (scope.kind === 'module') return moduleFrame(module);
  const outer = scope.outer === null || scope.outer.kind === 'module' ? moduleFrame(module) : frameOf(scope.outer, module);
  const parameters = new Map<string, PyValue>();
  const self = scope.parameters[0]?.name;
  if (scope.outer?.kind === 'class' && self !== undefined) {
    parameters.set(self, { kind: 'instance', scope: scope.outer, frame: outer.outer ?? outer, given: new Map() });
  }
  return { module, scope, parameters, outer };
}

function memberOf(evaluator: Evaluator, module: PythonModule, name: string): PyValue | null {
  const frame = moduleFrame(module);
  if (!frame.scope.bindings.has(name) && !frame.scope.bindings.has('*')) return null;
  // Through `evaluate`'s bounds: imports may lead in a circle.
  return evaluator.bounded(() => lookupIn(evaluator, name, null, frame));
}

export function lookupAttribute(evaluator: Evaluator, object: PyValue, name: string, frame: Frame): PyValue {
  switch (object.kind) {
    case 'external': {
      if (object.name.length > 300) return unknown;
      // A package without `__init__.py` has no module of its own, but its modules have.
      const local = evaluator.modules.resolve(frame.module, 0, `${object.name}.${name}`);
      return local === null ? { kind: 'external', name: `${object.name}.${name}` } : { kind: 'module', path: local.path };
    }
    case 'module': {
      const module = evaluator.modules.byPath(object.path);
      const inner = module === null ? null : (memberOf(evaluator, module, name) ?? submodule(evaluator, module, name));
      return inner ?? unknown;
    }
    case 'arguments':
      return commandLineDefault(evaluator, name, frame) ?? unknown;
    case 'class':
      return classMember(evaluator, object.scope, object.frame, name, null, 0) ?? unknown;
    case 'instance':
      return object.given.has(name) && object.scope.fields.size === 0 ? (object.given.get(name) ?? unknown) : (fieldOf(evaluator, object, name) ?? classMember(evaluator, object.scope, object.frame, name, object, 0) ?? unknown);
    default:
      return unknown;
  }
}

function submodule(evaluator: Evaluator, module: PythonModule, name: string): PyValue | null {
  const inner = evaluator.modules.resolve(module, 1, name);
  return inner === null ? null : { kind: 'module', path: inner.path };
}

/** `self.name`, from the methods that assign it. */
function fieldOf(evaluator: Evaluator, instance: Extract<PyValue, { kind: 'instance' }>, name: string): PyValue | null {
  const fields = instance.scope.fields.get(name);
  if (fields === undefined) return null;
  const values = fields.map(({ value, method }) => {
    const parameters = method.name === '__init__' ? instance.given : new Map([[method.parameters[0]?.name ?? '', instance as PyValue]]);
    const outer: Frame = { module: instance.frame.module, scope: instance.scope, parameters: new Map(), outer: instance.frame };
    return evaluator.evaluateAll(value, { module: instance.frame.module, scope: method, parameters, outer });
  });
  return oneOf(values);
}

function classMember(evaluator: Evaluator, scope: Scope, outer: Frame, name: string, self: PyValue | null, depth: number): PyValue | null {
  const frame: Frame = { module: outer.module, scope, parameters: new Map(), outer };
  const binding = scope.bindings.get(name)?.at(-1);
  if (binding !== undefined) {
    const value = bindingValue(evaluator, binding, frame);
    if (value.kind !== 'function') return value;
    const decorators = value.scope.decorators.map((decorator) => outer.module.text.slice(decorator.from, decorator.to).trim());
    if (decorators.includes('@staticmethod')) return value;
    const bound: PyValue = { ...value, self: self ?? (decorators.includes('@classmethod') ? { kind: 'class', scope, frame: outer } : null) };
    return decorators.some((decorator) => /^@(?:functools\.)?(?:cached_)?property$/u.test(decorator)) ? evaluator.call(bound, { positional: [], keywords: new Map(), spread: false }, frame) : bound;
  }
  for (const node of depth < 8 ? scope.bases : []) {
    const base = evaluator.evaluate(node, outer);
    const found = base.kind === 'class' ? classMember(evaluator, base.scope, base.frame, name, self, depth + 1) : null;
    if (found !== null) return found;
  }
  return null;
}

