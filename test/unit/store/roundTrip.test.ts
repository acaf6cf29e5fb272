import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, readdirSync, statSync, symlinkSync, lstatSync, writeFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import fc from 'fast-check';
import { isTrailError } from '../../../src/base/errors.ts';
import { digestFolder, putFolder, restoreFolder } from '../../../src/store/folderStore.ts';
import { putFiles } from '../../../src/store/fileStore.ts';
import { restoreFile } from '../../../src/store/restoreFile.ts';
import { verifyStore } from '../../../src/store/verify.ts';
import { context, inWorkspace, sha256, type Workspace } from './support.ts';

async function restored(workspace: Workspace, digest: string, size: number): Promise<Buffer> {
  const target = workspace.path('restored/out.bin');
  await restoreFile(workspace.storeDir, digest, size, target, context());
  return readFileSync(target);
}

describe('store: bytes', function () {
  this.timeout(120_000);

  it('gives any bytes back', inWorkspace(async (workspace) => {
    const contents = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 4096 }),
      fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 5000 })).map(([unit, times]) => new Uint8Array(Buffer.concat(Array.from({ length: times }, () => unit)))),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(contents, { minLength: 1, maxLength: 4 }), async (files) => {
        files.forEach((bytes, at) => workspace.write(`f${String(at)}`, bytes));
        const stored = await workspace.put(...files.map((_, at) => `f${String(at)}`));
        for (const [at, bytes] of files.entries()) {
          assert.equal(stored[at]?.sha256, sha256(bytes));
          assert.deepEqual(await restored(workspace, sha256(bytes), bytes.length), Buffer.from(bytes));
        }
      }),
      { numRuns: 40 },
    );
    assert.deepEqual(await verifyStore(workspace.storeDir, {}, context()), []);
  }));

  for (const [name, make] of [
    ['a file of many compressible pieces', () => Buffer.alloc(11_000_001, 'weights and biases ')],
    ['a file whose pieces repeat', () => Buffer.concat([Buffer.alloc(8 << 20, 1), randomBytes(100), Buffer.alloc(8 << 20, 1)])],
    ['an incompressible file beyond one piece', () => randomBytes(9_000_001)],
    ['a file of exactly one piece', () => Buffer.alloc(4 << 20, 'x')],
    ['one byte', () => Buffer.from([0])],
  ] as const) {
    it(`gives back ${name}`, inWorkspace(async (workspace) => {
      const bytes = make();
      workspace.write('model.bin', bytes);
      const [stored] = await workspace.put('model.bin');
      assert.deepEqual({ sha256: stored?.sha256, size: stored?.size, known: stored?.known }, { sha256: sha256(bytes), size: bytes.length, known: false });
      assert.ok((await restored(workspace, sha256(bytes), bytes.length)).equals(bytes));
    }));
  }

  it('keeps an incompressible file as it is, alone in its pack', inWorkspace(async (workspace) => {
    const bytes = randomBytes(6_000_000);
    workspace.write('model.bin', bytes);
    await workspace.put('model.bin');
    const pack = workspace.files('packs').find((name) => name.endsWith('.pack')) ?? '';
    assert.ok(readFileSync(`${workspace.storeDir}/${pack}`).equals(bytes));
  }));

  it('copies a large file through the system, with an ordinary mode, and gives it back', inWorkspace(async (workspace) => {
    const bytes = randomBytes(40_000_003);
    chmodSync(workspace.write('model.bin', bytes), 0o500);
    const [stored] = await workspace.put('model.bin');
    assert.equal(stored?.sha256, sha256(bytes));
    const pack = workspace.files('packs').find((name) => name.endsWith('.pack')) ?? '';
    assert.equal(statSync(`${workspace.storeDir}/${pack}`).mode & 0o300, 0o200);
    assert.ok((await restored(workspace, sha256(bytes), bytes.length)).equals(bytes));
    assert.deepEqual(await verifyStore(workspace.storeDir, {}, context()), []);
  }));

  it('keeps what is known once, whatever it is called', inWorkspace(async (workspace) => {
    for (const bytes of [randomBytes(5_000_000), Buffer.alloc(9_000_000, 'ab'), randomBytes(1000)]) {
      workspace.write('a.bin', bytes);
      workspace.write('b.bin', bytes);
      const before = workspace.files('packs').length;
      const first = await workspace.put('a.bin', 'b.bin');
      assert.deepEqual(first.map(({ known }) => known), [false, true]);
      assert.equal(workspace.files('packs').length, before + 2);
      const again = await workspace.put('b.bin', 'a.bin');
      assert.deepEqual(again.map(({ known, stored }) => ({ known, stored })), [{ known: true, stored: 0 }, { known: true, stored: 0 }]);
      assert.equal(workspace.files('packs').length, before + 2);
    }
    assert.deepEqual(workspace.files('tmp'), []);
  }));

  it('keeps only the changed piece of a compressible file', inWorkspace(async (workspace) => {
    const pieces = [1, 2, 3, 4].map((seed) => Buffer.alloc(4 << 20, `piece ${String(seed)} `));
    workspace.write('a.bin', Buffer.concat(pieces));
    await workspace.put('a.bin');
    const changed = Buffer.concat([...pieces.slice(0, 3), Buffer.alloc(4 << 20, 'another ')]);
    workspace.write('b.bin', changed);
    const [stored] = await workspace.put('b.bin');
    assert.ok((stored?.stored ?? Infinity) < 10_000);
    assert.ok((await restored(workspace, sha256(changed), changed.length)).equals(changed));
  }));

  it('hashes first where a stored file looks the same, and still stores one that differs', inWorkspace(async (workspace) => {
    const bytes = randomBytes(6_000_000);
    workspace.write('a.bin', bytes);
    await workspace.put('a.bin');
    const other = Buffer.from(bytes);
    other[2_345_678] = (other[2_345_678] ?? 0) ^ 1;
    workspace.write('b.bin', other);
    assert.equal((await workspace.put('b.bin'))[0]?.known, false);
    assert.ok((await restored(workspace, sha256(other), other.length)).equals(other));
    assert.ok((await restored(workspace, sha256(bytes), bytes.length)).equals(bytes));
  }));

  it('gives a large file its own pack and the small ones another', inWorkspace(async (workspace) => {
    workspace.write('large.bin', 65 << 20);
    workspace.write('a.txt', 'small');
    workspace.write('b.txt', 'smaller');
    const stored = await workspace.put('a.txt', 'large.bin', 'b.txt');
    assert.equal(workspace.files('packs').length, 4);
    for (const { path, sha256: digest, size } of stored) assert.ok((await restored(workspace, digest, size)).equals(readFileSync(path)));
  }));

  it('reports progress up to the last byte', inWorkspace(async (workspace) => {
    workspace.write('a.bin', 5_000_000);
    workspace.write('b.bin', Buffer.alloc(3_000_000));
    const steps: { done: number; total: number }[] = [];
    await putFiles(workspace.storeDir, ['a.bin', 'b.bin'].map((name) => ({ path: workspace.path(name) })), context((step) => steps.push(step)));
    assert.deepEqual(steps.at(-1), { done: 8_000_000, total: 8_000_000 });
    assert.ok(steps.every((step, at) => step.done >= (steps[at - 1]?.done ?? 0)));
  }));
});

describe('store: restoring', () => {
  it("keeps the target's mode, replaces a link instead of following it, and leaves nothing beside it", inWorkspace(async (workspace) => {
    workspace.write('a.bin', 'new');
    const [stored] = await workspace.put('a.bin');
    const target = workspace.write('out/model.bin', 'old');
    chmodSync(target, 0o640);
    await restoreFile(workspace.storeDir, stored?.sha256 ?? '', 3, target, context());
    assert.equal(statSync(target).mode & 0o777, 0o640);
    const link = workspace.path('out/link.bin');
    const elsewhere = workspace.write('elsewhere.bin', 'precious');
    symlinkSync(elsewhere, link);
    await restoreFile(workspace.storeDir, stored?.sha256 ?? '', 3, link, context());
    assert.ok(lstatSync(link).isFile());
    assert.equal(readFileSync(elsewhere, 'utf8'), 'precious');
    assert.deepEqual(readdirSync(workspace.path('out')).sort(), ['link.bin', 'model.bin']);
  }));

  it('says that bytes are not here, and touches nothing', inWorkspace(async (workspace) => {
    workspace.write('a.bin', 'x');
    await workspace.put('a.bin');
    const target = workspace.write('out.bin', 'old');
    await assert.rejects(restoreFile(workspace.storeDir, sha256('y'), 1, target, context()), (error) => isTrailError(error, 'bytes-elsewhere'));
    assert.equal(readFileSync(target, 'utf8'), 'old');
    await assert.rejects(restoreFile(workspace.storeDir, sha256('x'), 1, workspace.root, context()), (error) => isTrailError(error, 'target-exists'));
  }));
});

describe('store: folders', () => {
  it('keeps and restores a folder, and leaves other files there alone', inWorkspace(async (workspace) => {
    workspace.write('models/bert/weights.bin', 100_000);
    workspace.write('models/bert/tokenizer/vocab.txt', 'a\nb\n');
    workspace.write('models/bert/__init__.py', '');
    workspace.write('models/bert/.git/HEAD', 'not part of it');
    const folder = workspace.path('models/bert');
    const stored = await putFolder(workspace.storeDir, folder, context());
    assert.deepEqual(stored.entries.map(({ path }) => path), ['__init__.py', 'tokenizer/vocab.txt', 'weights.bin']);
    const digest = await digestFolder(workspace.storeDir, folder, context());
    assert.deepEqual([digest.sha256, digest.files, digest.size], [stored.sha256, 3, 100_004]);
    assert.equal((await putFolder(workspace.storeDir, folder, context())).known, true);
    const kept = workspace.write('again/mine.txt', 'mine');
    await restoreFolder(workspace.storeDir, stored.sha256, workspace.path('again'), context());
    for (const { path } of stored.entries) assert.ok(readFileSync(workspace.path(`again/${path}`)).equals(readFileSync(workspace.path(`models/bert/${path}`))));
    assert.equal(readFileSync(kept, 'utf8'), 'mine');
  }));

  it('refuses an empty folder, and a link that would lead a restore out of it', inWorkspace(async (workspace) => {
    workspace.write('empty/nothing.txt', '');
    await assert.rejects(putFolder(workspace.storeDir, workspace.path('empty'), context()), (error) => isTrailError(error, 'artifact-empty'));
    workspace.write('m/sub/a.txt', 'a');
    const { sha256: listing } = await putFolder(workspace.storeDir, workspace.path('m'), context());
    workspace.write('outside/a.txt', 'precious');
    workspace.write('target/x', 'x');
    symlinkSync(workspace.path('outside'), workspace.path('target/sub'));
    await assert.rejects(restoreFolder(workspace.storeDir, listing, workspace.path('target'), context()), (error) => isTrailError(error, 'path-unsafe'));
    assert.equal(readFileSync(workspace.path('outside/a.txt'), 'utf8'), 'precious');
  }));

  it('notices a file that joins the folder meanwhile', inWorkspace(async (workspace) => {
    workspace.write('m/a.bin', 50_000);
    workspace.write('m/b.bin', 50_000);
    const joining = context(() => {
      writeFileSync(workspace.path('m/c.bin'), 'late');
    });
    await assert.rejects(putFolder(workspace.storeDir, workspace.path('m'), joining), (error) => isTrailError(error, 'artifact-changed'));
    assert.deepEqual(workspace.files('tmp'), []);
  }));
});
