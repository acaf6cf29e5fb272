import { argumentsOf, type CallArguments } from './callArguments.ts';
import type { Evaluator } from './evaluate.ts';
import type { Frame } from './frame.ts';
import { moduleFrame } from './lookup.ts';
import type { PythonModule } from './module.ts';
import type { Scope } from './scopes.ts';
import { childNamed, type SyntaxNode } from './syntax.ts';
import { assume, knownText } from './text.ts';
import { textsOf, textValue, unknown, type PyValue } from './value.ts';

/** What `args.name` is when the option is not given on the command line; null where no option has that name. */
export function commandLineDefault(evaluator: Evaluator, name: string, frame: Frame): PyValue | null {
  for (const module of new Set([frame.module, evaluator.script])) {
    const option = moduleOptions(module).get(name);
    if (option !== undefined) return asDefault(option.default === null ? unknown : evaluator.evaluate(option.default, moduleFrame(module)), option.flag);
  }
  return null;
}

/** What a parameter is when click gives it the option's default. */
export function decoratedDefault(evaluator: Evaluator, scope: Scope, name: string, frame: Frame): PyValue | null {
  for (const decorator of scope.decorators) {
    const option = readOption(decorator, frame.module.text);
    if (option === null || option.name !== name) continue;
    return asDefault(option.default === null ? unknown : evaluator.evaluate(option.default, frame.outer ?? frame), option.flag);
  }
  return null;
}

function asDefault(value: PyValue, flag: string): PyValue {
  return value.kind === 'text' ? textValue(textsOf(value).map((text) => (knownText(text) === null ? text : assume(text, `the default of ${flag}`)))) : value;
}

export interface Option {
  readonly name: string;
  readonly flag: string;
  readonly default: SyntaxNode | null;
  /** Off unless it is given. */
  readonly isSwitch: boolean;
  /** Where it is declared in the source. */
  readonly at: number;
}

const optionsByModule = new WeakMap<PythonModule, ReadonlyMap<string, Option>>();

/** The options of `add_argument`, by the name of their value. */
export function moduleOptions(module: PythonModule): ReadonlyMap<string, Option> {
  const cached = optionsByModule.get(module);
  if (cached !== undefined) return cached;
  const options = new Map<string, Option>();
  for (const call of module.scopes.flatMap((scope) => scope.calls)) {
    const property = call.firstChild === null ? null : childNamed(call.firstChild, 'PropertyName');
    if (property === null || module.text.slice(property.from, property.to) !== 'add_argument') continue;
    const option = readOption(call, module.text);
    if (option !== null) options.set(option.name, option);
  }
  optionsByModule.set(module, options);
  return options;
}

/** `add_argument("--out-dir", default=…)` and `@click.option("--out-dir", default=…)`. */
export function readOption(call: SyntaxNode, text: string): Option | null {
  const args = argumentsOf(call, text);
  const names = args.positional.map((node) => /^["']([-\w]+)["']$/u.exec(text.slice(node.from, node.to))?.[1]).filter((name) => name !== undefined);
  const flag = names.find((name) => name.startsWith('--')) ?? names[0];
  if (flag === undefined) return null;
  const destination = args.keywords.get('dest');
  const written = destination === undefined ? undefined : /^["'](\w+)["']$/u.exec(text.slice(destination.from, destination.to))?.[1];
  const bare = names.find((name) => /^[a-z_]\w*$/iu.test(name));
  return { name: written ?? bare ?? flag.replace(/^-+/u, '').replaceAll('-', '_'), flag, default: args.keywords.get('default') ?? null, isSwitch: isSwitch(args, text), at: call.from };
}

function isSwitch({ keywords }: CallArguments, text: string): boolean {
  const [action, flag] = [keywords.get('action'), keywords.get('is_flag')].map((node) => (node === undefined ? '' : text.slice(node.from, node.to)));
  return /^["']store_true["']$/u.test(action ?? '') || flag === 'True';
}
