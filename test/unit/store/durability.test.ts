import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { commitVersion, recordStatement } from '../../../src/store/commit.ts';
import { putBlobs } from '../../../src/store/blobs.ts';
import { putFiles } from '../../../src/store/fileStore.ts';
import { keepSafetyCopy, restoreSafetyCopy } from '../../../src/store/safety.ts';
import { openIndexReader } from '../../../src/store/index/reader.ts';
import { refreshIndex } from '../../../src/store/index/refresh.ts';
import { restoreFile } from '../../../src/store/restoreFile.ts';
import { verifyStore } from '../../../src/store/verify.ts';
import { readWorkspaceState, setCurrentVersion } from '../../../src/store/workspaceState.ts';
import { LosingDisk, type Loss } from './losingDisk.ts';
import { author, context, inWorkspace, type Workspace } from './support.ts';

/** Something that was acknowledged after a step, and how to see that it lasted. */
interface Promised {
  readonly step: number;
  readonly check: (storeDir: string) => Promise<void>;
}

/** Two saves, statements, a safety copy: whatever a day's work writes. */
async function work(workspace: Workspace, disk: LosingDisk): Promise<Promised[]> {
  const promised: Promised[] = [];
  const promise = (check: Promised['check']): void => void promised.push({ step: disk.steps, check });
  workspace.write('raw.bin', 5000);
  workspace.write('text.txt', 'compressible '.repeat(2000));
  for (const [at, names] of [['raw.bin', 'text.txt'], ['text.txt', 'more.bin']].entries()) {
    workspace.write('more.bin', 100);
    const files = await putFiles(workspace.storeDir, names.map((name) => ({ path: workspace.path(name) })), context(), disk);
    const [blob = ''] = await putBlobs(workspace.storeDir, [`{"rate":{"source":{"kind":"typed"},"value":${String(at)}}}`], disk);
    const draft = workspace.draft(files.map(({ size, sha256 }, index) => ({ path: names[index] ?? '', size, sha256 })), { params: { blob, count: 1 } });
    const { id, label } = await commitVersion(workspace.storeDir, { draft, label: { suggest: 'minor', after: null }, note: '' }, 1000, disk);
    const contents = names.map((name) => readFileSync(workspace.path(name)));
    promise((storeDir) => versionIsThere(storeDir, id, label, contents));
    await recordStatement(workspace.storeDir, { type: 'aliased', model: 'churn', alias: 'production', version: id }, author, 2000, disk);
    promise(async (storeDir) => {
      await reading(storeDir, (reader) => { assert.ok(at === 0 ? reader.aliases('churn').length === 1 : reader.aliases('churn')[0]?.versions[0] === id); });
    });
    await setCurrentVersion(workspace.storeDir, '/tree', 'churn', id, disk);
    promise(async (storeDir) => { assert.ok((await readWorkspaceState(storeDir, '/tree')).current.has('churn')); });
  }
  const copy = await keepSafetyCopy(workspace.storeDir, { path: workspace.path('raw.bin'), relPath: 'raw.bin', sha256: null }, 1, context(), disk);
  const raw = readFileSync(workspace.path('raw.bin'));
  promise(async (storeDir) => {
    await restoreSafetyCopy(storeDir, copy, `${storeDir}-out`, context());
    assert.ok(readFileSync(`${storeDir}-out`).equals(raw));
  });
  return promised;
}

async function versionIsThere(storeDir: string, id: string, label: string, contents: readonly Buffer[]): Promise<void> {
  await reading(storeDir, (reader) => { assert.equal(reader.version(id)?.label, label); });
  const artifacts = await reading(storeDir, (reader) => reader.summary(id)?.artifacts ?? []);
  for (const [at, { sha256, size }] of artifacts.entries()) {
    await restoreFile(storeDir, sha256, size, `${storeDir}-out`, context());
    assert.ok(readFileSync(`${storeDir}-out`).equals(contents[at] ?? Buffer.alloc(0)));
  }
}

async function reading<T>(storeDir: string, use: (reader: ReturnType<typeof openIndexReader>) => T): Promise<T> {
  await refreshIndex(storeDir);
  const reader = openIndexReader(storeDir);
  try {
    return use(reader);
  } finally {
    reader.close();
  }
}

describe('store: a power cut', function () {
  this.timeout(300_000);

  for (const loss of ['unflushed', 'unflushed bytes', 'nothing'] as const satisfies readonly Loss[]) {
    it(`at any step keeps all that was acknowledged, and a clean store, when ${loss} is lost`, inWorkspace(async (workspace) => {
      const disk = new LosingDisk(workspace.root);
      const promised = await work(workspace, disk);
      assert.ok(disk.steps > 100);
      for (let step = 0; step <= disk.steps; step++) {
        const root = workspace.path(`after-${String(step)}`);
        disk.materialise(step, loss, root);
        const storeDir = join(root, '.modeltrail', 'store');
        const acknowledged = promised.filter((each) => each.step <= step);
        // The last two of what was promised by then, and all of it now and then: each was checked when it was the last.
        for (const { check } of step % 20 === 0 || step === disk.steps ? acknowledged : acknowledged.slice(-2)) await check(storeDir);
        if (existsSync(join(storeDir, 'format'))) assert.deepEqual(await verifyStore(storeDir, {}, context()), [], `step ${String(step)}`);
        else assert.equal(acknowledged.length, 0);
        rmSync(root, { recursive: true });
      }
    }));
  }

  it('leaves a store that takes the next save', inWorkspace(async (workspace) => {
    const disk = new LosingDisk(workspace.root);
    await work(workspace, disk);
    for (let step = 0; step <= disk.steps; step += 7) {
      const root = workspace.path(`after-${String(step)}`);
      disk.materialise(step, 'unflushed', root);
      const storeDir = join(root, '.modeltrail', 'store');
      const [file] = await putFiles(storeDir, [{ path: workspace.path('raw.bin') }], context());
      const draft = workspace.draft([{ path: 'raw.bin', size: file?.size ?? 0, sha256: file?.sha256 ?? '' }]);
      await commitVersion(storeDir, { draft, label: { suggest: 'minor', after: null }, note: '' }, 5000);
      assert.deepEqual(await verifyStore(storeDir, {}, context()), []);
      rmSync(root, { recursive: true });
    }
  }));
});
