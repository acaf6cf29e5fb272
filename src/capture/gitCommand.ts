import { execFile, spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TrailError, throwIfCancelled } from '../base/errors.ts';

export interface GitCommand {
  /** Absolute: the work tree's top. */
  readonly top: string;
  readonly args: readonly string[];
  /** More settings for this one command. */
  readonly settings?: readonly GitSetting[];
  readonly maxBytes: number;
  readonly input?: string;
  /** Paths among the arguments may be patterns such as `:(glob)*.pkl`; without it each means just itself. */
  readonly patterns?: boolean;
  readonly signal?: AbortSignal;
}

export interface GitSetting {
  readonly name: string;
  readonly value: string;
}

export type GitResult =
  | { readonly kind: 'output'; readonly bytes: Buffer }
  | { readonly kind: 'failed'; readonly exitCode: number | null; readonly message: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'timeout' };

const maxMs = 20_000;

/**
 * A repository's own settings can name programs; none of them is to run because a model is saved.
 * Nothing is fetched, nothing is locked, nobody is asked.
 */
const safeSettings: readonly string[] = [
  'core.fsmonitor=false',
  `core.hooksPath=${devNull}`,
  'core.pager=cat',
  'core.quotePath=false',
  'core.untrackedCache=false',
  'diff.external=',
  'diff.noPrefix=false',
  'diff.mnemonicPrefix=false',
  'diff.submodule=short',
  'protocol.allow=never',
  'submodule.recurse=false',
  'gc.auto=0',
  'maintenance.auto=false',
];

/** Runs Git without a shell, within bounds of time and output. Throws only `cancelled`. */
export function runGit({ top, args, settings = [], maxBytes, input, patterns = false, signal }: GitCommand): Promise<GitResult> {
  throwIfCancelled(signal);
  const all = safeArguments(top, args);
  return new Promise((done, fail) => {
    const options = {
      // Not the repository: Windows looks for programs in the current folder first.
      cwd: dirname(process.execPath),
      env: { ...gitEnvironment(), GIT_LITERAL_PATHSPECS: patterns ? '0' : '1', ...settingsEnvironment(settings) },
      encoding: 'buffer',
      maxBuffer: maxBytes,
      timeout: maxMs,
      windowsHide: true,
      ...(signal === undefined ? {} : { signal }),
    } as const;
    const child = execFile('git', all, options, (error, stdout, stderr) => {
      if (error === null) done({ kind: 'output', bytes: stdout });
      else if (signal?.aborted === true) fail(new TrailError('cancelled', 'Cancelled; nothing was changed.'));
      else if (error.code === 'ENOENT') done({ kind: 'missing' });
      else if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') done({ kind: 'too-long' });
      else if (error.killed === true) done({ kind: 'timeout' });
      else done({ kind: 'failed', exitCode: typeof error.code === 'number' ? error.code : null, message: firstLine(stderr.toString('utf8')) });
    });
    child.stdin?.on('error', () => {
      // Git may end before it has read all; its exit tells what there is to tell.
    });
    child.stdin?.end(input ?? '');
  });
}

/** Gives what Git says to `target` as it comes, however long it is. Throws `cancelled`, `git-failed`, and what `target` throws. */
export async function streamGit({ top, args, signal }: Pick<GitCommand, 'top' | 'args' | 'signal'>, target: Writable): Promise<void> {
  throwIfCancelled(signal);
  const child = spawn('git', safeArguments(top, args), { cwd: dirname(process.execPath), env: gitEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, ...(signal === undefined ? {} : { signal }) });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => { said = (said + bytes.toString('utf8')).slice(0, 2000); });
  const ended = new Promise<void>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done();
      else fail(new TrailError('git-failed', `Git did not give what was asked of it: ${firstLine(said).replace(/^fatal: |\.$/gu, '') || 'it was stopped'}.`));
    });
  });
  try {
    await Promise.all([pipeline(child.stdout, target, signal === undefined ? {} : { signal }), ended]);
  } catch (error) {
    child.kill();
    throwIfCancelled(signal);
    throw error;
  }
}

function safeArguments(top: string, args: readonly string[]): string[] {
  return ['--no-pager', '-C', top, ...safeSettings.flatMap((setting) => ['-c', setting]), ...args];
}

function gitEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^GIT_/iu.test(name) || /^GIT_(?:CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_NOSYSTEM|EXEC_PATH)$/iu.test(name));
  return {
    ...Object.fromEntries(kept),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    // Wins over whatever the repository's settings allow.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    LC_ALL: 'C',
  };
}

/** In the environment and not as `-c name=value`: a hostile name may hold a `=`. */
function settingsEnvironment(settings: readonly GitSetting[]): NodeJS.ProcessEnv {
  const entries = settings.flatMap(({ name, value }, at) => [[`GIT_CONFIG_KEY_${String(at)}`, name], [`GIT_CONFIG_VALUE_${String(at)}`, value]]);
  return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(entries) as NodeJS.ProcessEnv };
}

function firstLine(text: string): string {
  return (text.split('\n').find((line) => line.trim() !== '') ?? '').slice(0, 300);
}
