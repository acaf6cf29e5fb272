import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { isTrailError } from '../../../src/base/errors.ts';
import { keepSafetyCopy, listSafetyCopies, purgeSafetyCopies, restoreSafetyCopy } from '../../../src/store/safety.ts';
import { storeStats } from '../../../src/store/stats.ts';
import { withLock } from '../../../src/store/lock.ts';
import { readWorkspaceState, setCurrentVersion } from '../../../src/store/workspaceState.ts';
import { context, inWorkspace, sha256 } from './support.ts';

const day = 86_400_000;

describe('store: safety copies', () => {
  it('keeps a file before it is replaced, puts it back, and lets it go after 14 days', inWorkspace(async (workspace) => {
    const path = workspace.write('models/a.bin', 'unsaved work');
    const now = 1_700_000_000_000;
    const id = await keepSafetyCopy(workspace.storeDir, { path, relPath: 'models/a.bin', sha256: sha256('unsaved work') }, now, context());
    writeFileSync(path, 'restored');
    assert.deepEqual(await listSafetyCopies(workspace.storeDir), [{ id, path: 'models/a.bin', size: 12, sha256: sha256('unsaved work'), keptAt: now }]);
    await restoreSafetyCopy(workspace.storeDir, id, path, context());
    assert.equal(readFileSync(path, 'utf8'), 'unsaved work');
    assert.equal(await purgeSafetyCopies(workspace.storeDir, now + 13 * day), 0);
    assert.equal(await purgeSafetyCopies(workspace.storeDir, now + 15 * day), 1);
    assert.deepEqual(await listSafetyCopies(workspace.storeDir), []);
    await assert.rejects(restoreSafetyCopy(workspace.storeDir, id, path, context()), (error) => isTrailError(error, 'file-missing'));
  }));

  it('refuses a file that is not what it was, and a copy that was damaged', inWorkspace(async (workspace) => {
    const path = workspace.write('a.bin', 'changed meanwhile');
    const request = { path, relPath: 'a.bin', sha256: sha256('as it was') };
    await assert.rejects(keepSafetyCopy(workspace.storeDir, request, 1, context()), (error) => isTrailError(error, 'artifact-changed'));
    assert.deepEqual([workspace.files('tmp'), workspace.files('safety')], [[], []]);
    const id = await keepSafetyCopy(workspace.storeDir, { ...request, sha256: null }, 1, context());
    writeFileSync(join(workspace.storeDir, 'safety', id, 'bytes'), 'changed meanwhilf');
    await assert.rejects(restoreSafetyCopy(workspace.storeDir, id, path, context()), (error) => isTrailError(error, 'object-damaged'));
    await assert.rejects(restoreSafetyCopy(workspace.storeDir, '../../x', path, context()), (error) => isTrailError(error, 'file-missing'));
    assert.equal(readFileSync(path, 'utf8'), 'changed meanwhile');
  }));
});

describe('store: state of work trees', () => {
  it("knows each work tree's versions apart, also when they are set at once", inWorkspace(async (workspace) => {
    const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
    assert.deepEqual(await readWorkspaceState(workspace.storeDir, '/a'), { root: '/a', current: new Map() });
    await Promise.all(['x', 'y', 'z'].map((model) => setCurrentVersion(workspace.storeDir, '/a', model, one ?? '')));
    await setCurrentVersion(workspace.storeDir, '/b', 'x', two ?? '');
    await setCurrentVersion(workspace.storeDir, '/a', 'y', null);
    assert.deepEqual((await readWorkspaceState(workspace.storeDir, '/a')).current, new Map([['x', one], ['z', one]]));
    assert.deepEqual((await readWorkspaceState(workspace.storeDir, '/b')).current, new Map([['x', two]]));
  }));
});

describe('store: statistics and locks', () => {
  it('counts what versions hold and what the disk holds', inWorkspace(async (workspace) => {
    workspace.write('a.bin', 100_000);
    await workspace.save(['a.bin']);
    await workspace.save(['a.bin']);
    const stats = await storeStats(workspace.storeDir, context());
    assert.deepEqual([stats.versions, stats.logicalBytes], [2, 200_000]);
    assert.ok(stats.storedBytes > 100_000 && stats.storedBytes < 100_000 + statSync(join(workspace.storeDir, 'index.db')).size + 400_000);
  }));

  it('lets one in at a time, and everybody in the end', inWorkspace(async (workspace) => {
    let inside = 0;
    let entered = 0;
    const enter = () =>
      withLock(workspace.path('lock.db'), undefined, async () => {
        assert.equal(++inside, 1);
        await new Promise((resolve) => setTimeout(resolve, 2));
        inside--;
        entered++;
      });
    await Promise.all(Array.from({ length: 30 }, enter));
    assert.equal(entered, 30);
    await assert.rejects(withLock(workspace.path('lock.db'), undefined, () => Promise.reject(new Error('mine'))), /mine/u);
    await enter();
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(withLock(workspace.path('lock.db'), controller.signal, () => Promise.resolve()), (error) => isTrailError(error, 'cancelled'));
  }));
});
