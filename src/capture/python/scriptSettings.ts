import type { TypedValue } from '../../domain/typedValue.ts';
import { argumentsOf } from './callArguments.ts';
import { literalValue, mapEntries } from './literalValue.ts';
import type { PythonModule } from './module.ts';
import { moduleOptions, readOption } from './options.ts';
import type { Binding, Scope } from './scopes.ts';
import { childNamed, type SyntaxNode } from './syntax.ts';

/** One value that stands in a training script. */
export interface ScriptSetting extends TypedValue {
  readonly name: string;
  /** Of its module, relative to the trail's root. */
  readonly path: string;
  readonly line: number;
  /** Counts where no argument says otherwise when the script is started. */
  readonly isDefault: boolean;
}

const maxSettings = 2000;
const maxDepth = 4;

/**
 * The hyperparameters that are written into a script: defaults of its arguments (argparse, click, typer), fields of dataclasses,
 * constants, and keywords of the calls that build and train. What a condition decides is left out: it may not have been so.
 * @param modules the script first, then what it imports
 */
export function scriptSettings(modules: readonly PythonModule[]): ScriptSetting[] {
  const script = modules[0];
  if (script === undefined) return [];
  const named = new Map<string, ScriptSetting>();
  const levels = [modules.flatMap(argumentDefaults), classFields(modules), constants(script)];
  for (const setting of levels.flat()) if (!named.has(setting.name) && named.size < maxSettings) named.set(setting.name, setting);
  for (const setting of namedKeywords(callKeywords(script), named)) if (named.size < maxSettings) named.set(setting.name, setting);
  return [...named.values()].sort((one, other) => Number(other.path === script.path) - Number(one.path === script.path) || one.line - other.line);
}

function settingAt(module: PythonModule, name: string, node: SyntaxNode, isDefault: boolean): ScriptSetting[] {
  const value = literalValue(node, module.text);
  if (value === undefined || isPlace(value)) return [];
  return [{ name, ...value, path: module.path, line: module.lines.lineAt(node.from), isDefault }];
}

/** Paths and addresses say where something is, not how a model is trained. */
function isPlace({ value }: TypedValue): boolean {
  return typeof value === 'string' && (/[/\\]|^\s*$|\n/u.test(value) || /\.(?:[a-z]{1,5}\d?|safetensors|joblib|parquet)$/iu.test(value) || value.length > 100);
}

/** Of `add_argument`, `@click.option`, and the parameters of commands of typer. */
function argumentDefaults(module: PythonModule): ScriptSetting[] {
  const options = [...moduleOptions(module).values()];
  const decorated = module.scopes.flatMap(({ decorators }) => decorators.flatMap((decorator) => readOption(decorator, module.text) ?? []));
  const declared = [...options, ...decorated].flatMap((option) => {
    if (option.default !== null) return settingAt(module, option.name, option.default, true);
    return option.isSwitch ? [{ name: option.name, value: false, path: module.path, line: module.lines.lineAt(option.at), isDefault: true }] : [];
  });
  return [...declared, ...typerCommands(module).flatMap((scope) => parameterDefaults(scope, module))];
}

function typerCommands({ scopes, text }: PythonModule): Scope[] {
  if (!text.includes('typer')) return [];
  const run = new Set([...text.matchAll(/\btyper\.run\(\s*([\p{L}\p{N}_]+)\s*\)/gu)].map(([, name]) => name));
  return scopes.filter(({ kind, decorators, name }) => kind === 'function' && (run.has(name) || decorators.some((each) => /^@\s*\w+\.(?:command|callback)\b/u.test(text.slice(each.from, each.to)))));
}

function parameterDefaults(scope: Scope, module: PythonModule): ScriptSetting[] {
  return scope.parameters.flatMap(({ name, default: node }) => {
    if (node === null) return [];
    const inner = node.name === 'CallExpression' ? argumentsOf(node, module.text).positional[0] : node;
    return inner === undefined ? [] : settingAt(module, name, inner, true);
  });
}

/** Fields of dataclasses and their like, as the one call that makes such an object leaves them. */
function classFields(modules: readonly PythonModule[]): ScriptSetting[] {
  const calls = Map.groupBy(modules.flatMap((module) => module.scopes.flatMap(({ calls: all }) => all.map((node) => ({ module, node })))), ({ module, node }) => calleeName(node, module.text));
  return modules.flatMap((module) => module.scopes.filter((scope) => scope.kind === 'class' && isRecord(scope, module.text)).flatMap((scope) => {
    const [made, ...others] = calls.get(scope.name) ?? [];
    if (others.length > 0) return [];
    const given = made === undefined ? new Map<string, SyntaxNode>() : argumentsOf(made.node, made.module.text).keywords;
    return [...scope.bindings].flatMap(([name, bindings]) => {
      const node = fieldDefault(bindings, module.text);
      const written = given.get(name);
      if (written !== undefined && made !== undefined) return settingAt(made.module, name, written, false);
      return node === null ? [] : settingAt(module, name, node, false);
    });
  }));
}

function isRecord({ decorators, bases }: Scope, text: string): boolean {
  return decorators.some((each) => /^@\s*(?:[\w.]+\.)?(?:dataclass|define|frozen|attrs)\b/u.test(text.slice(each.from, each.to))) || bases.some((base) => /(?:^|\.)(?:BaseModel|BaseSettings|NamedTuple)$/u.test(text.slice(base.from, base.to)));
}

/** `= 1e-3`, `= field(default=1e-3)`. */
function fieldDefault(bindings: readonly Binding[], text: string): SyntaxNode | null {
  const node = onlyValue(bindings);
  if (node?.name !== 'CallExpression') return node;
  const args = argumentsOf(node, text);
  return args.keywords.get('default') ?? null;
}

/** The value that a name has all along; null where it is bound twice, in a loop, or together with others. */
function onlyValue([binding, ...others]: readonly Binding[]): SyntaxNode | null {
  if (binding?.kind !== 'value' || others.length > 0 || binding.each || binding.part !== null || binding.value.length !== 1) return null;
  return binding.value[0] ?? null;
}

/** Names bound once, in the script itself or in its main function. */
function constants(module: PythonModule): ScriptSetting[] {
  const scopes = [module.top, ...module.top.inner.filter(({ kind, name }) => kind === 'function' && /^(?:main|train|run)$/u.test(name) && module.mentions.has(name))];
  return scopes.flatMap((scope) => [...scope.bindings].flatMap(([name, bindings]) => {
    const node = onlyValue(bindings);
    if (node === null || name.startsWith('_') || isConditional(node, module.text)) return [];
    return node.name === 'DictionaryExpression' ? entriesOf(module, name, node, 1) : settingAt(module, name, node, false);
  }));
}

/** `config = {"optimizer": {"lr": 3e-4}}` is `config.optimizer.lr`. */
function entriesOf(module: PythonModule, name: string, node: SyntaxNode, depth: number): ScriptSetting[] {
  return (mapEntries(node, module.text) ?? []).flatMap(([key, value]) => {
    const path = `${name}.${key}`;
    return value.name === 'DictionaryExpression' && depth < maxDepth ? entriesOf(module, path, value, depth + 1) : settingAt(module, path, value, false);
  });
}

/** Calls that build or train something. */
const trains = /^(?:fit|compile|train|train_test_split|cross_validate|cross_val_score)$/u;
const otherTrades = /^(?:ArgumentParser|Namespace|Path|PurePath|Popen|Thread|Process|Pool|ThreadPoolExecutor|ProcessPoolExecutor|Queue|Event|Timer|Figure|Table|Column|Console|Progress|StreamHandler|FileHandler|Formatter|RotatingFileHandler|SummaryWriter|Decimal|DataFrame|Series|Field|Option|Argument|Annotated|TypeVar|Literal|Enum)$/u;
const otherKeywords = /^(?:shuffle|drop_last|verbose|verbosity|n_jobs|num_workers|workers|pin_memory|persistent_workers|name|help|description|encoding|index|exist_ok|figsize|title|label|color|logger|progress_bar|enable_progress_bar|save_dir|log_dir|output_dir|root_dir|default_root_dir|logging_dir|dirpath|filename|device|devices|accelerator|download|file|path|disable_tqdm|report_to|callbacks)$/u;

interface Keyword {
  readonly owner: string;
  readonly setting: ScriptSetting;
}

function callKeywords(module: PythonModule): Keyword[] {
  const live = module.scopes.filter((scope) => isLive(scope, module.mentions));
  return live.flatMap(({ calls }) => calls.flatMap((call) => {
    const owner = calleeName(call, module.text);
    if (owner === null || otherTrades.test(owner) || !(trains.test(owner) || /^[A-Z]\w*[a-z]/u.test(owner) || owner === 'SGD') || isConditional(call, module.text)) return [];
    return [...argumentsOf(call, module.text).keywords].flatMap(([name, node]) => (otherKeywords.test(name) ? [] : settingAt(module, name, node, false).map((setting) => ({ owner, setting }))));
  }));
}

/** What no source mentions was not called. */
function isLive(scope: Scope, mentions: ReadonlySet<string>): boolean {
  if (scope.kind === 'module') return true;
  const isNamed = scope.outer?.kind === 'class' || mentions.has(scope.name) || scope.decorators.length > 0;
  return isNamed && (scope.outer === null || scope.outer.kind === 'module' || isLive(scope.outer, mentions));
}

function calleeName(call: SyntaxNode, text: string): string | null {
  const callee = call.firstChild;
  const node = callee?.name === 'MemberExpression' ? childNamed(callee, 'PropertyName') : callee?.name === 'VariableName' ? callee : null;
  return node === null ? null : text.slice(node.from, node.to);
}

/** A keyword goes by its own name where that means one thing, and with its call's name before it where it doesn't. */
function namedKeywords(keywords: readonly Keyword[], taken: ReadonlyMap<string, ScriptSetting>): ScriptSetting[] {
  const byName = Map.groupBy(keywords, ({ setting }) => setting.name);
  return [...byName].flatMap(([name, all]) => {
    const isOne = all.every(({ setting }) => same(setting, all[0]?.setting));
    const present = taken.get(name);
    if (isOne && present === undefined) return all.slice(0, 1).map(({ setting }) => setting);
    if (isOne && present !== undefined && same(present, all[0]?.setting)) return [];
    return [...Map.groupBy(all, ({ owner }) => owner)].flatMap(([owner, ofOne]) => (ofOne.every(({ setting }) => same(setting, ofOne[0]?.setting)) ? ofOne.slice(0, 1).map(({ setting }) => ({ ...setting, name: `${owner}.${name}` })) : []));
  });
}

function same(one: ScriptSetting, other: ScriptSetting | undefined): boolean {
  return other !== undefined && JSON.stringify(one.value, exactly) === JSON.stringify(other.value, exactly);
}

function exactly(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value.toString()}n` : value;
}

/** Whether something else than `if __name__ == "__main__":` decides over it. */
function isConditional(node: SyntaxNode, text: string): boolean {
  for (let [below, above] = [node, node.parent]; above !== null; [below, above] = [above, above.parent]) {
    if (above.name === 'FunctionDefinition' || above.name === 'ClassDefinition' || above.name === 'Script') return false;
    if (above.name === 'IfStatement' && !/^if\s+__name__\b/u.test(text.slice(above.from, above.from + 20))) return true;
    if (/^(?:ConditionalExpression|MatchStatement|WhileStatement)$/u.test(above.name)) return true;
    if (above.name === 'TryStatement' && above.getChild('Body')?.from !== below.from) return true;
  }
  return false;
}

