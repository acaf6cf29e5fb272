import assert from 'node:assert/strict';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { refreshIndex } from '../../../src/store/index/refresh.ts';
import { openIndexReader } from '../../../src/store/index/reader.ts';
import { takeInHistory } from '../../../src/store/history/takeIn.ts';
import { writeHistory } from '../../../src/store/history/writeOut.ts';
import { verifyStore } from '../../../src/store/verify.ts';
import { putBlobs } from '../../../src/store/blobs.ts';
import { Sharer } from './history.ts';
import { LosingDisk } from './losingDisk.ts';
import { context, sha256 } from './support.ts';

const code = 'print("train")\n';
const codeRecord = { commit: null, branch: null, patch: null, script: 'train.py', files: [{ path: 'train.py', sha256: sha256(code), size: 15, role: 'script' as const }] };

async function withTwo(test: (from: Sharer, to: Sharer) => Promise<void>): Promise<void> {
  const [from, to] = [new Sharer(), new Sharer()];
  try {
    from.write('m.bin', 300);
    await putBlobs(from.storeDir, [code]);
    const { id } = await from.save(['m.bin'], { more: { code: codeRecord } });
    await from.say({ type: 'aliased', model: 'churn', alias: 'production', version: id });
    await from.say({ type: 'tagged', version: id, tag: 'paper', present: true });
    await test(from, to);
  } finally {
    from.dispose();
    to.dispose();
  }
}

async function countIn(storeDir: string): Promise<number> {
  await refreshIndex(storeDir);
  const reader = openIndexReader(storeDir);
  try {
    return reader.count();
  } finally {
    reader.close();
  }
}

describe('store: a power cut while history is shared', function () {
  this.timeout(240_000);

  it('leaves a store that is whole, and the rest is taken in later', () => withTwo(async (from, to) => {
    await from.share({ scope: 'all' });
    cpSync(from.history, to.history, { recursive: true });
    const disk = new LosingDisk(to.root);
    disk.adopt(to.root);
    const before = disk.steps;
    assert.equal(await to.takeIn(disk), 3);
    for (let step = before; step <= disk.steps; step += 2) {
      const root = to.path(`after-${String(step)}`);
      disk.materialise(step, 'unflushed', root);
      const storeDir = join(root, '.modeltrail', 'store');
      if (existsSync(join(storeDir, 'format'))) assert.deepEqual(await verifyStore(storeDir, {}, context()), [], `step ${String(step)}`);
      if (step % 10 === 0) {
        await takeInHistory({ storeDir, root, now: Date.now() }, context());
        assert.equal(await countIn(storeDir), 1);
        assert.deepEqual(await verifyStore(storeDir, {}, context()), []);
      }
      rmSync(root, { recursive: true, force: true });
    }
  }));

  it('leaves a shared history that a colleague takes in whole or not at all, and the next change writes the rest', () => withTwo(async (from, to) => {
    const disk = new LosingDisk(from.root);
    disk.adopt(from.root);
    const before = disk.steps;
    await from.share({ scope: 'all' }, disk);
    for (let step = before; step <= disk.steps; step += 3) {
      const root = to.path(`after-${String(step)}`);
      disk.materialise(step, 'unflushed', root);
      const storeDir = join(root, 'colleague');
      await takeInHistory({ storeDir, root, now: Date.now() }, context());
      if (existsSync(join(storeDir, 'format'))) assert.deepEqual(await verifyStore(storeDir, {}, context()), [], `step ${String(step)}`);
      rmSync(root, { recursive: true, force: true });
    }
    // The process ended before it noted what it had written.
    rmSync(join(from.storeDir, 'exchanged'));
    rmSync(join(from.history, 'events'), { recursive: true });
    await writeHistory({ storeDir: from.storeDir, root: from.root, scope: 'new', include: [] }, context());
    cpSync(from.history, to.history, { recursive: true });
    assert.equal(await to.takeIn(), 3);
  }));

  it('is no harm to two that take in and write at once', () => withTwo(async (from, to) => {
    const shared = await Promise.all([from.share({ scope: 'all' }), from.share({ scope: 'all' }), from.share()]);
    assert.ok(shared.every(({ withheld }) => withheld.length === 0));
    cpSync(from.history, to.history, { recursive: true });
    await Promise.all([to.takeIn(), to.takeIn(), to.share(), to.takeIn()]);
    assert.deepEqual(await verifyStore(to.storeDir, {}, context()), []);
    await to.read((reader) => {
      assert.deepEqual(reader.versions({ offset: 0, limit: 9 }).map(({ aliases, tags, artifacts }) => [aliases, tags, artifacts[0]?.bytes]), [[['production'], ['paper'], 'elsewhere']]);
    });
  }));
});
