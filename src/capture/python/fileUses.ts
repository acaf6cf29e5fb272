import { modelFileKind } from '../../domain/modelFile.ts';
import { argumentAt, argumentsOf, type CallArguments } from './callArguments.ts';
import { Evaluator } from './evaluate.ts';
import { functionCall, isLightningCheckpoint, methodCall, type FileCall } from './fileCalls.ts';
import type { Frame } from './frame.ts';
import { frameOf, moduleFrame } from './lookup.ts';
import type { ModuleSet, PythonModule } from './module.ts';
import { isLogName, isMetricsName, kindByName, pathOf, type PathUse } from './pathUse.ts';
import type { Scope } from './scopes.ts';
import { childNamed, type SyntaxNode } from './syntax.ts';
import { fillBraces } from './template.ts';
import { combine, concatTexts, exactText, hole, isHole, joinPaths, knownText, mapEnd, type Text } from './text.ts';
import { textsOf, unknown, type PyValue } from './value.ts';

export interface FileUses {
  readonly writes: readonly PathUse[];
  readonly reads: readonly PathUse[];
}

export interface FileUsesRequest {
  readonly script: PythonModule;
  readonly modules: ModuleSet;
  /** Absolute; absolute paths in the source are told inside from outside by it. */
  readonly root: string;
  /** Functions that nothing calls count too: right where it is asked what could write a file, wrong where what did. */
  readonly uncalled?: boolean;
  /** Of the imported modules, those to read beyond what is called in them; all, where it is left out. */
  readonly worthReading?: (module: PythonModule) => boolean;
  /** A path counts once for each line that gives it, and not once in all. */
  readonly everyLine?: boolean;
}

/** The files that a script reads and writes, its local modules included, found by following its calls. */
export function fileUses(request: FileUsesRequest): FileUses {
  return new Follower(request).follow();
}

interface Place {
  readonly module: PythonModule;
  readonly node: SyntaxNode;
  /** What the calling function was called with, and from where. */
  readonly frame: Frame;
  readonly from: Place | null;
}

interface Callee {
  readonly value: PyValue;
  /** For `object.method`: what the object is. */
  readonly receiver: PyValue | null;
  readonly receiverText: string;
  readonly method: string | null;
}

const maxVisits = 4000;
const maxVisitsOfScope = 64;
const maxCallDepth = 10;
const maxUses = 2000;

class Follower {
  readonly #request: FileUsesRequest;
  readonly #evaluator: Evaluator;
  readonly #uses = new Map<string, PathUse & { readonly direction: 'write' | 'read' }>();
  readonly #visits = new Map<Scope, number>();
  readonly #modules = new Set<PythonModule>();
  #visitCount = 0;
  readonly #stack: Scope[] = [];

  constructor(request: FileUsesRequest) {
    this.#request = request;
    this.#evaluator = new Evaluator(request.modules, request.script);
  }

  follow(): FileUses {
    this.#visitModule(this.#request.script, 0);
    this.#visitTheRest();
    const uses = [...this.#uses.values()];
    const pick = (direction: 'write' | 'read'): PathUse[] => uses.filter((use) => use.direction === direction).map(({ direction: _, ...use }) => use);
    return { writes: pick('write'), reads: pick('read') };
  }

  /** A module's own statements, after those of what it imports. */
  #visitModule(module: PythonModule, depth: number): void {
    if (this.#modules.has(module) || this.#modules.size >= 200) return;
    this.#modules.add(module);
    for (const { level, module: name, names } of depth < 40 ? module.imports : []) {
      const targets = [name, ...(names ?? []).map((each) => (name === '' ? each.name : `${name}.${each.name}`))];
      for (const target of targets) {
        const local = target === '' ? null : this.#request.modules.resolve(module, level, target);
        if (local !== null) this.#visitModule(local, depth + 1);
      }
    }
    if (this.#isWorthReading(module)) this.#visit(module.top, moduleFrame(module), null);
  }

  #isWorthReading(module: PythonModule): boolean {
    return module === this.#request.script || this.#request.worthReading?.(module) !== false;
  }

  /**
   * Functions that were not reached: called through an object that is not known, or by a library.
   * What no source mentions is dead, and reads nothing.
   */
  #visitTheRest(): void {
    const mentions = new Set<string>();
    for (const module of this.#modules) for (const name of module.mentions) mentions.add(name);
    for (const module of this.#modules) {
      if (!this.#isWorthReading(module)) continue;
      for (const scope of module.scopes) {
        if (scope.kind !== 'function' || this.#visits.has(scope)) continue;
        const counts = scope.decorators.length > 0 || mentions.has(scope.name) || (this.#request.uncalled === true && module === this.#request.script);
        if (counts) this.#visit(scope, frameOf(scope, module), null);
      }
    }
  }

  #visit(scope: Scope, frame: Frame, from: Place | null): void {
    const visits = this.#visits.get(scope) ?? 0;
    if (visits >= maxVisitsOfScope || ++this.#visitCount > maxVisits || this.#stack.length >= maxCallDepth || this.#stack.includes(scope)) return;
    this.#visits.set(scope, visits + 1);
    this.#stack.push(scope);
    for (const call of scope.calls) this.#visitCall(call, frame, from);
    for (const inner of scope.inner) if (inner.kind === 'class') this.#visit(inner, { module: frame.module, scope: inner, parameters: new Map(), outer: frame }, from);
    this.#stack.pop();
  }

  #visitCall(node: SyntaxNode, frame: Frame, from: Place | null): void {
    const callee = this.#callee(node, frame);
    if (callee === null) return;
    const args = argumentsOf(node, frame.module.text);
    const place: Place = { module: frame.module, node, frame, from };
    this.#noteFile(callee, args, place);
    if (callee.value.kind === 'function') {
      const inner = this.#evaluator.frameOf(callee.value, args, frame);
      this.#visit(callee.value.scope, inner, place);
    } else if (callee.value.kind === 'class') {
      this.#visitConstructor(callee.value, node, args, frame, place);
    }
  }

  #visitConstructor(value: Extract<PyValue, { kind: 'class' }>, node: SyntaxNode, args: CallArguments, frame: Frame, from: Place): void {
    const instance = this.#evaluator.evaluate(node, frame);
    const init = value.scope.inner.find((scope) => scope.name === '__init__');
    if (init === undefined || instance.kind !== 'instance') return;
    const outer: Frame = { module: value.frame.module, scope: value.scope, parameters: new Map(), outer: value.frame };
    this.#visit(init, this.#evaluator.frameOf({ kind: 'function', scope: init, frame: outer, self: instance }, args, frame), from);
  }

  #callee(node: SyntaxNode, frame: Frame): Callee | null {
    const callee = node.firstChild;
    if (callee === null) return null;
    const property = callee.name === 'MemberExpression' ? childNamed(callee, 'PropertyName') : null;
    if (property === null || callee.firstChild === null) return { value: this.#evaluator.evaluate(callee, frame), receiver: null, receiverText: '', method: null };
    const { text } = frame.module;
    const receiver = this.#evaluator.evaluate(callee.firstChild, frame);
    const method = text.slice(property.from, property.to);
    return {
      value: this.#evaluator.attribute(receiver, method, frame),
      receiver,
      receiverText: text.slice(callee.firstChild.from, Math.min(callee.firstChild.to, callee.firstChild.from + 200)),
      method,
    };
  }

  #noteFile(callee: Callee, args: CallArguments, place: Place): void {
    const { value, receiver, method } = callee;
    if (value.kind === 'function' || value.kind === 'class') return;
    const name = value.kind === 'external' ? value.name : '';
    if (value.kind === 'external' && isLightningCheckpoint(name)) {
      this.#noteCheckpoints(args, place);
      return;
    }
    const known = value.kind === 'external' ? functionCall(name) : null;
    if (known !== null) {
      this.#notePath(known, name, argumentAt(args, known.place, known.names), place);
      return;
    }
    const file = this.#openedFile(callee, args, place);
    if (file !== null) {
      this.#noteOpened(file, name, place);
      return;
    }
    if (receiver?.kind === 'text' || method === null) {
      if (receiver?.kind === 'text') this.#noteTextMethod(receiver.options, method ?? '', args, place);
      return;
    }
    this.#noteMethod(callee, method, args, place);
  }

  /** `open(path, …)` and `path.open(…)`. */
  #openedFile(callee: Callee, args: CallArguments, place: Place): Extract<PyValue, { kind: 'file' }> | null {
    const opens = callee.method === 'open' || (callee.value.kind === 'external' && callee.value.name.endsWith('.open'));
    if (!opens || args.spread) return null;
    const value = this.#evaluator.evaluate(place.node, place.frame);
    return value.kind === 'file' ? value : null;
  }

  #noteOpened(file: Extract<PyValue, { kind: 'file' }>, name: string, place: Place): void {
    const writing = /[wax+]/u.test(file.mode);
    for (const text of file.path) {
      if (isHole(text)) continue;
      this.#note({ direction: writing ? 'write' : 'read', kind: null, place: 0, names: [] }, name === '' || name.startsWith('builtins.') ? 'open' : name, text, place);
    }
  }

  #noteTextMethod(path: readonly Text[], method: string, args: CallArguments, place: Place): void {
    const writes = method === 'write_bytes' || method === 'write_text';
    const renamed = (method === 'replace' || method === 'rename') && args.positional.length === 1;
    if (renamed) this.#notePath({ direction: 'write', kind: 'model', place: 0, names: ['target'], onlyModels: true }, `Path.${method}`, argumentAt(args, 0, ['target']), place);
    if (!writes && method !== 'read_bytes' && method !== 'read_text') return;
    for (const text of path) this.#note({ direction: writes ? 'write' : 'read', kind: null, place: null, names: [] }, `Path.${method}`, text, place);
  }

  #noteMethod(callee: Callee, method: string, args: CallArguments, place: Place): void {
    const known = methodCall(method);
    const node = known === null ? null : argumentAt(args, known.place, known.names);
    if (known === null || node === null) return;
    const modelLike = /model|net|clf|trainer|estimator|pipe|learn|boost|bst|regress|classif|encoder|tokenizer|scaler/iu.test(callee.receiverText);
    this.#notePath(known.onlyModels === true && modelLike ? { ...known, onlyModels: false } : known, `${shortReceiver(callee.receiverText)}.${method}`, node, place);
  }

  /** A folder and a template of names: `ModelCheckpoint(dirpath="checkpoints", filename="{epoch}-{val_loss:.2f}")`. */
  #noteCheckpoints(args: CallArguments, place: Place): void {
    const folderNode = argumentAt(args, 0, ['dirpath']);
    if (folderNode === null) return;
    const nameNode = argumentAt(args, 1, ['filename']);
    const names = nameNode === null ? [concatTexts(exactText('epoch='), hole)] : textsOf(this.#evaluator.evaluate(nameNode, place.frame));
    const files = names.map((name) => {
      const known = knownText(name);
      return concatTexts(known === null ? name : fillBraces(known, () => hole), exactText('.ckpt'));
    });
    const write: FileCall = { direction: 'write', kind: 'model', place: null, names: [] };
    for (const text of combine(textsOf(this.#evaluator.evaluate(folderNode, place.frame)), files, joinPaths)) this.#note(write, 'ModelCheckpoint', text, place);
  }

  #notePath(call: FileCall, name: string, node: SyntaxNode | null, place: Place): void {
    if (node === null) return;
    for (const text of pathTexts(this.#evaluator.evaluate(node, place.frame))) {
      const cut = call.direction === 'read' ? mapKnown(text, (path) => path.replace(/\?(?:format|[\w]+)=.*$/u, '')) : text;
      this.#note(call, name, call.suffix === undefined ? cut : withDefaultSuffix(cut, call.suffix), place);
    }
  }

  #note(call: FileCall, name: string, text: Text, place: Place): void {
    const path = pathOf(text, this.#request.root);
    if (path === null || path.path === '' || this.#uses.size >= maxUses) return;
    const byName = kindByName(path.path);
    if (call.onlyModels === true && modelFileKind(path.path) === null) return;
    const kind = kindOfUse(call, path.path, byName);
    if (kind === null || (isHole(text) && call.direction === 'read')) return;
    const shown = givenAt(place, text);
    const folder = call.folder === true;
    const use = { ...path, direction: call.direction, kind, folder, call: name, module: shown.module.path, line: shown.module.lines.lineAt(shown.node.from) };
    const line = this.#request.everyLine === true ? `${use.module}:${String(use.line)}` : '';
    const key = `${line} ${call.direction} ${path.base} ${path.path} ${String(folder)}`;
    const before = this.#uses.get(key);
    // `open(path, "wb")` stands for less than the `pickle.dump` into it; a certain path for more than an assumed one.
    if (before === undefined || (before.assumed !== null && use.assumed === null) || (before.call === 'open' && use.call !== 'open' && use.kind !== 'other')) this.#uses.set(key, { ...use, assumed: before === undefined ? use.assumed : before.assumed === null ? null : use.assumed });
  }
}

/** The line that gives the path: the caller's where it was made from what the caller gave, and so on outwards. */
function givenAt(place: Place, text: Text): Place {
  let at = place;
  const wanted = knownText(text);
  while (wanted !== null && at.from !== null && dependsOnCaller(at.frame, wanted)) at = at.from;
  return at;
}

function dependsOnCaller(frame: Frame, wanted: string): boolean {
  const given = [...frame.parameters.values()].flatMap((value) => (value.kind === 'text' ? value.options : []));
  return given.map(knownText).some((known) => known !== null && known !== '' && wanted.includes(known));
}

/** A path, or several of a list or dictionary, or the file that was opened. */
function pathTexts(value: PyValue, depth = 0): readonly Text[] {
  if (value.kind === 'file') return value.path;
  if (value.kind === 'text') return value.options.filter((text) => !text.number);
  if (depth < 3 && value.kind === 'list') return value.items.slice(0, 100).flatMap((item) => pathTexts(item, depth + 1));
  if (depth < 3 && value.kind === 'dict') return [...value.entries.values()].slice(0, 100).flatMap((item) => pathTexts(item, depth + 1));
  return value === unknown || value.kind === 'unknown' || value.kind === 'external' ? [hole] : [];
}

function mapKnown(text: Text, change: (path: string) => string): Text {
  const known = knownText(text);
  return known === null ? text : { ...text, pieces: [change(known)] };
}

function withDefaultSuffix(text: Text, suffix: string): Text {
  return mapEnd(text, (end) => (end.endsWith(suffix) ? end : end + suffix));
}

/** Null where the call is not worth noting: a text file that holds neither data, settings nor metrics. */
function kindOfUse(call: FileCall, path: string, byName: PathUse['kind']): PathUse['kind'] | null {
  if (call.direction === 'write') {
    if (call.kind === 'model') return 'model';
    if (byName === 'model') return 'model';
    if (isMetricsName(path)) return 'metrics';
    return call.kind === 'log' || isLogName(path) ? 'log' : null;
  }
  if (call.kind === 'model') return byName === 'data' ? 'data' : 'model';
  if (call.kind !== null) return call.kind;
  return byName === 'other' ? null : byName;
}

function shortReceiver(text: string): string {
  return /^[\w.]{1,60}$/u.test(text) ? text : '…';
}
