import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, renameSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { isTrailError, type ErrorCode } from '../../../src/base/errors.ts';
import { putBlobs } from '../../../src/store/blobs.ts';
import { putFolder } from '../../../src/store/folderStore.ts';
import { commitVersion } from '../../../src/store/commit.ts';
import { digestFile } from '../../../src/store/digest.ts';
import { putFiles } from '../../../src/store/fileStore.ts';
import { restoreFile } from '../../../src/store/restoreFile.ts';
import { verifyStore } from '../../../src/store/verify.ts';
import { context, inWorkspace, type Workspace } from './support.ts';

function flipByte(path: string, at?: number): void {
  const bytes = readFileSync(path);
  const where = at ?? Math.floor(bytes.length / 2);
  bytes[where] = (bytes[where] ?? 0) ^ 0x10;
  // By rename, so that the folder's time tells of it as it would of a restored backup.
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
}

async function aVersion(workspace: Workspace): Promise<{ id: string; sha256: string; size: number }> {
  workspace.write('model.bin', 5_000_000);
  const [blob = ''] = await putBlobs(workspace.storeDir, ['{"rate":{"value":0.1,"source":{"kind":"typed"}}}']);
  const { id, files } = await workspace.save(['model.bin'], { more: { params: { blob, count: 1 } } });
  return { id, sha256: files[0]?.sha256 ?? '', size: 5_000_000 };
}

const fails = (code: ErrorCode) => (error: unknown) => isTrailError(error, code);

describe('store: damage', function () {
  this.timeout(60_000);

  for (const folder of ['packs', 'versions', 'events', 'blobs'] as const) {
    it(`finds one flipped byte in each file of ${folder}/, and nothing when it is put back`, inWorkspace(async (workspace) => {
      await aVersion(workspace);
      assert.deepEqual(await verifyStore(workspace.storeDir, {}, context()), []);
      for (const name of workspace.files(folder)) {
        for (const at of [0, undefined]) {
          flipByte(join(workspace.storeDir, name), at);
          assert.notDeepEqual(await verifyStore(workspace.storeDir, {}, context()), [], name);
          flipByte(join(workspace.storeDir, name), at);
        }
      }
      assert.deepEqual(await verifyStore(workspace.storeDir, {}, context()), []);
    }));
  }

  it('tells which version a damaged pack harms', inWorkspace(async (workspace) => {
    const { id } = await aVersion(workspace);
    workspace.write('other.bin', 100);
    const other = await workspace.save(['other.bin']);
    const pack = workspace.files('packs').filter((name) => name.endsWith('.pack')).find((name) => statSync(join(workspace.storeDir, name)).size === 5_000_000) ?? '';
    flipByte(join(workspace.storeDir, pack));
    const problems = await verifyStore(workspace.storeDir, {}, context());
    assert.deepEqual(problems.filter(({ version }) => version !== null).map(({ version, path }) => ({ version, path })), [{ version: id, path: 'model.bin' }]);
    assert.deepEqual(await verifyStore(workspace.storeDir, { version: other.id }, context()), []);
    assert.equal((await verifyStore(workspace.storeDir, { version: id }, context())).length, 1);
    await assert.rejects(verifyStore(workspace.storeDir, { version: 'f'.repeat(64) }, context()), fails('reference-unknown'));
  }));

  it('restores nothing rather than a wrong file', inWorkspace(async (workspace) => {
    workspace.write('text.txt', Buffer.alloc(9_000_000, 'compressible '));
    const { files } = await workspace.save(['text.txt']);
    const raw = await aVersion(workspace);
    const target = workspace.write('out/model.bin', 'what was there');
    for (const name of workspace.files('packs').filter((each) => each.endsWith('.pack'))) flipByte(join(workspace.storeDir, name), 200);
    for (const { sha256, size } of [{ sha256: files[0]?.sha256 ?? '', size: 9_000_000 }, raw]) {
      await assert.rejects(restoreFile(workspace.storeDir, sha256, size, target, context()), fails('object-damaged'));
    }
    assert.equal(readFileSync(target, 'utf8'), 'what was there');
    assert.deepEqual(workspace.files('../../out').length, 1);
  }));

  it('finds a pack cut short, a pack gone, a manifest gone and a blob gone', inWorkspace(async (workspace) => {
    const { id } = await aVersion(workspace);
    const file = (folder: string, end: string): string => join(workspace.storeDir, workspace.files(folder).find((name) => name.endsWith(end)) ?? '');
    const bytes = readFileSync(file('packs', '.pack'));
    truncateSync(file('packs', '.pack'), 1000);
    assert.ok((await verifyStore(workspace.storeDir, {}, context())).some(({ version }) => version === id));
    writeFileSync(file('packs', '.pack'), bytes);
    for (const [folder, end] of [['packs', '.pack'], ['packs', '.idx'], ['versions', '.json'], ['blobs', '']] as const) {
      const path = file(folder, end);
      const kept = readFileSync(path);
      rmSync(path);
      assert.ok((await verifyStore(workspace.storeDir, {}, context())).some(({ version }) => version === id), path);
      writeFileSync(path, kept);
    }
    assert.deepEqual(await verifyStore(workspace.storeDir, {}, context()), []);
  }));

  it("takes a lost version's bytes as lost, and a stranger's as elsewhere", inWorkspace(async (workspace) => {
    const { id } = await aVersion(workspace);
    for (const name of workspace.files('packs')) rmSync(join(workspace.storeDir, name));
    assert.equal(await workspace.read((reader) => reader.summary(id)?.artifacts[0]?.bytes), 'lost');
    const format = join(workspace.storeDir, 'format');
    writeFileSync(format, readFileSync(format, 'utf8').replace(/"id":"[^"]+"/u, '"id":"somebody-else"'));
    assert.equal(await workspace.read((reader) => reader.summary(id)?.artifacts[0]?.bytes), 'elsewhere');
    assert.deepEqual(await verifyStore(workspace.storeDir, {}, context()), []);
  }));

  it('stores bytes again that were damaged or lost', inWorkspace(async (workspace) => {
    const { sha256, size } = await aVersion(workspace);
    for (const name of workspace.files('packs')) rmSync(join(workspace.storeDir, name));
    assert.equal((await workspace.put('model.bin'))[0]?.known, false);
    await restoreFile(workspace.storeDir, sha256, size, workspace.path('out.bin'), context());
    assert.deepEqual(await verifyStore(workspace.storeDir, {}, context()), []);
  }));
});

describe('store: files that change while they are read', function () {
  this.timeout(60_000);
  const put = (workspace: Workspace, meanwhile: () => void, name = 'model.bin') => putFiles(workspace.storeDir, [{ path: workspace.path(name) }], context(once(meanwhile)));
  const once = (work: () => void): (() => void) => {
    let done = false;
    return () => {
      if (!done) work();
      done = true;
    };
  };

  const changes: [string, ErrorCode, (path: string) => void][] = [
    ['grows', 'artifact-changed', (path) => { appendFileSync(path, 'more'); }],
    ['shrinks', 'artifact-changed', (path) => { truncateSync(path, 10); }],
    ['is rewritten with the same size', 'artifact-changed', (path) => { writeFileSync(path, Buffer.alloc(statSync(path).size, 1)); }],
    ['is replaced by another', 'artifact-changed', (path) => { writeFileSync(`${path}2`, readFileSync(path)); renameSync(`${path}2`, path); }],
    ['vanishes', 'file-missing', (path) => { rmSync(path); }],
  ];
  for (const [what, code, change] of changes) {
    for (const [kind, content] of [['large', 30_000_000], ['middling', 6_000_000], ['compressible', Buffer.alloc(9_000_000, 'abc')]] as const) {
      it(`refuses a ${kind} file that ${what}, and keeps nothing`, inWorkspace(async (workspace) => {
        const path = workspace.write('model.bin', content);
        await assert.rejects(put(workspace, () => { change(path); }), fails(code));
        assert.deepEqual(workspace.files('tmp'), []);
        assert.deepEqual(workspace.files('packs'), []);
      }));
    }
  }

  it('refuses an empty file, a missing one and a folder', inWorkspace(async (workspace) => {
    workspace.write('empty.bin', '');
    await assert.rejects(workspace.put('empty.bin'), fails('artifact-empty'));
    await assert.rejects(workspace.put('missing.bin'), fails('file-missing'));
    await assert.rejects(workspace.put('.'), fails('file-unreadable'));
  }));

  it('stops between pieces when it is cancelled, and cleans up', inWorkspace(async (workspace) => {
    workspace.write('model.bin', 20_000_000);
    for (const content of [20_000_000, Buffer.alloc(20_000_000, 'abc')]) {
      workspace.write('model.bin', content);
      const controller = new AbortController();
      let seen = 0;
      const cancelled = putFiles(workspace.storeDir, [{ path: workspace.path('model.bin') }], context(({ done }) => {
        seen = done;
        controller.abort();
      }, controller.signal));
      await assert.rejects(cancelled, fails('cancelled'));
      assert.ok(seen < 20_000_000);
      assert.deepEqual(workspace.files('tmp'), []);
    }
    workspace.write('model.bin', 20_000_000);
    const [stored] = await workspace.put('model.bin');
    const controller = new AbortController();
    const target = workspace.write('out/a.bin', 'old');
    await assert.rejects(restoreFile(workspace.storeDir, stored?.sha256 ?? '', 20_000_000, target, context(() => { controller.abort(); }, controller.signal)), fails('cancelled'));
    assert.equal(readFileSync(target, 'utf8'), 'old');
  }));

  it('removes what a dead process left a day ago, not what is recent', inWorkspace(async (workspace) => {
    workspace.write('a.bin', 'a');
    await workspace.put('a.bin');
    const [old, recent] = ['999999999-dead', '999999999-new'].map((name) => join(workspace.storeDir, 'tmp', name));
    for (const path of [old, recent]) writeFileSync(path ?? '', 'left over');
    utimesSync(old ?? '', new Date(Date.now() - 2 * 86_400_000), new Date(Date.now() - 2 * 86_400_000));
    workspace.write('b.bin', 'b');
    await workspace.put('b.bin');
    assert.deepEqual(workspace.files('tmp'), ['tmp/999999999-new']);
  }));

  it('remembers digests of files at rest alone', inWorkspace(async (workspace) => {
    workspace.write('a.bin', 'a');
    await workspace.put('a.bin');
    const path = workspace.write('b.bin', 'first');
    const first = await digestFile(workspace.storeDir, path, context());
    writeFileSync(path, 'other');
    const other = await digestFile(workspace.storeDir, path, context());
    assert.notEqual(first.sha256, other.sha256);
    assert.equal((await digestFile(null, path, context())).sha256, other.sha256);
  }));

  it('makes no version of bytes that were not kept', inWorkspace(async (workspace) => {
    const artifacts = [{ path: 'a.bin', size: 1, sha256: 'a'.repeat(64) }];
    const request = { draft: workspace.draft(artifacts), label: { wanted: '1.0' }, note: '' };
    await assert.rejects(commitVersion(workspace.storeDir, request, Date.now()), fails('internal'));
    workspace.write('m/a.bin', 'a');
    const folder = await putFolder(workspace.storeDir, workspace.path('m'), context());
    const whole = { ...request, draft: workspace.draft([{ path: 'm', size: folder.size, sha256: folder.sha256, files: folder.files }]) };
    const { id } = await commitVersion(workspace.storeDir, whole, Date.now());
    assert.equal(await workspace.read((reader) => reader.summary(id)?.artifacts[0]?.bytes), 'here');
    for (const name of workspace.files('packs')) rmSync(join(workspace.storeDir, name));
    assert.equal(await workspace.read((reader) => reader.summary(id)?.artifacts[0]?.bytes), 'lost');
  }));
});
