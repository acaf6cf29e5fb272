import { assume, combine, exactText, hole, joinPaths, knownText, mapEnd, parentOf, type Text } from './text.ts';
import { asGlob } from './textMethods.ts';
import { elementOf, merge, textsOf, textValue, unknown, type PyValue } from './value.ts';

type Pure = (args: readonly PyValue[], keywords: ReadonlyMap<string, PyValue>) => PyValue;

const first: Pure = (args) => args[0] ?? unknown;
const text = (change: (text: Text) => Text): Pure => (args) => (args[0] === undefined ? unknown : textValue(textsOf(args[0]).map(change)));
const constant = (value: string): Pure => () => textValue([exactText(value)]);

const path: Pure = (args) => {
  if (args.length === 0) return textValue([exactText('.')]);
  return textValue(args.map(textsOf).reduce((left, right) => combine(left, right, joinPaths)));
};

const environmentVariable: Pure = (args) => {
  const name = args[0] === undefined ? undefined : textsOf(args[0])[0];
  const reason = `the default where ${(name === undefined ? null : knownText(name)) ?? 'an environment variable'} is not set`;
  return args[1]?.kind === 'text' ? textValue(args[1].options.map((option) => assume(option, reason))) : textValue([hole]);
};

const splitExtension: Pure = (args) => {
  const whole = args[0] === undefined ? [hole] : textsOf(args[0]);
  const suffix = (option: Text): Text => mapEnd(option, (end) => /(?<=[^/])\.[^./]*$/u.exec(end)?.[0] ?? '');
  return { kind: 'list', items: [textValue(whole.map((option) => mapEnd(option, (end) => end.replace(/(?<=[^/])\.[^./]*$/u, '')))), textValue(whole.map(suffix))] };
};

const zip: Pure = (args) => ({ kind: 'list', items: [{ kind: 'list', items: args.map(elementOf) }] });
const enumerate: Pure = (args) => ({ kind: 'list', items: [{ kind: 'list', items: [unknown, elementOf(args[0] ?? unknown)] }] });

/** Functions whose result is known from their arguments alone, by full name. */
const pureCalls: Readonly<Record<string, Pure>> = {
  'pathlib.Path': path,
  'pathlib.PurePath': path,
  'pathlib.PosixPath': path,
  'pathlib.PurePosixPath': path,
  'pathlib.WindowsPath': path,
  'pathlib.Path.cwd': constant('.'),
  'pathlib.Path.home': constant('~'),
  'os.getcwd': constant('.'),
  'os.path.join': (args) => (args.length === 0 ? unknown : path(args, new Map())),
  'os.path.dirname': text((option) => {
    const parent = parentOf(option);
    return knownText(parent) === '.' ? exactText('') : parent;
  }),
  'os.path.basename': text((option) => {
    const end = option.pieces.at(-1);
    return typeof end === 'string' && end.includes('/') ? { ...option, pieces: [end.slice(end.lastIndexOf('/') + 1)] } : option.pieces.length === 1 ? option : hole;
  }),
  'os.path.splitext': splitExtension,
  'os.path.abspath': first,
  'os.path.expanduser': first,
  'os.path.expandvars': first,
  'os.path.normpath': first,
  'os.path.realpath': first,
  'os.fspath': first,
  'os.fsdecode': first,
  'os.getenv': environmentVariable,
  'os.environ.get': environmentVariable,
  'builtins.str': first,
  'builtins.sorted': first,
  'builtins.list': first,
  'builtins.tuple': first,
  'builtins.set': first,
  'builtins.iter': first,
  'builtins.next': (args) => elementOf(args[0] ?? unknown),
  'builtins.reversed': first,
  'builtins.zip': zip,
  'builtins.enumerate': enumerate,
  'builtins.max': (args) => elementOf(args[0] ?? unknown),
  'builtins.min': (args) => elementOf(args[0] ?? unknown),
  'tqdm.tqdm': first,
  'tqdm.auto.tqdm': first,
  'tqdm.notebook.tqdm': first,
  'glob.glob': text(asGlob),
  'glob.iglob': text(asGlob),
  'os.listdir': constantGlob('*'),
  'typer.Option': defaultOf,
  'typer.Argument': defaultOf,
  'fire.Fire': () => unknown,
  'dataclasses.field': defaultOf,
  'pydantic.Field': defaultOf,
  'hydra.utils.to_absolute_path': first,
  'typing.cast': (args) => args[1] ?? unknown,
};

function constantGlob(pattern: string): Pure {
  return () => textValue([asGlob(exactText(pattern))]);
}

function defaultOf(args: readonly PyValue[], keywords: ReadonlyMap<string, PyValue>): PyValue {
  const value = keywords.get('default') ?? args[0] ?? unknown;
  return value.kind === 'text' ? textValue(value.options.map((option) => assume(option, 'its default'))) : value;
}

/** The result of calling a function of an installed package; the call itself where it is not known here. */
export function callExternal(name: string, args: readonly PyValue[], keywords: ReadonlyMap<string, PyValue>): PyValue {
  const pure = Object.hasOwn(pureCalls, name) ? pureCalls[name] : undefined;
  if (pure !== undefined) return pure(args, keywords);
  if (name.endsWith('.parse_args') || name.endsWith('.parse_known_args')) return name.endsWith('_args') && name.includes('known') ? { kind: 'list', items: [{ kind: 'arguments' }, unknown] } : { kind: 'arguments' };
  if (name === 'builtins.vars' && args[0] !== undefined) return merge([args[0]]);
  return name.length > 300 ? unknown : { kind: 'external', name: `${name}()` };
}
