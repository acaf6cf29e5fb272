import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { isTrailError } from '../../../src/base/errors.ts';
import { ensureStore } from '../../../src/store/format.ts';
import { putFiles } from '../../../src/store/fileStore.ts';
import { findStore } from '../../../src/store/place.ts';
import { context, inWorkspace } from './support.ts';

describe('store: where a trail is kept', function () {
  this.timeout(30_000);
  let base = '';
  beforeEach(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'modeltrail-place-')));
  });
  afterEach(() => {
    rmSync(base, { recursive: true, force: true });
  });

  const git = (folder: string, ...args: string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'protocol.file.allow=always', ...args], { encoding: 'utf8', stdio: 'pipe' });
  const repository = (name: string): string => {
    const folder = join(base, name);
    mkdirSync(folder);
    git(folder, 'init', '-q');
    writeFileSync(join(folder, 'train.py'), 'print()\n');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'first');
    return folder;
  };

  it("is the repository's own folder, from anywhere in the work tree", () => {
    const root = repository('repo');
    mkdirSync(join(root, 'src/deep'), { recursive: true });
    const dotGit = join(root, '.git');
    for (const from of [root, join(root, 'src/deep')]) {
      assert.deepEqual(findStore(from), { root, storeDir: join(dotGit, 'modeltrail'), gitDir: dotGit, commonDir: dotGit, kind: 'git', exists: false });
    }
  });

  it('is one for all worktrees, each with its own root', async () => {
    const root = repository('repo');
    git(root, 'worktree', 'add', '-q', join(base, 'second'), '-b', 'other');
    await ensureStore(findStore(root).storeDir);
    const place = findStore(join(base, 'second'));
    assert.deepEqual(place, { root: join(base, 'second'), storeDir: join(root, '.git/modeltrail'), gitDir: join(root, '.git/worktrees/second'), commonDir: join(root, '.git'), kind: 'git', exists: true });
  });

  it("is a submodule's own", () => {
    const inner = repository('inner');
    const outer = repository('outer');
    git(outer, 'submodule', 'add', '-q', inner, 'lib');
    const place = findStore(join(outer, 'lib'));
    assert.deepEqual([place.root, place.storeDir], [join(outer, 'lib'), join(outer, '.git/modules/lib/modeltrail')]);
  });

  it('leaves git status clean, in the Git folder and in the work tree', async () => {
    const root = repository('repo');
    writeFileSync(join(root, 'm.bin'), 'x');
    git(root, 'add', '-A');
    git(root, 'commit', '-qm', 'second');
    for (const storeDir of [findStore(root).storeDir, join(root, '.modeltrail/store')]) {
      await putFiles(storeDir, [{ path: join(root, 'm.bin') }], context());
      assert.equal(git(root, 'status', '--porcelain'), '');
    }
    git(root, 'clean', '-fdx');
    assert.ok(existsSync(join(root, '.git/modeltrail/format')));
  });

  it('is an existing .modeltrail/store before all else, the nearest first', async () => {
    const root = repository('repo');
    mkdirSync(join(root, 'a/b'), { recursive: true });
    await ensureStore(join(root, '.modeltrail/store'));
    assert.deepEqual(findStore(join(root, 'a/b')).storeDir, join(root, '.modeltrail/store'));
    await ensureStore(join(root, 'a/.modeltrail/store'));
    const place = findStore(join(root, 'a/b'));
    assert.deepEqual([place.root, place.kind, place.exists, place.commonDir], [join(root, 'a'), 'folder', true, join(root, '.git')]);
  });

  it('is in the folder itself outside Git, or where an ancestor has one', async () => {
    const folder = join(base, 'plain/deep');
    mkdirSync(folder, { recursive: true });
    assert.deepEqual(findStore(folder), { root: folder, storeDir: join(folder, '.modeltrail/store'), gitDir: null, commonDir: null, kind: 'folder', exists: false });
    await ensureStore(join(base, 'plain/.modeltrail/store'));
    assert.equal(findStore(folder).root, join(base, 'plain'));
  });

  it('does not take a broken link to a Git folder for one, nor a folder that only has that name', () => {
    const root = repository('repo');
    mkdirSync(join(root, 'moved'));
    writeFileSync(join(root, 'moved/.git'), 'gitdir: /nowhere/at/all\n');
    assert.deepEqual([findStore(join(root, 'moved')).kind, findStore(join(root, 'moved')).root], ['folder', join(root, 'moved')]);
    mkdirSync(join(root, 'odd/.git'), { recursive: true });
    assert.equal(findStore(join(root, 'odd')).root, root);
  });

  it('creates nothing by looking', () => {
    const root = repository('repo');
    findStore(root);
    assert.equal(existsSync(join(root, '.git/modeltrail')), false);
    assert.equal(existsSync(join(root, '.modeltrail')), false);
  });
});

describe('store: format and folders', function () {
  this.timeout(30_000);

  it('may be read, not written, by this program when a newer one says so', inWorkspace(async (workspace) => {
    workspace.write('a.bin', 'a');
    await workspace.save(['a.bin']);
    const format = join(workspace.storeDir, 'format');
    const { id } = JSON.parse(readFileSync(format, 'utf8')) as { id: string };
    writeFileSync(format, JSON.stringify({ format: 2, reader: 1, writer: 2, id, later: true }));
    assert.equal(await workspace.read((reader) => reader.count()), 1);
    workspace.write('b.bin', 'b');
    await assert.rejects(workspace.save(['b.bin']), (error) => isTrailError(error, 'format-newer') && error.message.includes('newer'));
    writeFileSync(format, JSON.stringify({ format: 3, reader: 2, writer: 2, id }));
    await assert.rejects(workspace.reader(), (error) => isTrailError(error, 'format-newer'));
    writeFileSync(format, 'garbage');
    await assert.rejects(workspace.reader(), (error) => isTrailError(error, 'store-damaged'));
  }));

  it('refuses folders that are links', inWorkspace(async (workspace) => {
    workspace.write('a.bin', 'a');
    await workspace.save(['a.bin']);
    mkdirSync(workspace.path('outside'));
    const refused = (error: unknown): boolean => isTrailError(error, 'store-damaged');
    for (const name of ['packs', 'versions', 'tmp', 'safety', '..', '.']) {
      const folder = join(workspace.storeDir, name);
      renameSync(folder, workspace.path('aside'));
      symlinkSync(workspace.path(name === '..' || name === '.' ? 'aside' : 'outside'), folder);
      workspace.write('b.bin', name);
      await assert.rejects(workspace.put('b.bin'), refused, name);
      rmSync(folder.replace(/\/\.$/u, ''), { force: true });
      renameSync(workspace.path('aside'), folder);
    }
    const shard = workspace.files('versions')[0]?.split('/')[1] ?? '';
    renameSync(join(workspace.storeDir, 'versions', shard), workspace.path('aside'));
    symlinkSync(workspace.path('aside'), join(workspace.storeDir, 'versions', shard));
    assert.equal(await workspace.read((reader) => reader.count()), 0);
  }));

  it('says that a folder can not be written, and still reads', inWorkspace(async (workspace) => {
    workspace.write('a.bin', 'a');
    await workspace.save(['a.bin']);
    chmodSync(workspace.root, 0o755);
    execFileSync('chmod', ['-R', 'a+rX,a-w', workspace.storeDir]);
    const cache = mkdtempSync(join(tmpdir(), 'modeltrail-cache-'));
    chmodSync(cache, 0o777);
    try {
      const script = `
        const { refreshIndex } = await import(${JSON.stringify(new URL('../../../src/store/index/refresh.ts', import.meta.url).href)});
        const { openIndexReader } = await import(${JSON.stringify(new URL('../../../src/store/index/reader.ts', import.meta.url).href)});
        const { putFiles } = await import(${JSON.stringify(new URL('../../../src/store/fileStore.ts', import.meta.url).href)});
        const dir = ${JSON.stringify(workspace.storeDir)};
        await refreshIndex(dir);
        const context = { signal: new AbortController().signal, progress() {} };
        const code = await putFiles(dir, [{ path: ${JSON.stringify(workspace.path('a.bin'))} }], context).catch((error) => error.code);
        const fresh = await putFiles(${JSON.stringify(join(workspace.root, 'other/store'))}, [{ path: ${JSON.stringify(workspace.path('a.bin'))} }], context).catch((error) => error.code);
        console.log(JSON.stringify([openIndexReader(dir).count(), code?.[0]?.known ?? code, fresh]));`;
      const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
      const output = execFileSync(process.execPath, ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', script], {
        encoding: 'utf8',
        env: { ...process.env, MODELTRAIL_CACHE: cache },
        ...asNobody,
      });
      assert.deepEqual(JSON.parse(output), [1, true, 'read-only']);
    } finally {
      execFileSync('chmod', ['-R', 'u+w', workspace.storeDir]);
      rmSync(cache, { recursive: true, force: true });
    }
  }));
});
