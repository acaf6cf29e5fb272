import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withWorkbench } from './fixture.ts';
import { git, modeltrail, train } from './programs.ts';
import { sha256Of, sha256OfStage, weights } from './sampleProject.ts';
import type { Workbench } from './workbench.ts';

const versions = 'ModelTrail';

/** Beside the workspace: a second work tree of its repository. */
const worktreeOf = (folder: string): string => `${folder}-worktree`;

async function addWorktree(folder: string): Promise<void> {
  await rm(worktreeOf(folder), { recursive: true, force: true });
  git(folder, 'worktree', 'prune');
  git(folder, 'worktree', 'add', '--quiet', '--detach', worktreeOf(folder));
}

async function writeWorkspaceFile(folder: string, ...paths: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'all.code-workspace'), JSON.stringify({ folders: paths.map((path) => ({ path })) }));
}

/** Milliseconds until windows show a row, or don't show it any more. */
async function untilShown(windows: readonly Workbench[], row: RegExp, state: 'visible' | 'detached' = 'visible'): Promise<number> {
  const began = performance.now();
  await Promise.all(windows.map((window) => window.row(row).waitFor({ state })));
  return performance.now() - began;
}

/** Two seconds; and on a machine that is so busy that the Explorer needs longer for a plain file, twice that. */
async function patience(window: Workbench, folder: string): Promise<number> {
  await window.openViewContainer('Explorer');
  await writeFile(join(folder, 'plain.txt'), '');
  return Math.max(2000, 2 * (await untilShown([window], /^plain\.txt/u)));
}

/** Saves from the palette what is clear to be saved. */
async function saveVersion(window: Workbench, model: string, label: string): Promise<void> {
  await window.runCommand('ModelTrail: Save Version…');
  await window.quickInput.waitForMessage(/Enter saves/u);
  await window.quickInput.type(label);
  await window.quickInput.accept();
  await window.notifications.waitFor(`Saved ${model} ${label}`);
}

/** The rows, once there are so many. */
async function rowsOf(window: Workbench, count: number): Promise<string[]> {
  await window.page.locator('.part.sidebar').getByRole('treeitem').nth(count - 1).waitFor();
  return window.rows();
}

const listed = (folder: string): string[] => (JSON.parse(modeltrail(folder, 'list', '--json')) as { versions: { model: string; label: string }[] }).versions.map(({ model, label }) => `${model} ${label}`);

describe('several windows, work trees and programs on one trail', () => {
  it('show within two seconds what another did', withWorkbench({ sample: true, prepare: addWorktree }, async ({ workbench, folder, openWindow }) => {
    const [second, worktree] = [await openWindow(), await openWindow(worktreeOf(folder))];
    const longest = await patience(second, folder);
    for (const window of [workbench, second, worktree]) {
      await window.openViewContainer(versions);
      await window.row(/^2\.1,/u).waitFor();
    }
    const times: Record<string, number> = {};
    await train(folder, weights);
    await saveVersion(workbench, 'digits', '3.0');
    times['a save in a window'] = await untilShown([second, worktree], /^3\.0,/u);
    await worktree.contextMenu(/^2\.1,/u, 'Rename Label…');
    await worktree.quickInput.type('renamed');
    await worktree.quickInput.accept();
    times['a label in a work tree'] = await untilShown([workbench, second], /^renamed,/u);
    await second.contextMenu(/^1\.1,/u, 'Delete Version');
    times['a deletion in the second window'] = await untilShown([workbench, worktree], /^1\.1,/u, 'detached');
    await train(worktreeOf(folder), weights);
    modeltrail(worktreeOf(folder), 'save', weights, '--model', 'digits', '--label', '3.1');
    times['a save in the terminal'] = await untilShown([workbench, second, worktree], /^3\.1,/u);
    modeltrail(folder, 'delete', 'digits@1.0');
    times['a deletion in the terminal'] = await untilShown([workbench, second, worktree], /^1\.0,/u, 'detached');
    if (process.env['MODELTRAIL_TIMES'] !== undefined) console.log(longest, times);
    assert.deepEqual(Object.entries(times).filter(([, time]) => time > longest), []);
  })).timeout(150_000);
});

describe('a workspace of several folders', () => {
  it('shows the trails of two repositories, and saves into the right one', withWorkbench({ prepare: twoRepositories, opens: 'all.code-workspace' }, async ({ workbench, folder }) => {
    await workbench.openViewContainer(versions);
    assert.deepEqual(await rowsOf(workbench, 4), ['churn, 1 version · one', '1.0, now', 'demand, 1 version · two', '1.0, now']);
    await train(join(folder, 'two'), 'models/demand.pkl');
    await saveVersion(workbench, 'demand', '1.1');
    await workbench.row(/^demand, 2 versions · two/u).waitFor();
    assert.deepEqual(listed(join(folder, 'two')), ['demand 1.1', 'demand 1.0']);
    assert.deepEqual(listed(join(folder, 'one')), ['churn 1.0']);
    assert.deepEqual(await readdir(join(folder, '.git', 'modeltrail')).catch(() => []), []);
  }));

  it('shows the trail of two folders of one repository once, and saves from either', withWorkbench({ prepare: twoFolders, opens: 'all.code-workspace' }, async ({ workbench, folder }) => {
    await workbench.openViewContainer(versions);
    assert.deepEqual(await rowsOf(workbench, 4), ['churn, 1 version', '1.0, now', 'demand, 1 version', '1.0, now']);
    await train(join(folder, 'sales'), 'models/demand.pkl');
    await saveVersion(workbench, 'demand', '1.1');
    await train(join(folder, 'people'), 'models/churn.pkl');
    await saveVersion(workbench, 'churn', '1.2');
    assert.deepEqual((await rowsOf(workbench, 6)).map((row) => row.split(',')[0]), ['churn', '1.2', '1.0', 'demand', '1.1', '1.0']);
    assert.deepEqual(listed(folder).sort(), ['churn 1.0', 'churn 1.2', 'demand 1.0', 'demand 1.1']);
  }));

  it('shows the trail of two work trees once, and asks which one a restore is for', withWorkbench({ sample: true, prepare: twoWorktrees, opens: 'all.code-workspace' }, async ({ workbench, folder }) => {
    const worktree = worktreeOf(folder);
    const before = await sha256Of(folder, weights);
    await workbench.openViewContainer(versions);
    await workbench.row(/^1\.0,/u).waitFor();
    assert.equal((await workbench.rows()).filter((row) => row.startsWith('digits')).length, 1);
    await workbench.inlineAction(/^1\.0,/u, 'Restore Version');
    await workbench.quickInput.pick(worktree.split('/').at(-1) ?? '');
    await workbench.notifications.waitFor(/^Restored 2 files from digits 1\.0/u);
    assert.equal(await sha256Of(worktree, weights), await sha256OfStage('1-first-model', weights));
    assert.equal(await sha256Of(folder, weights), before);
    await train(worktree, weights);
    await workbench.inlineAction(/^Working files, .*-worktree$/u, 'Save Version');
    await workbench.quickInput.waitForMessage(/Enter saves/u);
    await workbench.quickInput.type('3.0');
    await workbench.quickInput.accept();
    await workbench.row(/^3\.0,/u).waitFor();
    await workbench.row(/^Working files/u).waitFor({ state: 'detached' });
  }));
});

describe('a folder inside a repository', () => {
  it('has the repository’s trail', withWorkbench({ prepare: twoFolders, opens: 'sales' }, async ({ workbench, folder }) => {
    await workbench.openViewContainer(versions);
    await workbench.row(/^churn, 1 version$/u).waitFor();
    await train(join(folder, 'sales'), 'models/demand.pkl');
    await workbench.row(/^Working files/u).waitFor();
    await saveVersion(workbench, 'demand', '1.1');
    assert.deepEqual(listed(folder).sort(), ['churn 1.0', 'demand 1.0', 'demand 1.1']);
    const { version } = JSON.parse(modeltrail(folder, 'show', 'demand@1.1', '--json')) as { version: { artifacts: { path: string }[] } };
    assert.deepEqual(version.artifacts.map(({ path }) => path), ['sales/models/demand.pkl']);
    modeltrail(folder, 'label', 'churn@1.0', 'from-the-root');
    await workbench.row(/^from-the-root,/u).waitFor();
  }));
});

async function twoRepositories(folder: string): Promise<void> {
  for (const [name, model] of [['one', 'churn'], ['two', 'demand']] as const) {
    await train(join(folder, name), `models/${model}.pkl`);
    git(join(folder, name), 'init', '--quiet', '--initial-branch=main');
    modeltrail(join(folder, name), 'save', `models/${model}.pkl`);
  }
  await writeWorkspaceFile(folder, 'one', 'two');
}

async function twoFolders(folder: string): Promise<void> {
  for (const [name, model] of [['people', 'churn'], ['sales', 'demand']] as const) {
    await train(join(folder, name), `models/${model}.pkl`);
    modeltrail(folder, 'save', `${name}/models/${model}.pkl`);
  }
  await writeWorkspaceFile(folder, 'people', 'sales');
}

async function twoWorktrees(folder: string): Promise<void> {
  await addWorktree(folder);
  await writeWorkspaceFile(folder, '.', worktreeOf(folder));
}
