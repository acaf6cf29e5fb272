import { existsSync } from 'node:fs';
import { cp, readFile, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { nodeBundle } from '../../scripts/bundle.ts';
import { outDir, root } from '../../scripts/paths.ts';
import type { Settings } from '../../scripts/vscode-server.ts';
import type { WorkspaceWish } from './workspace.ts';

const source = join(root, 'test', 'host');
const compiled = join(outDir, 'host');

/** Test files that share one window. */
export interface HostGroup {
  readonly name: string;
  /** Where its bundled tests are. */
  readonly tests: string;
  readonly count: number;
  readonly workspace: WorkspaceWish;
  readonly settings: Settings;
}

export const hostExtension = join(compiled, 'extension');
export const hostRunner = join(compiled, 'insideHost.cjs');

/**
 * Bundles the tests for the extension host. The files right under test/host share a window on an empty Git repository. A
 * folder there is a window of its own: its `workspace/` is what the window opens, and its `window.json` may say
 * `{"git": false, "settings": {…}}`.
 */
export async function buildHostTests(): Promise<HostGroup[]> {
  await rm(compiled, { recursive: true, force: true });
  await bundle([join(root, 'test', 'harness', 'insideHost.ts')], compiled);
  await cp(join(source, 'extension', 'package.json'), join(hostExtension, 'package.json'));
  const folders = (await readdir(source, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && entry.name !== 'extension')
    .map((entry) => join(source, entry.name));
  const groups = await Promise.all([source, ...folders].map(buildGroup));
  return groups.filter((group) => group.count > 0);
}

async function buildGroup(folder: string): Promise<HostGroup> {
  const name = folder === source ? 'main' : basename(folder);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.test.ts')).map((file) => join(folder, file));
  const tests = join(compiled, 'tests', name);
  await bundle(files, tests);
  const wish = await windowOf(folder);
  const content = join(folder, 'workspace');
  return {
    name,
    tests,
    count: files.length,
    workspace: { git: wish.git ?? true, ...(existsSync(content) ? { from: content } : {}) },
    settings: wish.settings ?? {},
  };
}

async function windowOf(folder: string): Promise<{ git?: boolean; settings?: Settings }> {
  const file = join(folder, 'window.json');
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as { git?: boolean; settings?: Settings }) : {};
}

async function bundle(entryPoints: string[], outdir: string): Promise<void> {
  await build({ ...nodeBundle, entryPoints, outdir, external: ['vscode', 'mocha'], sourcemap: 'inline' });
}
