import { posix } from 'node:path';
import type { Json } from '../domain/canonicalJson.ts';
import { findSecretIn } from '../domain/secrets.ts';
import { parseTypedValue } from '../domain/typedValue.ts';
import type { RecordedValue } from '../domain/version.ts';

/** What stands in place of an argument that looks like a password or a key. */
const withheld = '…';

/** A command line, taken apart without knowing the program: what is written is all that is told. */
export interface CommandLine {
  /** The Python file that it runs, relative to the folder it is run in; null where it runs something else. */
  readonly script: string | null;
  /** `--lr 0.1`, `--epochs=5`, `--amp`, and `optimizer.lr=0.1` as Hydra takes it. */
  readonly params: ReadonlyMap<string, RecordedValue>;
  /** The command without what looks like a secret. */
  readonly shown: readonly string[];
}

export function readCommandLine(command: readonly string[]): CommandLine {
  const at = scriptPosition(command);
  const script = at === null ? null : scriptPath(command, at);
  const given = at === null ? [] : command.slice(at + 1);
  const params = new Map<string, RecordedValue>();
  const shown = command.slice(0, command.length - given.length);
  for (let next = 0; next < given.length; next++) {
    const argument = given[next] ?? '';
    const following = given[next + 1];
    const read = readArgument(argument, following);
    if (read === null) {
      shown.push(isSecret('argument', argument) ? withheld : argument);
      continue;
    }
    const { name, value, takesNext } = read;
    const hidden = value !== null && isSecret(name, value);
    if (hidden) shown.push(takesNext ? argument : `${argument.slice(0, argument.length - value.length)}${withheld}`);
    else {
      shown.push(argument);
      params.set(name, { ...(value === null ? { value: true } : parseTypedValue(value)), source: { kind: 'command' } });
    }
    if (takesNext && value !== null) {
      shown.push(hidden ? withheld : value);
      next++;
    }
  }
  return { script, params, shown };
}

/** Where the Python file or the name of the module stands; `python -m pkg.train`, `torchrun train.py`, `uv run train.py`. */
function scriptPosition(command: readonly string[]): number | null {
  const file = command.findIndex((argument) => /\.py$/u.test(argument) && !argument.startsWith('-'));
  const module = command.findIndex((argument, at) => command[at - 1] === '-m' && /^[\w.]+$/u.test(argument) && !/^(?:torch\.distributed|accelerate)/u.test(argument));
  if (file < 0 && module < 0) return null;
  return file < 0 ? module : module < 0 ? file : Math.min(file, module);
}

function scriptPath(command: readonly string[], at: number): string {
  const named = command[at] ?? '';
  return named.endsWith('.py') ? posix.normalize(named.replaceAll('\\', '/')) : `${named.replaceAll('.', '/')}.py`;
}

interface Argument {
  readonly name: string;
  /** Null for a flag. */
  readonly value: string | null;
  readonly takesNext: boolean;
}

function readArgument(argument: string, following: string | undefined): Argument | null {
  const [, dashes = '', written = '', equals, value = ''] = /^(--?|)([A-Za-z_+][\w.+/-]*)(=)?([^]*)$/u.exec(argument) ?? [];
  const name = dashes === '' ? written.replace(/^\++/u, '') : written.replaceAll('-', '_');
  if (name === '' || name === '__proto__') return null;
  if (equals !== undefined) return { name, value, takesNext: false };
  if (dashes === '' || value !== '') return null;
  const isValue = following !== undefined && (!following.startsWith('-') || /^-[\d.]/u.test(following));
  return isValue ? { name, value: following, takesNext: true } : { name, value: null, takesNext: false };
}

function isSecret(name: string, value: string): boolean {
  return findSecretIn({ [name]: value } as Json) !== null;
}
