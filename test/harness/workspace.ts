import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../scripts/children.ts';
import { sandboxDir } from '../../scripts/paths.ts';
import type { Settings } from '../../scripts/vscode-server.ts';

export interface WorkspaceWish {
  /** Copied in: a folder of files, or the sample workspace with its history. */
  readonly from?: string;
  /**
   * Whether it is a Git repository; it is unless this is false. One that is not lies outside this repository: the
   * extension would take this repository's trail for the workspace's otherwise.
   */
  readonly git?: boolean;
}

/** A workspace that a test may break: made anew each time, and inside no repository but its own. */
export async function makeWorkspace(group: string, name: string, wish: WorkspaceWish = {}): Promise<string> {
  const folder = wish.git === false ? await folderOutsideGit(name) : join(sandboxDir, group, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  if (wish.from) {
    await cp(wish.from, folder, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  }
  if (wish.git !== false && !existsSync(join(folder, '.git'))) {
    await git(folder, ['init', '--quiet', '--initial-branch=main']);
    await git(folder, ['config', 'user.name', 'tester']);
    await git(folder, ['config', 'user.email', 'tester@localhost']);
  }
  return folder;
}

/** Git in a test's workspace, away from the configuration of whoever runs the tests. */
export async function git(folder: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_DIR: undefined, GIT_WORK_TREE: undefined };
  return run('git', args, { cwd: folder, env });
}

/** Writes the settings of a profile that is about to start, or of a workspace (in its `.vscode`). */
export async function writeSettings(folder: string, settings: Settings): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}

async function folderOutsideGit(name: string): Promise<string> {
  return join(await realpath(await mkdtemp(join(tmpdir(), 'modeltrail-'))), name);
}
