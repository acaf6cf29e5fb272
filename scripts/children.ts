import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { root } from './paths.ts';

type Environment = Record<string, string | undefined>;

/** What is ended together with this process, however it ends. */
const living = new Set<ChildProcess>();
let guarded = false;

/**
 * Starts a process that lives as long as this one at most. It leads its own group, so that its children end with it:
 * a VS Code server has several, and they would outlive it.
 */
export function startGroup(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  guardOnce();
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  living.add(child);
  child.once('exit', () => living.delete(child));
  child.once('error', () => living.delete(child));
  return child;
}

/** Asks the group to end, and after three seconds makes it. */
export async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  signalGroup(child, 'SIGTERM');
  const impatience = setTimeout(() => signalGroup(child, 'SIGKILL'), 3000);
  await gone;
  clearTimeout(impatience);
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Environment;
  /** Shown as it comes, or kept for the caller and for the error; kept unless said otherwise. */
  readonly output?: 'show' | 'keep';
  /** Hears each line of its standard output. */
  readonly onLine?: (line: string) => void;
  readonly shell?: boolean;
  /** Milliseconds, after which it is ended. */
  readonly timeout?: number;
}

/** Runs a command to its end, and answers with what it said; when it fails, that is part of the error. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { exitCode, text } = await runToEnd(command, args, options);
  if (exitCode !== 0) {
    const said = options.output === 'show' ? '' : `\n${text.trim()}`;
    throw new Error(`"${[command, ...args].join(' ')}" failed (${exitCode}).${said}`);
  }
  return text;
}

/** Like `run`, for callers to whom a failure is an answer. */
export async function runToEnd(command: string, args: readonly string[], options: RunOptions = {}): Promise<{ exitCode: number | string; text: string }> {
  const output = options.output === 'show' ? 'inherit' : 'pipe';
  const { cwd = root, env = process.env, shell = false } = options;
  const child = startGroup(command, args, { cwd, env, shell, stdio: ['ignore', output, output] });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (child.stdout && options.onLine) {
    createInterface(child.stdout).on('line', options.onLine);
  }
  const timer = options.timeout ? setTimeout(() => void endGroup(child), options.timeout) : undefined;
  const exitCode = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  clearTimeout(timer);
  return { exitCode, text: Buffer.concat(chunks).toString('utf8') };
}

/** npm as it was started, or the one on the PATH. */
export function npmCommand(args: readonly string[]): { command: string; args: readonly string[]; shell: boolean } {
  const cli = process.env['npm_execpath'];
  return cli?.endsWith('.js')
    ? { command: process.execPath, args: [cli, ...args], shell: false }
    : { command: 'npm', args, shell: process.platform === 'win32' };
}

/** Whether a process with this id exists. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) {
    return;
  }
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

function guardOnce(): void {
  if (guarded) {
    return;
  }
  guarded = true;
  process.once('exit', () => {
    for (const child of living) {
      signalGroup(child, 'SIGKILL');
    }
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      const code = 128 + constants.signals[signal];
      void Promise.all([...living].map(endGroup)).finally(() => process.exit(code));
    });
  }
}
