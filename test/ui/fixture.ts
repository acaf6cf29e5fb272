import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Context } from 'mocha';
import type { Browser, Page } from 'playwright-core';
import { build } from 'esbuild';
import { nodeBundle } from '../../scripts/bundle.ts';
import { run } from '../../scripts/children.ts';
import { packageExtension, thisTarget } from '../../scripts/package.ts';
import { outDir, root, sandboxDir } from '../../scripts/paths.ts';
import { makeSampleAt } from '../../scripts/sample.ts';
import { installExtension, provisionServer, startServer, type Server, type Settings } from '../../scripts/vscode-server.ts';
import { openBrowser } from '../harness/browser.ts';
import { driverVariable } from '../harness/driverProtocol.ts';
import { makeWorkspace, writeSettings, type WorkspaceWish } from '../harness/workspace.ts';
import { FirstPage } from './firstPage.ts';
import { Host } from './host.ts';
import { Workbench } from './workbench.ts';

const home = join(sandboxDir, 'ui');
const extensionsDir = join(home, '.extensions');
const mailboxes = join(home, '.drivers');
const failures = join(outDir, 'ui-failures');
const gitLog = join(home, '.git-calls.log');

/** What a person has, minus what moves, phones home or differs from run to run. */
const settings: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.editor.enablePreview': false,
  'editor.cursorBlinking': 'solid',
  'terminal.integrated.gpuAcceleration': 'off',
  'remote.autoForwardPorts': false,
  'git.openRepositoryInParentFolders': 'never',
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'telemetry.telemetryLevel': 'off',
};

export interface UiWish extends WorkspaceWish {
  /** Starts from a copy of the sample project, whose model has a history. */
  readonly sample?: boolean;
  /** Settings of the workspace. */
  readonly settings?: Settings;
  /** Fills the workspace before the window opens. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** What the window opens of the folder, where that is not all of it: a folder in it, or a `.code-workspace` file. */
  readonly opens?: string;
  /** The folder's name, where it is to be seen. */
  readonly folderName?: string;
  /** Opens in Restricted Mode, as VS Code opens a folder that it has not seen. Everything is trusted otherwise. */
  readonly restricted?: boolean;
}

export interface UiContext {
  readonly workbench: Workbench;
  /** The workspace's folder on disk. */
  readonly folder: string;
  /** The calls of Git for this folder, by whatever runs in a restricted window's server. */
  gitCalls(): Promise<readonly string[]>;
  /** Opens a further window, on the same folder unless another, or a `.code-workspace` file, is given. */
  openWindow(path?: string): Promise<Workbench>;
}

type UiBody = (context: UiContext) => Promise<void>;

/**
 * Makes a mocha test of a function that uses a window: `it('saves', withWorkbench({ from }, async ({ workbench }) => …))`.
 * Each test has its own workspace, and a browser without memory of the others. What a failed one showed is left in out/ui-failures.
 */
export function withWorkbench(wish: UiWish, body: UiBody): (this: Context) => Promise<void> {
  return async function (this: Context) {
    const name = slug(this.test?.titlePath().join(' ') ?? 'test');
    const server = await theServer(wish.restricted ?? false);
    const folder = await prepareWorkspace(name, wish);
    await writeSettings(join(server.dataDir, 'data', 'User'), settings);
    const first = await FirstPage.of(await theBrowser(), new URL(server.server.urlOf('/')).origin);
    const { context } = first;
    const log: string[] = [];
    const windowAt = async (page: Page, path: string): Promise<Workbench> => openWindowIn(page, server.server, path, log);
    const opens = join(folder, wish.opens ?? '');
    try {
      const workbench = await windowAt(first.page, opens);
      await body({ workbench, folder, openWindow: async (path = opens) => windowAt(await context.newPage(), path), gitCalls: () => gitCallsFor(folder) });
    } catch (error) {
      await leaveEvidence(name, context.pages(), log);
      await first.discard();
      throw error;
    }
    await first.forget();
  };
}

async function openWindowIn(page: Page, server: Server, path: string, log: string[]): Promise<Workbench> {
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => log.push(message.text()));
  page.on('pageerror', (error) => log.push(error.message));
  const workbench = new Workbench(page, new Host(mailboxes, await firstFolder(path)));
  await workbench.open(server.urlOf(path));
  return workbench;
}

async function firstFolder(path: string): Promise<string> {
  if (!path.endsWith('.code-workspace')) return path.replace(/\/$/u, '');
  const { folders } = JSON.parse(await readFile(path, 'utf8')) as { folders: readonly { readonly path: string }[] };
  return join(dirname(path), folders[0]?.path ?? '');
}

async function prepareWorkspace(name: string, wish: UiWish): Promise<string> {
  const place = wish.folderName === undefined ? name : join(name, wish.folderName);
  const folder = await makeWorkspace('ui', place, wish.sample ? { from: await theSample() } : wish);
  if (wish.settings) {
    await writeSettings(join(folder, '.vscode'), wish.settings);
  }
  await wish.prepare?.(folder);
  return folder;
}

/** A picture of each window, and in words: the toasts, and the end of what the page logged. */
async function leaveEvidence(name: string, pages: readonly Page[], log: readonly string[]): Promise<void> {
  await mkdir(failures, { recursive: true });
  const words: string[] = [];
  for (const [index, page] of pages.entries()) {
    const file = join(failures, pages.length > 1 ? `${name}-${index + 1}` : name);
    await page.screenshot({ path: `${file}.png`, timeout: 5000 }).catch((error: Error) => words.push(`No picture: ${error.message}`));
    const texts = await page.locator('.notification-list-item-message').allInnerTexts().catch(() => []);
    words.push(page.url(), 'Notifications:', ...texts.map((text) => `  ${text}`));
  }
  words.push('The window logged:', ...log.slice(-60).map((line) => `  ${line}`));
  await writeFile(join(failures, `${name}.txt`), words.join('\n'));
}

let browser: Promise<Browser> | undefined;
let installed: Promise<void> | undefined;
let sample: Promise<string> | undefined;
const servers = new Map<boolean, Promise<{ server: Server; dataDir: string }>>();

function theBrowser(): Promise<Browser> {
  browser ??= openBrowser(console.log);
  return browser;
}

/** Made once: it takes longer than a copy. */
function theSample(): Promise<string> {
  const folder = join(home, '.sample');
  sample ??= makeSampleAt(folder, () => undefined).then(() => folder);
  return sample;
}

/** One server for all tests, and a second one, when a test asks for it, that asks for trust. */
async function theServer(restricted: boolean): Promise<{ server: Server; dataDir: string }> {
  installed ??= installAll();
  await installed;
  const present = servers.get(restricted) ?? startOne(restricted);
  servers.set(restricted, present);
  return present;
}

async function startOne(restricted: boolean): Promise<{ server: Server; dataDir: string }> {
  const dataDir = join(home, restricted ? '.server-restricted' : '.server');
  await rm(dataDir, { recursive: true, force: true });
  const server = await startServer({
    extensionsDir,
    serverDataDir: dataDir,
    connectionToken: null,
    workspaceTrust: restricted,
    lean: true,
    settings,
    env: { [driverVariable]: mailboxes, ...(restricted ? { PATH: [await loggingGit(), process.env['PATH']].join(delimiter) } : {}) },
  });
  return { server, dataDir };
}

/** Makes a folder with a `git` that writes down how it was called before it does its work. */
async function loggingGit(): Promise<string> {
  const folder = join(home, '.logging-git');
  await mkdir(folder, { recursive: true });
  await writeFile(gitLog, '');
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  await writeFile(join(folder, 'git'), `#!/bin/sh\nprintf '%s: %s\\n' "$PWD" "$*" >> '${gitLog}'\nexec '${real}' "$@"\n`, { mode: 0o755 });
  return folder;
}

async function gitCallsFor(folder: string): Promise<readonly string[]> {
  return (await readFile(gitLog, 'utf8')).split('\n').filter((line) => line.includes(folder));
}

/** The product as it ships, and the driver beside it. */
async function installAll(): Promise<void> {
  await provisionServer(console.log);
  await rm(home, { recursive: true, force: true });
  await rm(failures, { recursive: true, force: true });
  await installExtension(await packageExtension({ target: thisTarget() }), extensionsDir);
  await installExtension(await packageDriver(), extensionsDir);
}

async function packageDriver(): Promise<string> {
  const folder = join(outDir, 'ui', 'driver');
  await rm(folder, { recursive: true, force: true });
  await build({ ...nodeBundle, entryPoints: [{ in: join(root, 'test', 'harness', 'driverExtension.ts'), out: 'main' }], outdir: folder, external: ['vscode'] });
  await cp(join(root, 'test', 'ui', 'driver', 'package.json'), join(folder, 'package.json'));
  const vsix = join(outDir, 'ui', 'driver.vsix');
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  await run(process.execPath, [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix], { cwd: folder });
  return vsix;
}

function slug(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '').slice(0, 80);
}

/** The first test would otherwise pay for packaging, installing and starting with its own time. */
export const mochaHooks = {
  async beforeAll(this: Context) {
    this.timeout(300_000);
    await Promise.all([theBrowser(), theServer(false)]);
  },
  async afterAll(this: Context) {
    this.timeout(20_000);
    await (await browser)?.close();
    await Promise.all([...servers.values()].map(async (one) => (await one).server.dispose()));
  },
};
