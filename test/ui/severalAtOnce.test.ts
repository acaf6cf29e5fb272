import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withWorkbench } from './fixture.ts';
import { git, introduce, modeltrail, train } from './programs.ts';
import { trainAgain } from './sampleProject.ts';
import type { Workbench } from './workbench.ts';

/** Beside the workspace: a second work tree of its repository. */
const worktreeOf = (folder: string): string => `${folder}-worktree`;

async function addWorktree(folder: string): Promise<void> {
  await rm(worktreeOf(folder), { recursive: true, force: true });
  git(folder, 'worktree', 'prune');
  git(folder, 'worktree', 'add', '--quiet', '--detach', worktreeOf(folder));
}

/** Waits until all windows show, or don't show any more, a row; tells the milliseconds since the call. */
async function shownIn(windows: readonly Workbench[], row: RegExp, state: 'visible' | 'detached' = 'visible'): Promise<number> {
  const began = performance.now();
  const times = await Promise.all(windows.map(async (window) => {
    await window.row(row).waitFor({ state, timeout: 10_000 });
    return performance.now() - began;
  }));
  console.log(row, times.map((time) => Math.round(time)));
  return Math.max(...times);
}

describe('several at once', () => {
  it('show what was done in another window, work tree or the terminal', withWorkbench({ sample: true, prepare: addWorktree }, async ({ workbench, folder, openWindow }) => {
    const [second, worktree] = [await openWindow(), await openWindow(worktreeOf(folder))];
    const all = [workbench, second, worktree];
    for (const name of ['plain.txt', 'plain2.txt']) {
      await writeFile(join(folder, name), 'x');
      await shownIn([workbench, second], new RegExp(name));
      await writeFile(join(worktreeOf(folder), name), 'x');
      await shownIn([worktree], new RegExp(name));
    }
    for (const window of all) {
      await window.openViewContainer('ModelTrail');
      await window.row(/^2\.1,/u).waitFor();
    }
    modeltrail(folder, 'note', 'digits@2.1', 'warm');
    modeltrail(folder, 'label', 'digits@2.1', 'from-terminal');
    await shownIn(all, /^from-terminal,/u);
    await trainAgain(folder, 0.98);
    modeltrail(folder, 'save', 'models/digits/model.safetensors', 'models/digits/encoder.joblib', '--label', '2.2', '-m', 'again');
    await shownIn(all, /^2\.2,/u);
    await train(worktreeOf(folder), 'models/digits/model.safetensors');
    modeltrail(worktreeOf(folder), 'save', 'models/digits/model.safetensors', '--model', 'digits', '--label', '2.3', '-m', 'again');
    await shownIn(all, /^2\.3,/u);
    modeltrail(folder, 'delete', 'digits@1.0');
    await shownIn(all, /^1\.0,/u, 'detached');
    assert.ok(true);
  }));

  it('first save', withWorkbench({ prepare: beginRepository }, async ({ folder, openWindow }) => {
    const worktree = await openWindow(worktreeOf(folder));
    modeltrail(folder, 'save', 'models/churn.pkl');
    const began = performance.now();
    await worktree.openViewContainer('ModelTrail');
    console.log('container', performance.now() - began);
    await shownIn([worktree], /^1\.0,/u);
  }));
});

async function beginRepository(folder: string): Promise<void> {
  introduce(folder, 'Ann');
  await writeFile(join(folder, '.gitignore'), '*.pkl\n');
  git(folder, 'add', '.gitignore');
  git(folder, 'commit', '--quiet', '--message', 'Begin');
  await train(folder);
  await addWorktree(folder);
}
