import { argumentsOf, type CallArguments } from './callArguments.ts';
import type { Frame } from './frame.ts';
import { literalShape, stringLiteral, unescapePython } from './literal.ts';
import { lookupAttribute, lookupName } from './lookup.ts';
import type { ModuleSet, PythonModule } from './module.ts';
import { callExternal } from './pureCalls.ts';
import { childNamed, childrenOf, partsOf, splitAt, type SyntaxNode } from './syntax.ts';
import { fillPercent } from './template.ts';
import { assume, combine, concatTexts, exactText, hole, joinPaths, knownText, parentOf, type Text } from './text.ts';
import { callTextMethod, textAttribute } from './textMethods.ts';
import { elementOf, merge, textsOf, textValue, unknown, type PyValue } from './value.ts';

const maxDepth = 60;
const maxSteps = 200_000;

const comprehensions: ReadonlySet<string> = new Set(['ArrayComprehensionExpression', 'SetComprehensionExpression', 'ComprehensionExpression', 'ArgList']);

/** Says what expressions are without running anything. Work is bounded; beyond the bounds everything is unknown. */
export class Evaluator {
  readonly modules: ModuleSet;
  /** What is run: the command line's options are its own. */
  readonly script: PythonModule;
  #depth = 0;
  #steps = 0;
  /** Function scopes whose result is being looked for, so that recursion ends. */
  readonly #calling: object[] = [];
  readonly #constants = new Map<object, PyValue>();
  readonly #open: { binding: object; parameters: ReadonlyMap<string, PyValue> }[] = [];

  constructor(modules: ModuleSet, script: PythonModule) {
    this.modules = modules;
    this.script = script;
  }

  get exhausted(): boolean {
    return this.#steps > maxSteps;
  }

  evaluate(node: SyntaxNode, frame: Frame): PyValue {
    return this.bounded(() => this.#evaluate(node, frame)) ?? unknown;
  }

  /** Runs one step of the work; null beyond the bounds. */
  bounded(step: () => PyValue | null): PyValue | null {
    if (this.#depth >= maxDepth || ++this.#steps > maxSteps) return null;
    this.#depth++;
    try {
      return step();
    } finally {
      this.#depth--;
    }
  }

  /** Unknown where this is already being looked for with as many parameters. What needs none is found once. */
  once(binding: object, parameters: ReadonlyMap<string, PyValue>, isConstant: boolean, step: () => PyValue): PyValue {
    const known = isConstant ? this.#constants.get(binding) : undefined;
    if (known !== undefined) return known;
    if (this.#open.some((open) => open.binding === binding && (open.parameters === parameters || parameters.size + open.parameters.size === 0))) return unknown;
    this.#open.push({ binding, parameters });
    try {
      const value = step();
      if (isConstant && this.#open.length === 1) this.#constants.set(binding, value);
      return value;
    } finally {
      this.#open.pop();
    }
  }

  /** The right side of an assignment; several expressions are a tuple. */
  evaluateAll(nodes: readonly SyntaxNode[], frame: Frame): PyValue {
    const [only] = nodes;
    if (nodes.length === 1 && only !== undefined) return this.evaluate(only, frame);
    return { kind: 'list', items: nodes.map((node) => this.evaluate(node, frame)) };
  }

  #evaluate(node: SyntaxNode, frame: Frame): PyValue {
    const source = (): string => frame.module.text.slice(node.from, node.to);
    if (comprehensions.has(node.name)) return this.#comprehension(node, frame);
    switch (node.name) {
      case 'String':
        return textValue([stringText(source())]);
      case 'FormatString':
        return textValue(this.#formatString(node, frame));
      case 'ContinuedString':
        return textValue(partsOf(node).map((part) => textsOf(this.evaluate(part, frame))).reduce((left, right) => combine(left, right, concatTexts)));
      case 'Number':
        return textValue([/^(?:0|[1-9]\d*)(?:\.\d*[1-9]|\.0)?$/u.test(source()) ? exactText(source(), true) : hole]);
      case 'None':
        return { kind: 'none' };
      case 'ParenthesizedExpression':
      case 'AwaitExpression':
        return this.#inner(node, frame);
      case 'VariableName':
        return lookupName(this, source(), node, frame);
      case 'MemberExpression':
        return this.#member(node, frame);
      case 'CallExpression':
        return this.#call(node, frame);
      case 'BinaryExpression':
        return this.#binary(node, frame);
      case 'ConditionalExpression':
        return this.#conditional(node, frame);
      case 'NamedExpression':
        return this.#inner(node, frame);
      case 'TupleExpression':
      case 'ArrayExpression':
      case 'SetExpression':
        return this.#list(node, frame);
      case 'DictionaryExpression':
        return this.#dictionary(node, frame);
      default:
        return unknown;
    }
  }

  #inner(node: SyntaxNode, frame: Frame): PyValue {
    const last = partsOf(node).at(-1);
    return last === undefined ? unknown : this.evaluate(last, frame);
  }

  #formatString(node: SyntaxNode, frame: Frame): readonly Text[] {
    const token = frame.module.text.slice(node.from, node.to);
    const shape = literalShape(token);
    if (shape === null || shape.bytes) return [hole];
    let texts: readonly Text[] = [exactText('')];
    const add = (more: readonly Text[]): void => {
      texts = combine(texts, more, concatTexts);
    };
    const literal = (from: number, to: number): void => {
      const plain = unescapePython(token.slice(from, to), shape.raw);
      add([plain === null ? hole : exactText(plain.replaceAll('{{', '{').replaceAll('}}', '}'))]);
    };
    let end = shape.from;
    for (const part of node.getChildren('FormatReplacement')) {
      literal(end, part.from - node.from);
      add(this.#replacement(part, frame));
      end = part.to - node.from;
    }
    literal(end, shape.to);
    return texts;
  }

  #replacement(node: SyntaxNode, frame: Frame): readonly Text[] {
    if (childNamed(node, 'FormatSpec') !== null || childNamed(node, 'FormatConversion') !== null || childNamed(node, 'FormatSelfDoc') !== null) return [hole];
    return textsOf(this.#inner(node, frame));
  }

  #list(node: SyntaxNode, frame: Frame): PyValue {
    const items = splitAt(childrenOf(node).slice(1, -1).filter((child) => child.name !== 'Comment'), ',')
      .slice(0, 1000)
      .flatMap((group) => {
        const [first, second] = group;
        if (first === undefined) return [];
        if (first.name !== '*') return [this.evaluate(first, frame)];
        const inner = second === undefined ? unknown : this.evaluate(second, frame);
        return inner.kind === 'list' ? inner.items : [unknown];
      });
    return { kind: 'list', items };
  }

  #dictionary(node: SyntaxNode, frame: Frame): PyValue {
    const entries = new Map<string, PyValue>();
    for (const group of splitAt(childrenOf(node).slice(1, -1).filter((child) => child.name !== 'Comment'), ',').slice(0, 1000)) {
      const [key, , value] = group;
      if (key === undefined || value === undefined) continue;
      const texts = textsOf(this.evaluate(key, frame));
      const name = texts.length === 1 && texts[0] !== undefined ? knownText(texts[0]) : null;
      if (name !== null) entries.set(name, this.evaluate(value, frame));
    }
    return { kind: 'dict', entries };
  }

  /** A comprehension as the one element that stands for all. */
  #comprehension(node: SyntaxNode, frame: Frame): PyValue {
    const element = partsOf(node)[0];
    if (element === undefined) return unknown;
    const value = this.evaluate(element, frame);
    return { kind: 'list', items: value.kind === 'text' ? value.options.map((option) => textValue([option])) : [value] };
  }

  #conditional(node: SyntaxNode, frame: Frame): PyValue {
    const parts = partsOf(node).filter((part) => part.name !== 'if' && part.name !== 'else');
    const [yes, , no] = parts;
    if (yes === undefined || no === undefined) return unknown;
    return oneOf([this.evaluate(yes, frame), this.evaluate(no, frame)]);
  }

  #binary(node: SyntaxNode, frame: Frame): PyValue {
    const [leftNode, operatorNode, rightNode] = partsOf(node);
    if (leftNode === undefined || operatorNode === undefined || rightNode === undefined) return unknown;
    const operator = frame.module.text.slice(operatorNode.from, operatorNode.to);
    if (operator !== '/' && operator !== '+' && operator !== '%' && operator !== 'or') return unknown;
    return this.operate(operator, this.evaluate(leftNode, frame), this.evaluate(rightNode, frame));
  }

  operate(operator: string, left: PyValue, right: PyValue): PyValue {
    if (operator === 'or') return left.kind === 'none' ? right : left.kind === 'text' && left.options.every((text) => text.assumed === null && knownText(text) !== null) ? left : oneOf([left, right]);
    if (operator === '+' && left.kind === 'list' && right.kind === 'list') return { kind: 'list', items: [...left.items, ...right.items].slice(0, 1000) };
    if (left.kind !== 'text' && right.kind !== 'text') return unknown;
    const [one, other] = [textsOf(left), textsOf(right)];
    if ([...one, ...other].every((text) => text.number)) return unknown;
    if (operator === '+') return textValue(combine(one, other, concatTexts));
    if (operator === '/') return textValue(combine(one, other, joinPaths));
    return operator === '%' ? textValue(one.map((text) => formatPercent(text, right))) : unknown;
  }

  #member(node: SyntaxNode, frame: Frame): PyValue {
    const objectNode = node.firstChild;
    if (objectNode === null) return unknown;
    const object = this.evaluate(objectNode, frame);
    const property = childNamed(node, 'PropertyName');
    return property === null ? this.#subscript(object, node, frame) : this.attribute(object, frame.module.text.slice(property.from, property.to), frame);
  }

  attribute(object: PyValue, name: string, frame: Frame): PyValue {
    if (object.kind === 'text') {
      if (name === 'parents') return parentsOf(object.options);
      const texts = textAttribute(name, object.options);
      return texts === null ? unknown : textValue(texts);
    }
    return lookupAttribute(this, object, name, frame);
  }

  #subscript(object: PyValue, node: SyntaxNode, frame: Frame): PyValue {
    const index = childrenOf(node).slice(1).filter((child) => child.name !== '[' && child.name !== ']');
    const [only] = index;
    if (index.length !== 1 || only === undefined) return unknown;
    const key = textsOf(this.evaluate(only, frame));
    const known = key.map(knownText);
    if (object.kind === 'dict' && known.every((name) => name !== null)) return merge(known.map((name) => object.entries.get(name) ?? unknown));
    if (object.kind === 'list' && known.length === 1) return object.items[Number(known[0] ?? Number.NaN)] ?? unknown;
    if (object.kind === 'list') return elementOf(object);
    if (object.kind === 'arguments' && known.length === 1) return this.attribute(object, known[0] ?? '', frame);
    return unknown;
  }

  #call(node: SyntaxNode, frame: Frame): PyValue {
    const calleeNode = node.firstChild;
    if (calleeNode === null) return unknown;
    const args = argumentsOf(node, frame.module.text);
    const property = calleeNode.name === 'MemberExpression' ? childNamed(calleeNode, 'PropertyName') : null;
    if (property !== null && calleeNode.firstChild !== null) {
      const receiver = this.evaluate(calleeNode.firstChild, frame);
      const method = frame.module.text.slice(property.from, property.to);
      const result = this.#callMethod(receiver, method, args, frame);
      if (result !== null) return result;
      // Whatever made the parser: its options are looked for by name.
      if (method === 'parse_args' && receiver.kind === 'unknown') return { kind: 'arguments' };
    }
    return this.call(this.evaluate(calleeNode, frame), args, frame);
  }

  /** Methods of texts and dictionaries; null for those of other things. */
  #callMethod(receiver: PyValue, method: string, args: CallArguments, frame: Frame): PyValue | null {
    const values = (): PyValue[] => args.positional.map((arg) => this.evaluate(arg, frame));
    if (receiver.kind === 'dict') {
      const listed = { kind: 'list', items: [...receiver.entries].map(([key, value]): PyValue => ({ kind: 'list', items: [textValue([exactText(key)]), value] })) } as const;
      if (method === 'items') return listed;
      if (method === 'values') return { kind: 'list', items: [...receiver.entries.values()] };
      if (method === 'keys') return { kind: 'list', items: [...receiver.entries.keys()].map((key) => textValue([exactText(key)])) };
      const key = method === 'get' ? textsOf(values()[0] ?? unknown)[0] : undefined;
      const known = key === undefined ? null : knownText(key);
      return known === null ? null : (receiver.entries.get(known) ?? values()[1] ?? unknown);
    }
    if (receiver.kind !== 'text') return null;
    if (method === 'open') return this.#openFile(receiver.options, args, 0, frame);
    if (method === 'join') return this.#joinTexts(receiver.options, values()[0] ?? unknown);
    const keywords = new Map([...args.keywords].map(([name, arg]) => [name, textsOf(this.evaluate(arg, frame))]));
    const texts = callTextMethod(method, receiver.options, values().map(textsOf), keywords);
    return texts === null ? unknown : textValue(texts);
  }

  #joinTexts(separator: readonly Text[], list: PyValue): PyValue {
    if (list.kind !== 'list' || separator[0] === undefined || list.items.length > 64) return textValue([hole]);
    const between = separator.slice(0, 1);
    return list.items.length === 0 ? textValue([hole]) : textValue(list.items.map(textsOf).reduce((left, right) => combine(combine(left, between, concatTexts), right, concatTexts)));
  }

  #openFile(path: readonly Text[], args: CallArguments, modePlace: number, frame: Frame): PyValue {
    const node = args.keywords.get('mode') ?? args.positional[modePlace];
    const mode = node === undefined ? exactText('r') : (textsOf(this.evaluate(node, frame))[0] ?? hole);
    return { kind: 'file', path, mode: knownText(mode) ?? '?' };
  }

  call(callee: PyValue, args: CallArguments, frame: Frame): PyValue {
    if (callee.kind === 'function') return this.#callFunction(callee, args, frame);
    if (callee.kind === 'class') return this.#construct(callee, args, frame);
    if (callee.kind !== 'external') return unknown;
    if (openers.has(callee.name)) {
      const path = args.positional[0] ?? args.keywords.get('file') ?? args.keywords.get('filename');
      return path === undefined ? unknown : this.#openFile(textsOf(this.evaluate(path, frame)), args, 1, frame);
    }
    if (args.spread) return callExternal(callee.name, [unknown], new Map());
    const keywords = new Map([...args.keywords].map(([name, arg]) => [name, this.evaluate(arg, frame)]));
    return callExternal(callee.name, args.positional.map((arg) => this.evaluate(arg, frame)), keywords);
  }

  #callFunction(callee: Extract<PyValue, { kind: 'function' }>, args: CallArguments, frame: Frame): PyValue {
    const { scope } = callee;
    if (scope.returns.length === 0 || scope.returns.length > 8 || this.#calling.length >= 8 || this.#calling.includes(scope)) return unknown;
    this.#calling.push(scope);
    try {
      const inner = this.frameOf(callee, args, frame);
      return oneOf(scope.returns.map((statement) => this.evaluateAll(partsOf(statement).filter((part) => part.name !== 'return'), inner)));
    } finally {
      this.#calling.pop();
    }
  }

  /** The frame of a call: what its parameters are given. Those that are left out keep their defaults. */
  frameOf(callee: Extract<PyValue, { kind: 'function' }>, args: CallArguments, frame: Frame): Frame {
    const parameters = new Map<string, PyValue>();
    const names = callee.scope.parameters.filter((parameter) => !parameter.star).map((parameter) => parameter.name);
    if (callee.self !== null) parameters.set(names.shift() ?? '', callee.self);
    for (const [place, node] of args.positional.entries()) {
      const name = names[place];
      if (name !== undefined) parameters.set(name, this.evaluate(node, frame));
    }
    for (const [name, node] of args.keywords) parameters.set(name, this.evaluate(node, frame));
    if (args.spread) for (const name of names) if (!parameters.has(name)) parameters.set(name, unknown);
    return { module: callee.frame.module, scope: callee.scope, parameters, outer: callee.frame };
  }

  #construct(callee: Extract<PyValue, { kind: 'class' }>, args: CallArguments, frame: Frame): PyValue {
    const init = callee.scope.inner.find((scope) => scope.name === '__init__');
    const given = new Map<string, PyValue>();
    const instance: PyValue = { kind: 'instance', scope: callee.scope, frame: callee.frame, given };
    if (init === undefined) {
      for (const [name, node] of args.keywords) given.set(name, this.evaluate(node, frame));
      return instance;
    }
    const called = this.frameOf({ kind: 'function', scope: init, frame: callee.frame, self: instance }, args, frame);
    for (const [name, value] of called.parameters) given.set(name, value);
    return instance;
  }
}

const openers: ReadonlySet<string> = new Set(['builtins.open', 'io.open', 'codecs.open', 'gzip.open', 'bz2.open', 'lzma.open', 'fsspec.open', 'smart_open.open', 'smart_open.smart_open']);

function stringText(token: string): Text {
  const known = stringLiteral(token);
  return known === null ? hole : exactText(known);
}

/** `path.parents`, as far up as anyone looks. */
function parentsOf(texts: readonly Text[]): PyValue {
  const items: PyValue[] = [];
  for (let at = texts.map(parentOf); items.length < 10; at = at.map(parentOf)) items.push(textValue(at));
  return { kind: 'list', items };
}

/** One of several, and only a run tells which. */
export function oneOf(values: readonly PyValue[]): PyValue {
  const merged = merge(values);
  if (merged.kind !== 'text' || merged.options.length < 2) return merged;
  return textValue(merged.options.map((option) => assume(option, 'one of several that the script can choose')));
}

function formatPercent(text: Text, right: PyValue): Text {
  const template = knownText(text);
  if (template === null) return hole;
  const items = right.kind === 'list' ? right.items : [right];
  return fillPercent(template, (place, specification) => {
    const item = right.kind === 'dict' ? right.entries.get(place) : items[Number(place)];
    const texts = item === undefined ? [] : textsOf(item);
    return specification === '' && texts.length === 1 ? (texts[0] ?? hole) : hole;
  });
}
