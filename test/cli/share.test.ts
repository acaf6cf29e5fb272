import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Terminal, sha256, type VersionDocument } from './terminal.ts';

interface Status {
  readonly on: boolean;
  readonly ignored: boolean;
  readonly shared: number;
  readonly uncommitted: number | null;
  readonly elsewhere: number;
  readonly waiting: number;
  readonly refused: number;
  readonly withheld: readonly { readonly label: string; readonly why: readonly string[] }[];
  readonly partly: readonly { readonly label: string; readonly kept: readonly { readonly path: string; readonly why: string }[] }[];
}

/** A key of the form that GitHub gives, put together so that no scanner takes this file for a leak. */
const token = ['gh', 'p_', 'Zr8Kq2LmN4pTx6Vw9Yb1Cd3Ef5Gh7Jk0Ab2Q'].join('');

describe('sharing through Git, in a terminal', function () {
  this.timeout(120_000);
  let hub = '';
  let ann: Terminal;
  let bob: Terminal;

  beforeEach(() => {
    hub = mkdtempSync(join(tmpdir(), 'modeltrail-hub-'));
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', hub]);
    ann = clone('Ann');
    ann.write('.gitignore', '*.pkl\n');
    commit(ann, 'Begin');
    push(ann);
    bob = clone('Bob');
  });
  afterEach(() => {
    for (const terminal of [ann, bob]) terminal.dispose();
    rmSync(hub, { recursive: true, force: true });
  });

  function clone(name: string): Terminal {
    const terminal = new Terminal({ clone: hub });
    terminal.git('config', 'user.name', name);
    terminal.git('config', 'user.email', `${name.toLowerCase()}@example.org`);
    return terminal;
  }

  const commit = (terminal: Terminal, message = 'Share'): void => {
    terminal.git('add', '--all');
    terminal.git('commit', '--quiet', '--allow-empty', '--message', message);
  };
  const push = (terminal: Terminal): string => terminal.git('push', '--quiet', '--set-upstream', 'origin', 'HEAD');
  const pull = (terminal: Terminal, ...how: string[]): string => terminal.git('pull', '--quiet', '--no-edit', ...(how.length === 0 ? ['--no-rebase'] : how), 'origin', 'main');
  const status = (terminal: Terminal): Promise<Status> => terminal.json<Status>('share', 'status');

  async function save(terminal: Terminal, ...more: string[]): Promise<VersionDocument> {
    terminal.writeRandom('m.pkl', 2000);
    return terminal.save('m.pkl', '--model', 'm', ...more);
  }

  async function versions(terminal: Terminal): Promise<readonly VersionDocument[]> {
    return (await terminal.json<{ versions: VersionDocument[] }>('list')).versions;
  }

  /** What must be the same in every clone: all but whose bytes are where. */
  async function seen(terminal: Terminal): Promise<unknown> {
    const all = await versions(terminal);
    const { aliases } = await terminal.json<{ aliases: unknown[] }>('alias', 'list');
    return { versions: all.map((version) => ({ ...version, artifacts: version.artifacts.map(({ path, size, sha256: digest }) => ({ path, size, digest })) })), aliases };
  }

  it('brings versions, code and what was said of them to a colleague, and nothing else changes for Git', async () => {
    ann.write('train.py', 'import joblib\njoblib.dump(1, "m.pkl")\n');
    commit(ann, 'Train');
    const first = await save(ann, '-m', 'the first', '--param', 'lr=0.1', '--metric', 'accuracy=0.9');
    assert.equal(ann.git('status', '--porcelain'), '');
    const on = await ann.json<Status>('share', 'on');
    assert.deepEqual({ ...on, uncommitted: null }, { on: true, ignored: false, shared: 1, uncommitted: null, elsewhere: 0, waiting: 0, refused: 0, withheld: [], partly: [] });
    assert.equal(on.uncommitted, 1);
    const second = await save(ann, '-m', 'the second');
    await ann.json('alias', 'set', 'production', 'm@1.0');
    assert.equal(ann.git('status', '--porcelain'), '?? .modeltrail/\n');
    assert.match((await ann.run('share', 'status')).stdout, /2 versions in \.modeltrail\/history, 2 not committed yet\.\nNext: git add \.modeltrail && git commit/u);
    commit(ann);
    push(ann);
    assert.equal((await status(ann)).uncommitted, 0);

    pull(bob);
    const [newest, oldest] = await versions(bob);
    assert.deepEqual([newest?.id, oldest?.id], [second.id, first.id]);
    const { version } = await bob.json<{ version: VersionDocument }>('show', 'm@production');
    assert.deepEqual(version, { ...first, aliases: ['production'], artifacts: first.artifacts.map((artifact) => ({ ...artifact, bytes: 'elsewhere' })) });
    assert.deepEqual(await bob.json('verify'), { ok: true, problems: [] });
    assert.equal(bob.git('status', '--porcelain'), '');
    const refused = await bob.run('restore', 'm@1.0');
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /not on this machine\. They are with Ann/u);
    // The choice came along, and what Bob says goes back.
    await bob.json('note', 'm@1.1', 'looks good');
    commit(bob);
    push(bob);
    pull(ann);
    assert.equal((await versions(ann))[0]?.note, 'looks good');
    assert.deepEqual(await seen(ann), await seen(bob));
    assert.equal((await versions(ann))[0]?.artifacts[0]?.bytes, 'here');
  });

  it('keeps the history of a clone whose folder was emptied, and of one that is off', async () => {
    await save(ann);
    await ann.json('share', 'on');
    commit(ann);
    push(ann);
    pull(bob);
    await versions(bob);
    const off = await bob.run('share', 'off');
    assert.match(off.stdout, /Sharing is off\. 1 version in \.modeltrail\/history stays there\.\nTo remove it from the project: git rm -r \.modeltrail\/history/u);
    await bob.json('tag', 'm@1.0', 'mine');
    assert.equal(bob.git('status', '--porcelain'), ' M .modeltrail/config.yaml\n');
    bob.git('rm', '-r', '--quiet', '.modeltrail/history');
    assert.equal((await versions(bob)).length, 1);
    assert.deepEqual((await versions(bob))[0]?.tags, ['mine']);
    // Turned on again, all of it is written again.
    await bob.json('share', 'on');
    assert.equal((await status(bob)).shared, 1);
    commit(bob);
    push(bob);
    pull(ann);
    assert.deepEqual(await seen(ann), await seen(bob));
  });

  it('shows what two clones said at once, and asks', async () => {
    const base = await save(ann);
    await ann.json('share', 'on');
    commit(ann);
    push(ann);
    pull(bob);
    const [hers, his] = [await save(ann), await save(bob)];
    assert.deepEqual([hers.label, his.label], ['1.1', '1.1']);
    await ann.json('alias', 'set', 'production', hers.id.slice(0, 12));
    await bob.json('alias', 'set', 'production', his.id.slice(0, 12));
    await ann.json('delete', 'm@1.0');
    for (const terminal of [ann, bob]) commit(terminal);
    push(ann);
    pull(bob);
    push(bob);
    pull(ann);
    assert.deepEqual(await seen(ann), await seen(bob));
    for (const terminal of [ann, bob]) {
      for (const reference of ['m@1.1', 'm@production']) {
        const ran = await terminal.run('show', reference);
        assert.equal(ran.code, 2, reference);
        for (const [id, name] of [[hers.id, 'Ann'], [his.id, 'Bob']]) assert.match(ran.stderr, new RegExp(`${id?.slice(0, 7) ?? ''}, ${name ?? ''}`, 'u'));
      }
      assert.ok(!(await versions(terminal)).some(({ id }) => id === base.id));
    }
    // Somebody chooses, and that is so for both.
    await bob.json('alias', 'set', 'production', his.id.slice(0, 12));
    await bob.json('label', his.id.slice(0, 12), '1.2');
    commit(bob);
    push(bob);
    pull(ann);
    assert.equal((await ann.json<{ version: VersionDocument }>('show', 'm@production')).version.id, his.id);
    assert.equal((await ann.json<{ version: VersionDocument }>('show', 'm@1.1')).version.id, hers.id);
  });

  it('writes nothing to other work trees or branches, so that Git can switch and merge', async () => {
    await save(ann);
    commit(ann);
    await ann.json('share', 'on');
    commit(ann);
    ann.git('branch', 'other', 'HEAD~2');
    await save(ann);
    commit(ann);
    ann.git('switch', '--quiet', 'other');
    assert.equal((await versions(ann)).length, 2);
    ann.git('switch', '--quiet', 'main');
    ann.git('worktree', 'add', '--quiet', '../second', 'other');
    const second = join(ann.folder, '../second');
    assert.equal((await ann.runIn(second, 'tag', 'm@1.1', 'seen')).code, 0);
    assert.equal(ann.git('-C', second, 'status', '--porcelain'), '');
    ann.git('-C', second, 'merge', '--quiet', 'main');
    assert.equal((await ann.runIn(second, 'tag', 'm@1.1', 'again')).code, 0);
    ann.git('-C', second, 'add', '.modeltrail');
    ann.git('-C', second, 'commit', '--quiet', '--message', 'Tags');
    await ann.json('note', 'm@1.1', 'from the first');
    commit(ann);
    ann.git('merge', '--quiet', '--no-edit', 'other');
    assert.deepEqual((await ann.json<{ version: VersionDocument }>('show', 'm@1.1')).version.tags, ['again', 'seen']);
  });

  it('keeps files that look like they hold a secret, and versions whose record does, until somebody says so', async () => {
    ann.write('train.py', `import joblib\nTOKEN = "${token}"\njoblib.dump(1, "m.pkl")\n`);
    ann.write('long.py', `import joblib\n# ${'x'.repeat(300_000)}\n`);
    commit(ann, 'Train');
    await ann.json('share', 'on');
    const ran = await ann.run('save', 'm.pkl', '--model', 'm').catch(() => null);
    assert.equal(ran?.code, 2);
    ann.writeRandom('m.pkl', 1000);
    const told = await ann.run('save', 'm.pkl', '--model', 'm', '--code', 'long.py');
    assert.match(told.stderr, /Of m 1\.0 not all is shared: .*train\.py looks like it holds a GitHub token/u);
    assert.match(told.stderr, /long\.py is longer than 256 kB/u);
    ann.writeRandom('m.pkl', 1000);
    const secret = await ann.run('save', 'm.pkl', '--model', 'm', '--param', 'db_password=q9V!x2Lr7Tz', '-m', 'a try');
    assert.match(secret.stderr, /m 1\.1 is not shared: the parameter db_password looks like a password or key; train\.py looks like it holds a GitHub token/u);
    await ann.json('note', 'm@1.0', `the key was ${token}`);
    await ann.json('tag', 'm@1.1', 'unseen');
    const { shared, withheld, partly } = await status(ann);
    assert.equal(shared, 1);
    assert.deepEqual(withheld.map(({ label, why }) => [label, why.length]).sort(), [['1.0', 1], ['1.1', 2]]);
    assert.deepEqual(partly.map(({ label, kept }) => [label, kept.map(({ path, why }) => `${path} ${why}`).sort()]), [['1.0', ['long.py too-long', 'train.py secret']]]);
    commit(ann);
    push(ann);
    assert.doesNotMatch(contents(join(ann.folder, '.modeltrail')), new RegExp(`${token}|q9V!x2Lr7Tz|unseen`, 'u'));
    pull(bob);
    assert.deepEqual((await versions(bob)).map(({ label, note }) => [label, note]), [['1.0', '']]);

    await ann.json('share', 'on', '--include', 'm@1.1');
    commit(ann);
    push(ann);
    pull(bob);
    assert.deepEqual((await versions(bob)).map(({ label, tags }) => [label, tags]), [['1.1', ['unseen']], ['1.0', []]]);
    assert.deepEqual((await status(ann)).withheld.map(({ label }) => label), ['1.0']);
  });

  it('refuses outside Git, says when Git ignores the folder, and never shares a store', async () => {
    const outside = new Terminal();
    try {
      const ran = await outside.run('share', 'on');
      assert.equal(ran.code, 2);
      assert.match(ran.stderr, /is not in a Git repository.*Run git init first/u);
      assert.ok(!existsSync(outside.path('.modeltrail')));
    } finally {
      outside.dispose();
    }
    ann.write('.gitignore', '*.pkl\n.modeltrail\n');
    await save(ann);
    assert.match((await ann.run('share', 'on')).stdout, /Git ignores \.modeltrail\/history/u);
    ann.write('.gitignore', '*.pkl\n');
    // A store in the work tree, as there is one where the Git folder can't be written.
    for (const name of ['versions', 'events', 'blobs', 'packs', 'captures', 'trash', 'tmp', 'safety', 'workspaces']) mkdirSync(ann.path(`.modeltrail/store/${name}`), { recursive: true });
    ann.write('.modeltrail/store/format', '{"format":1,"reader":1,"writer":1,"id":"beside"}\n');
    ann.write('.modeltrail/store/.gitignore', '*\n');
    const inside = await save(ann, '--label', '7.0');
    assert.ok(existsSync(ann.path(`.modeltrail/store/versions/${inside.id.slice(0, 2)}/${inside.id}.json`)));
    const { ignored, shared } = await status(ann);
    assert.deepEqual({ ignored, shared }, { ignored: false, shared: 2 });
    assert.doesNotMatch(ann.git('status', '--porcelain', '--untracked-files=all'), /modeltrail\/store|\?\? (?!\.modeltrail\/)/u);
  });

  it('refuses links in the place of the folder, on the way in and out', async () => {
    await save(ann);
    const target = mkdtempSync(join(tmpdir(), 'modeltrail-target-'));
    try {
      mkdirSync(ann.path('.modeltrail'));
      symlinkSync(target, ann.path('.modeltrail/history'));
      const ran = await ann.run('share', 'on', '--json');
      assert.equal(ran.code, 2);
      assert.equal((JSON.parse(ran.stderr) as { error: { code: string } }).error.code, 'path-unsafe');
      assert.deepEqual(readdirSync(target), []);
      assert.ok(!existsSync(ann.path('.modeltrail/config.yaml')));
    } finally {
      rmSync(target, { recursive: true, force: true });
    }
  });

  it('restores what was saved elsewhere only below the work tree', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'modeltrail-outside-'));
    try {
      const bytes = ann.writeRandom('out/m.pkl', 500);
      const content = readFileSync(ann.path('out/m.pkl'));
      await ann.save('out/m.pkl', '--model', 'm');
      await ann.json('share', 'on');
      commit(ann);
      push(ann);
      pull(bob);
      // The same bytes, so that they are here; the link is Bob's own.
      bob.write('copy.pkl', content);
      await bob.save('copy.pkl', '--model', 'copy');
      symlinkSync(outside, bob.path('out'));
      const ran = await bob.run('restore', 'm@1.0', '--json');
      assert.equal(ran.code, 2, ran.stdout);
      assert.equal((JSON.parse(ran.stderr) as { error: { code: string } }).error.code, 'path-unsafe');
      assert.deepEqual(readdirSync(outside), []);
      rmSync(bob.path('out'));
      await bob.json('restore', 'm@1.0');
      assert.equal(bob.sha256('out/m.pkl'), bytes);
      // Her own may go where her link leads.
      rmSync(ann.path('out'), { recursive: true });
      symlinkSync(outside, ann.path('out'));
      await ann.json('restore', 'm@1.0');
      assert.equal(sha256(readFileSync(join(outside, 'm.pkl'))), bytes);
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });

  it('tells a copied repository’s versions from those whose bytes are lost', async () => {
    await save(ann);
    await ann.json('share', 'on');
    commit(ann);
    push(ann);
    pull(bob);
    // Bob goes on with a copy of Ann's Git folder, and so with her store's id.
    rmSync(bob.path('.git/modeltrail'), { recursive: true, force: true });
    execFileSync('cp', ['-r', ann.path('.git/modeltrail'), bob.path('.git/modeltrail')]);
    await save(ann, '-m', 'after the copy');
    commit(ann);
    push(ann);
    pull(bob);
    assert.deepEqual((await versions(bob)).map(({ artifacts }) => artifacts[0]?.bytes), ['elsewhere', 'here']);
    assert.deepEqual(await bob.json('verify'), { ok: true, problems: [] });
  });
});

function contents(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}
