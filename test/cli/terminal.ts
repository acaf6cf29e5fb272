import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';

const cli = join(import.meta.dirname, '../../dist/cli.cjs');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A version as `--json` gives it, as far as tests look at it. */
export interface VersionDocument {
  readonly id: string;
  readonly model: string;
  readonly label: string;
  readonly createdAt: string;
  readonly trainedAt: string | null;
  readonly note: string;
  readonly author: string;
  readonly parents: readonly string[];
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  readonly deleted: boolean;
  readonly artifacts: readonly { readonly path: string; readonly size: number; readonly sha256: string; readonly bytes: string }[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly code: { readonly commit: string | null; readonly branch: string | null; readonly script: string | null; readonly files: readonly { readonly path: string; readonly role: string }[] } | null;
  readonly data: readonly { readonly path: string; readonly sha256: string; readonly size: number; readonly rows: number | null }[];
  readonly environment: { readonly python: string | null; readonly packages: Readonly<Record<string, string>> } | null;
  readonly remarks: readonly { readonly code: string; readonly text: string }[];
}

/** A folder to work in, with a terminal open in it. Its name has spaces and letters beyond ASCII, as people's do. */
export class Terminal {
  readonly folder: string;
  readonly cli = cli;
  readonly #home: string;

  /** @param options `git`: in a new repository; `clone`: in a clone of that one */
  constructor(options: { readonly git?: boolean; readonly clone?: string } = {}) {
    this.#home = mkdtempSync(join(tmpdir(), 'modeltrail-cli-'));
    this.folder = join(this.#home, 'my models é');
    mkdirSync(this.folder);
    if (options.git === true) this.git('init', '--quiet', '--initial-branch=main');
    if (options.clone !== undefined) this.git('clone', '--quiet', options.clone, '.');
  }

  dispose(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Uint8Array): string {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
    return sha256(content);
  }

  /** Bytes that nothing can make smaller, and that are never twice the same. */
  writeRandom(name: string, size: number): string {
    return this.write(name, randomBytes(size));
  }

  sha256(name: string): string {
    return sha256(readFileSync(this.path(name)));
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=tester', '-c', 'user.email=tester@localhost', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: this.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Runs a line of a POSIX shell, as a person would who reads it somewhere. */
  shell(command: string): string {
    return execFileSync('sh', ['-c', command], { cwd: this.folder, encoding: 'utf8', env: { ...process.env, GIT_AUTHOR_NAME: 'tester', GIT_AUTHOR_EMAIL: 'tester@localhost', GIT_COMMITTER_NAME: 'tester', GIT_COMMITTER_EMAIL: 'tester@localhost' } });
  }

  run(...args: string[]): Promise<Ran> {
    return this.runIn(this.folder, ...args);
  }

  runIn(folder: string, ...args: string[]): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.on('error', reject);
      child.on('close', (code) => {
        resolve({ code, stdout, stderr });
      });
    });
  }

  /** Runs a command with `--json` that must succeed, and gives its document. */
  async json<T>(...args: string[]): Promise<T> {
    const ran = await this.run(...args, '--json');
    if (ran.code !== 0) throw new Error(`modeltrail ${args.join(' ')} ended with ${String(ran.code)}: ${ran.stderr}${ran.stdout}`);
    return JSON.parse(ran.stdout) as T;
  }

  async save(...args: string[]): Promise<VersionDocument> {
    return (await this.json<{ version: VersionDocument }>('save', ...args)).version;
  }
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
