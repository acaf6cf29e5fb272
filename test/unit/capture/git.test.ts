import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'mocha';
import { isTrailError } from '../../../src/base/errors.ts';
import { readGit, type GitState } from '../../../src/capture/git.ts';
import { findGitFolders, readHead } from '../../../src/capture/gitHead.ts';
import { makeWorkspace, put, removeWorkspaces } from './workspace.ts';

after(removeWorkspaces);

function git(root: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', '-c', 'commit.gpgSign=false'];
  return execFileSync('git', ['-C', root, ...identity, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

function repository(files: Record<string, string> = { 'train.py': 'x = 1\n' }): string {
  const root = makeWorkspace(files);
  git(root, 'init', '--quiet', '--initial-branch=main');
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'first');
  return root;
}

async function state(root: string): Promise<GitState> {
  const found = await readGit({ root, start: true });
  assert.ok(found);
  return found;
}

function patchText(found: GitState): string {
  return found.patch === null ? '' : Buffer.from(found.patch).toString('utf8');
}

async function head(root: string): Promise<unknown> {
  const folders = await findGitFolders(root);
  assert.ok(folders);
  return readHead(folders.gitDir, folders.commonDir);
}

describe("Git's state", () => {
  it('is nothing outside Git', async () => {
    assert.equal(await readGit({ root: makeWorkspace(), start: true }), null);
  });

  it('has commit and branch, and nothing more where all is committed', async () => {
    const root = repository();
    assert.deepEqual(await state(root), { commit: git(root, 'rev-parse', 'HEAD'), branch: 'main', patch: null, untracked: [], remarks: [] });
  });

  it('has what is not committed, staged or not, and applies', async () => {
    const root = repository({ 'train.py': 'x = 1\n', 'lib/ä b.py': 'y = 1\n', 'gone.py': '' });
    put(root, 'train.py', 'x = 2\n');
    put(root, 'lib/ä b.py', 'y = 2\n');
    git(root, 'add', 'lib');
    git(root, 'rm', '--quiet', 'gone.py');
    put(root, 'new.py', 'z = 1\n');
    const found = await state(root);
    assert.match(patchText(found), /-x = 1\n\+x = 2\n/u);
    assert.match(patchText(found), /-y = 1\n\+y = 2\n/u);
    assert.match(patchText(found), /deleted file mode/u);
    assert.deepEqual(found.untracked, ['new.py']);
    const other = makeWorkspace({ patch: found.patch ?? '' });
    git(root, 'worktree', 'add', '--quiet', join(other, 'tree'), 'HEAD');
    git(join(other, 'tree'), 'apply', join(other, 'patch'));
  });

  it('leaves out models, large files and the trail itself', async () => {
    const root = repository({ 'train.py': '', 'm.pt': 'a', 'data.csv': 'a\n', '.modeltrail/config.yaml': 'a: 1\n' });
    put(root, 'm.pt', 'b');
    put(root, 'data.csv', 'x\n'.repeat(600_000));
    put(root, '.modeltrail/config.yaml', 'a: 2\n');
    const found = await state(root);
    assert.equal(found.patch, null);
    assert.deepEqual(found.remarks.map(({ text }) => text), ['Changes of data.csv are not in the recorded patch: too large.']);
  });

  it('has no patch that is larger than 2 MB', async () => {
    const files = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`f${String(at)}.py`, '']));
    const root = repository(files);
    for (const path of Object.keys(files)) put(root, path, 'x = 1\n'.repeat(100_000));
    const found = await state(root);
    assert.equal(found.patch, null);
    assert.deepEqual(found.remarks.map(({ code }) => code), ['patch-too-large']);
  });

  it('before the first commit has a branch and no commit', async () => {
    const root = makeWorkspace({ 'train.py': '', 'b.py': '' });
    git(root, 'init', '--quiet', '--initial-branch=trunk');
    git(root, 'add', 'b.py');
    const found = await state(root);
    assert.deepEqual([found.commit, found.branch, found.patch, [...found.untracked].sort(), found.remarks], [null, 'trunk', null, ['b.py', 'train.py'], []]);
    assert.deepEqual(await head(root), { commit: null, branch: 'trunk' });
  });

  it('may be a detached head', async () => {
    const root = repository();
    git(root, 'checkout', '--quiet', '--detach');
    const commit = git(root, 'rev-parse', 'HEAD');
    const found = await state(root);
    assert.deepEqual([found.commit, found.branch], [commit, null]);
    assert.deepEqual(await head(root), { commit, branch: null });
  });

  it('of a linked worktree is its own', async () => {
    const root = repository();
    const tree = join(makeWorkspace(), 'tree');
    git(root, 'worktree', 'add', '--quiet', '-b', 'feature/x', tree);
    put(tree, 'train.py', 'x = 3\n');
    const found = await state(tree);
    assert.equal(found.branch, 'feature/x');
    assert.match(patchText(found), /\+x = 3/u);
    assert.deepEqual(await head(tree), { commit: git(root, 'rev-parse', 'HEAD'), branch: 'feature/x' });
    git(root, 'pack-refs', '--all');
    assert.deepEqual(await head(tree), { commit: git(root, 'rev-parse', 'HEAD'), branch: 'feature/x' });
  });

  it('of a folder below the top has paths from there', async () => {
    const root = repository({ 'app/train.py': '', 'other.py': '' });
    put(root, 'app/new.py', '');
    put(root, 'outside.py', '');
    const found = await state(join(root, 'app'));
    assert.deepEqual(found.untracked, ['new.py']);
  });

  it('ignores submodules', async () => {
    const inner = repository();
    const root = repository();
    git(root, '-c', 'protocol.file.allow=always', 'submodule', 'add', '--quiet', inner, 'sub');
    git(root, 'commit', '--quiet', '--message', 'sub');
    put(root, 'sub/train.py', 'changed\n');
    put(root, 'sub/new.py', '');
    const found = await state(root);
    assert.deepEqual([found.patch, found.untracked], [null, []]);
  });

  it('is read from files alone where Git may not be started', async () => {
    const root = repository();
    put(root, 'train.py', 'x = 2\n');
    const found = await readGit({ root, start: false });
    assert.deepEqual([found?.commit, found?.branch, found?.patch, found?.remarks.map(({ code }) => code)], [git(root, 'rev-parse', 'HEAD'), 'main', null, ['git-not-asked']]);
  });

  it('survives without Git, and with a broken repository', async () => {
    const root = repository();
    const path = process.env['PATH'];
    process.env['PATH'] = makeWorkspace();
    try {
      const found = await state(root);
      assert.equal(found.branch, 'main');
      assert.match(found.remarks[0]?.text ?? '', /it is not installed\.$/u);
    } finally {
      process.env['PATH'] = path;
    }
    put(root, '.git/config', 'this is [no config');
    assert.equal((await state(root)).remarks[0]?.code, 'git-failed');
    put(root, '.git/HEAD', 'ref: ../../../etc/passwd\n');
    assert.deepEqual(await head(root), { commit: null, branch: null });
  });

  it('is not asked for any more once cancelled', async () => {
    const controller = new AbortController();
    const reading = readGit({ root: repository(), start: true, signal: controller.signal });
    controller.abort();
    await assert.rejects(reading, (error) => isTrailError(error, 'cancelled'));
  });

  it('of a reftable repository is left to Git', async () => {
    const root = makeWorkspace({ '.git/HEAD': 'ref: refs/heads/.invalid\n' });
    assert.deepEqual(await head(root), { commit: null, branch: null });
  });
});

describe('a hostile repository', () => {
  it('runs none of the programs that its settings name', async function () {
    if (process.platform === 'win32') this.skip();
    const root = repository({ 'train.py': 'x = 1\n', 'a.lfs': 'one\n', 'b.dat': 'one\n', '.gitattributes': '*.lfs filter=evil\n*.py filter=a=b diff=evil\n*.dat diff=evil\n' });
    const marker = join(makeWorkspace(), 'ran');
    const program = join(root, '.git', 'evil.sh');
    writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${marker}'\ncat\n`);
    chmodSync(program, 0o755);
    const set = (name: string): string => git(root, 'config', name, program);
    for (const name of ['core.fsmonitor', 'core.pager', 'core.editor', 'core.sshCommand', 'core.askPass', 'diff.external', 'diff.evil.command', 'diff.evil.textconv', 'filter.evil.clean', 'filter.evil.smudge', 'filter.evil.process', 'filter.a=b.clean', 'filter.a=b.process', 'pager.status', 'pager.diff', 'credential.helper', 'gpg.program']) set(name);
    git(root, 'config', 'filter.evil.required', 'true');
    git(root, 'config', 'filter.a=b.required', 'true');
    git(root, 'config', 'core.hooksPath', '.git/hooks');
    mkdirSync(join(root, '.git', 'hooks'), { recursive: true });
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'pre-auto-gc', 'reference-transaction']) {
      writeFileSync(join(root, '.git', 'hooks', hook), `#!/bin/sh\necho hook >> '${marker}'\n`);
      chmodSync(join(root, '.git', 'hooks', hook), 0o755);
    }
    put(root, 'train.py', 'x = 2\n');
    put(root, 'a.lfs', 'two\n');
    put(root, 'b.dat', 'two\n');
    utimesSync(join(root, '.gitattributes'), 1, 1);
    const found = await state(root);
    assert.equal(existsSync(marker), false);
    // What a filter changes can't be compared without it.
    assert.match(patchText(found), /\+two\n$/u);
    assert.doesNotMatch(patchText(found), /a\.lfs|train\.py/u);
    // The settings do what the test believes: Git itself would have run them.
    try {
      git(root, 'diff', 'HEAD');
    } catch {
      // The program is no filter that Git likes.
    }
    assert.equal(existsSync(marker), true);
  });
});
