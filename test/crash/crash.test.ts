import assert from 'node:assert/strict';
import { createHash, randomBytes, randomFillSync } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { findStore } from '../../src/store/place.ts';
import { openIndexReader } from '../../src/store/index/reader.ts';
import { refreshIndex } from '../../src/store/index/refresh.ts';
import { restoreFile } from '../../src/store/restoreFile.ts';
import { verifyStore } from '../../src/store/verify.ts';
import { storeSaver, terminalSaver, type Kill, type Saver } from './savers.ts';

// MODELTRAIL_CRASH_TERMINAL=dist/cli.cjs drives the terminal's `save` in place of the store's functions.
const terminal = process.env['MODELTRAIL_CRASH_TERMINAL'];
const kills = Number(process.env['MODELTRAIL_CRASH_KILLS'] ?? 200);
const largeBytes = Number(process.env['MODELTRAIL_CRASH_LARGE'] ?? 2 * 1024 ** 3);
const context = { signal: new AbortController().signal, progress: () => undefined };

describe('crash', function () {
  this.timeout(600_000);
  let base = '';
  let saver: Saver;
  let store: ReturnType<typeof storeSaver>;
  before(() => {
    base = mkdtempSync(join(tmpdir(), 'modeltrail-crash-'));
    store = storeSaver();
    saver = terminal === undefined ? store : terminalSaver(terminal);
  });
  after(() => {
    rmSync(base, { recursive: true, force: true });
  });
  const newRoot = (): string => mkdtempSync(join(base, 'root-'));

  it('20 processes save at once while another saves a large file: each version is whole, each label its own', async () => {
    const root = newRoot();
    const large = join(root, 'large.bin');
    const digest = writeLarge(large, largeBytes);
    const savingLarge = saver.save({ root, path: large, model: 'churn' });
    const saves = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        const path = join(root, `model-${String(at)}.bin`);
        const bytes = randomBytes(1_000_000 + Math.floor(Math.random() * 7_000_000));
        writeFileSync(path, bytes);
        return { bytes, ...(await saver.save({ root, path, model: 'churn' })) };
      }),
    );
    const largeSave = await savingLarge;
    const labels: string[] = [];
    for (const { bytes, acknowledged, errors } of saves) {
      assert.ok(acknowledged !== null, errors);
      labels.push(acknowledged.label);
      await checkVersion(root, acknowledged.id, bytes);
    }
    assert.ok(largeSave.acknowledged !== null, largeSave.errors);
    labels.push(largeSave.acknowledged.label);
    assert.equal(largeSave.acknowledged.sha256, digest);
    assert.deepEqual(labels.sort(byNumber), Array.from({ length: 21 }, (_, at) => `1.${String(at)}`));
    rmSync(large);
    const restored = await store.run({ do: 'restore', root, sha256: digest, size: largeBytes, target: large });
    assert.equal(digestOf(large), digest);
    const megabytes = [largeSave.acknowledged.peakBytes, restored.peakBytes].map((bytes) => Math.round(bytes / 1e6));
    console.log(`      21 acknowledged, 21 restored; peak memory for ${(largeBytes / 1e9).toFixed(2)} GB: save ${String(megabytes[0])} MB, restore ${String(megabytes[1])} MB`);
    assert.ok(megabytes.every((peak) => peak < 400));
    assert.deepEqual(await verifyStore(findStore(root).storeDir, {}, context), []);
    rmSync(root, { recursive: true });
  });

  it(`${String(kills)} processes are killed while they save: what was acknowledged is there, the store is clean`, async () => {
    const total = { acknowledged: 0, killed: 0, whileWriting: 0, restores: 0 };
    const steps = saver.knowsSteps ? await stepsOfOneSave() : 0;
    const lane = async (share: number): Promise<void> => {
      for (let done = 0; done < share; done += 25) await killMany(saver, Math.min(25, share - done), steps, total);
    };
    await Promise.all([lane(Math.ceil(kills / 2)), lane(Math.floor(kills / 2))]);
    console.log(`      ${String(total.killed)} killed, ${String(total.whileWriting)} of them at a step of their writing, before the acknowledgement; ${String(total.acknowledged)} acknowledged, restored and compared ${String(total.restores)} times`);
    assert.ok(total.killed >= kills * 0.9);
  });

  it('the terminal’s own command is killed 40 times while it saves', async () => {
    const total = { acknowledged: 0, killed: 0, whileWriting: 0, restores: 0 };
    const command = terminalSaver(join(import.meta.dirname, '../../dist/cli.cjs'));
    await Promise.all([killMany(command, 20, 0, total), killMany(command, 20, 0, total)]);
    console.log(`      ${String(total.killed)} killed; ${String(total.acknowledged)} acknowledged, restored and compared ${String(total.restores)} times`);
    assert.equal(total.killed, 40);
  });

  async function stepsOfOneSave(): Promise<number> {
    const root = newRoot();
    const path = join(root, 'm.bin');
    writeFileSync(path, randomBytes(100_000));
    await saver.save({ root, path, model: 'm' });
    writeFileSync(path, randomBytes(100_000));
    return (await saver.save({ root, path, model: 'm' })).acknowledged?.steps ?? 0;
  }

  /** Kills in one trail, each followed by a look at all of it; now and then a save comes through. */
  async function killMany(saver: Saver, count: number, steps: number, total: { acknowledged: number; killed: number; whileWriting: number; restores: number }): Promise<void> {
    const root = newRoot();
    const { storeDir } = findStore(root);
    const acknowledged: { id: string; bytes: Buffer }[] = [];
    for (let killed = 0; killed < count; ) {
      const path = join(root, `model-${String(killed % 5)}.bin`);
      // Beyond 8 MiB the system is asked to copy.
      const large = Math.random() < 0.06;
      const bytes = large ? randomBytes(9_000_000) : Math.random() < 0.5 ? randomBytes(20_000 + Math.floor(Math.random() * 200_000)) : Buffer.alloc(300_000, randomBytes(30));
      writeFileSync(path, bytes);
      const through = Math.random() < 0.15;
      const kill = through ? undefined : chooseKill(steps);
      const result = await saver.save({ root, path, model: 'churn' }, kill);
      if (result.acknowledged !== null) acknowledged.push({ id: result.acknowledged.id, bytes });
      else assert.ok(result.killed, result.errors);
      if (result.killed) {
        killed++;
        total.killed++;
        if (kill !== undefined && 'atStep' in kill && result.acknowledged === null) total.whileWriting++;
      }
      // All of them at the end, the newest after every kill.
      for (const { id, bytes: expected } of killed === count ? acknowledged : acknowledged.slice(-3)) {
        await checkVersion(root, id, expected);
        total.restores++;
      }
      if (existsSync(join(storeDir, 'format'))) assert.deepEqual(await verifyStore(storeDir, {}, context), []);
    }
    total.acknowledged += acknowledged.length;
    rmSync(root, { recursive: true });
  }
});

/** Most at a step of the writing; some by the clock, which also hits the time between the steps. */
function chooseKill(steps: number): Kill {
  return steps === 0 || Math.random() < 0.15 ? { afterMs: 60 + Math.random() * 300 } : { atStep: 1 + Math.floor(Math.random() * steps) };
}

async function checkVersion(root: string, id: string, bytes: Buffer): Promise<void> {
  const { storeDir } = findStore(root);
  await refreshIndex(storeDir);
  const reader = openIndexReader(storeDir);
  const artifact = reader.version(id)?.artifacts[0];
  reader.close();
  assert.ok(artifact !== undefined, `the version ${id} is gone`);
  const target = join(root, 'restored.bin');
  await restoreFile(storeDir, artifact.sha256, artifact.size, target, context);
  assert.ok(readFileSync(target).equals(bytes), `the version ${id} has other bytes`);
}

function writeLarge(path: string, size: number): string {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(16 * 1024 * 1024);
  const file = openSync(path, 'w');
  for (let written = 0; written < size; written += piece.length) {
    randomFillSync(piece);
    const bytes = piece.subarray(0, Math.min(piece.length, size - written));
    hash.update(bytes);
    writeSync(file, bytes);
  }
  fsyncSync(file);
  closeSync(file);
  return hash.digest('hex');
}

function digestOf(path: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(16 * 1024 * 1024);
  const file = openSync(path, 'r');
  for (let count = readSync(file, piece); count > 0; count = readSync(file, piece)) hash.update(piece.subarray(0, count));
  closeSync(file);
  return hash.digest('hex');
}

function byNumber(a: string, b: string): number {
  return Number(a.split('.')[1]) - Number(b.split('.')[1]);
}
