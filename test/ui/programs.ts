import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/paths.ts';

// What works on a folder beside the windows: Git, the terminal's modeltrail, and a training run.

export function git(folder: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'commit.gpgsign=false', ...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export function introduce(folder: string, name: string): void {
  git(folder, 'config', 'user.name', name);
  git(folder, 'config', 'user.email', `${name.toLowerCase()}@example.org`);
}

export function modeltrail(folder: string, ...args: string[]): string {
  return execFileSync(process.execPath, [join(root, 'dist/cli.cjs'), ...args], { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Writes a model of new bytes. */
export async function train(folder: string, path = 'models/churn.pkl'): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), randomBytes(2000));
}
