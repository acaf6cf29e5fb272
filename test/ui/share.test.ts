import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withWorkbench } from './fixture.ts';
import { git, introduce, modeltrail, train } from './programs.ts';

/** Beside the workspace: what the team pushes to, and a colleague's clone. */
const hubOf = (folder: string): string => `${folder}-hub.git`;
const colleagueOf = (folder: string): string => `${folder}-colleague`;

/** A repository with one saved version, and an empty one that it can be pushed to. */
async function prepareTeam(folder: string): Promise<void> {
  for (const other of [hubOf(folder), colleagueOf(folder)]) await rm(other, { recursive: true, force: true });
  git(folder, 'init', '--quiet', '--initial-branch=main');
  introduce(folder, 'Ann');
  await writeFile(join(folder, '.gitignore'), '*.pkl\n');
  await train(folder);
  git(folder, 'add', '.gitignore');
  git(folder, 'commit', '--quiet', '--message', 'Begin');
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', hubOf(folder)]);
  git(folder, 'remote', 'add', 'origin', hubOf(folder));
  modeltrail(folder, 'save', 'models/churn.pkl', '-m', 'the first');
}

/** The colleague has the version; the window's folder is a clone from before anything was shared. */
async function prepareClone(folder: string): Promise<void> {
  await rm(colleagueOf(folder), { recursive: true, force: true });
  await mkdir(colleagueOf(folder));
  await rm(hubOf(colleagueOf(folder)), { recursive: true, force: true });
  await prepareTeam(colleagueOf(folder));
  git(colleagueOf(folder), 'push', '--quiet', 'origin', 'main');
  git(folder, 'init', '--quiet', '--initial-branch=main');
  introduce(folder, 'Bob');
  git(folder, 'remote', 'add', 'origin', hubOf(colleagueOf(folder)));
  git(folder, 'pull', '--quiet', 'origin', 'main');
  await train(folder);
}

describe('sharing the history in the workbench', () => {
  it('says what to commit, and shows what a colleague pushed after a pull, without a click', withWorkbench({ prepare: prepareTeam }, async ({ workbench, folder }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^1\.0,/u).waitFor();
    await workbench.runCommand('ModelTrail: Share History with Git');
    const told = await workbench.notifications.waitFor(/^The history is shared/u);
    assert.equal(told, 'The history is shared: 1 version in .modeltrail/history. Commit the folder .modeltrail, then push.');
    assert.deepEqual(await workbench.notifications.buttons(/^The history is shared/u), ['Open Source Control']);
    assert.equal(git(folder, 'status', '--porcelain'), '?? .modeltrail/\n');
    git(folder, 'add', '.modeltrail');
    git(folder, 'commit', '--quiet', '--message', 'Share the history');
    git(folder, 'push', '--quiet', '--set-upstream', 'origin', 'main');

    execFileSync('git', ['clone', '--quiet', hubOf(folder), colleagueOf(folder)]);
    introduce(colleagueOf(folder), 'Bob');
    assert.match(modeltrail(colleagueOf(folder), 'list'), /1\.0.*not on this machine/u);
    await train(colleagueOf(folder));
    modeltrail(colleagueOf(folder), 'save', 'models/churn.pkl', '--model', 'churn', '-m', 'from Bob');
    modeltrail(colleagueOf(folder), 'alias', 'set', 'production', 'churn@1.1');
    git(colleagueOf(folder), 'add', '.modeltrail');
    git(colleagueOf(folder), 'commit', '--quiet', '--message', 'A version');
    git(colleagueOf(folder), 'push', '--quiet');

    git(folder, 'pull', '--quiet');
    await workbench.row(/^1\.1,.*production.*not on this machine/u).waitFor({ timeout: 2000 });

    // What is said in the window goes out by itself; nothing is committed.
    await workbench.contextMenu(/^1\.1,/u, 'Edit Note…');
    await workbench.quickInput.type('Looks good');
    await workbench.quickInput.accept();
    await workbench.expandRow(/^1\.1,/u);
    await workbench.row(/^Looks good/u).waitFor();
    assert.match(git(folder, 'status', '--porcelain'), /^\?\? \.modeltrail\/history\/events\/[^\n]+\n$/u);

    await workbench.runCommand('ModelTrail: Stop Sharing History');
    await workbench.notifications.waitFor(/^The history is not shared any more\. What is in \.modeltrail\/history stays/u);
    assert.equal(await readFile(join(folder, '.modeltrail/config.yaml'), 'utf8'), 'share: false\n');
    assert.ok(await workbench.offersCommand('ModelTrail: Share History with Git'));
  }));

  it('shows the first shared history that a pull brings, in a window that had none', withWorkbench({ prepare: prepareClone }, async ({ workbench, folder }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.page.locator('.part.sidebar .welcome-view-content .monaco-button', { hasText: 'Save First Version' }).waitFor();
    modeltrail(colleagueOf(folder), 'share', 'on');
    git(colleagueOf(folder), 'add', '.modeltrail');
    git(colleagueOf(folder), 'commit', '--quiet', '--message', 'Share the history');
    git(colleagueOf(folder), 'push', '--quiet', '--set-upstream', 'origin', 'main');
    git(folder, 'pull', '--quiet', 'origin', 'main');
    await workbench.row(/^1\.0,.*not on this machine/u).waitFor({ timeout: 2000 });
    assert.equal(git(folder, 'status', '--porcelain'), '');
    assert.ok(await workbench.offersCommand('ModelTrail: Stop Sharing History'));
  }));

  it('waits until the folder is trusted', withWorkbench({ prepare: prepareTeam, restricted: true }, async ({ workbench, folder }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^1\.0,/u).waitFor();
    await workbench.runCommand('ModelTrail: Share History with Git');
    await workbench.notifications.waitFor(/^This folder is not trusted yet/u);
    assert.equal(git(folder, 'status', '--porcelain'), '');
  }));
});
