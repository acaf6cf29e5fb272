import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { captureModel } from '../../../src/trail/captureModel.ts';
import { TrainedWorkspace, trained } from './trainedWorkspace.ts';
import type { Version } from '../../../src/domain/version.ts';

const hour = 3_600_000;

function recorded({ params, metrics }: Version): unknown[] {
  return [params.get('lr')?.value, metrics.get('accuracy')?.value];
}

describe('a model that is saved later than it was trained', () => {
  let workspace: TrainedWorkspace;
  beforeEach(async () => {
    workspace = new TrainedWorkspace();
    await workspace.open();
  });
  afterEach(() => { workspace.dispose(); });

  it('has the code and parameters of the training, and the results that came after it', async () => {
    await workspace.train(0.1, 0.9);
    workspace.now += 2 * hour;
    workspace.write('params.yaml', 'lr: 0.5\n');
    workspace.write('train.py', 'print("something else now")\n');
    const version = await workspace.save();
    assert.deepEqual(recorded(version), [0.1, 0.9]);
    assert.equal(version.code?.script, 'train.py');
    const blob = await workspace.trail.workers.call('readBlob', { storeDir: workspace.trail.place.storeDir, sha256: version.code.files.find(({ path }) => path === 'train.py')?.sha256 ?? '' });
    assert.match(Buffer.from(blob ?? []).toString('utf8'), /fit\(lr=0\.1\)/u);
    assert.equal(version.capturedAt, new Date(trained + 60_000).toISOString());
    assert.deepEqual(version.remarks.filter(({ code, path }) => code === 'changed-after' && path !== undefined), [], 'what was edited since is not in it');
  });

  it('has no results of a later run', async () => {
    await workspace.train(0.1, 0.9);
    await captureModel(workspace.trail, join(workspace.root, 'm.joblib'));
    workspace.now += 2 * hour;
    workspace.write('metrics.json', '{"accuracy": 0.1}');
    assert.deepEqual(recorded(await workspace.save()), [0.1, 0.9]);
  });

  it('says what was edited where nobody saw it being written', async () => {
    await workspace.train(0.1, 0.9);
    workspace.now += hour;
    workspace.write('m.joblib');
    workspace.now += hour;
    workspace.write('params.yaml', 'lr: 0.5\n');
    const version = await workspace.save();
    assert.deepEqual([version.capturedAt, recorded(version)[0]], [null, 0.5]);
    assert.ok(version.remarks.some(({ code, path }) => code === 'changed-after' && path === 'params.yaml'));
  });

  it('is what somebody says it is', async () => {
    await workspace.train(0.1, 0.9);
    workspace.write('other.py', 'import joblib\njoblib.dump(fit(), "m.joblib")\n');
    assert.equal((await workspace.save('other.py')).code?.script, 'other.py');
  });

  it('costs no more than the last few notes, and those go in time', async () => {
    for (let at = 0; at < 6; at++) {
      workspace.now += 1000;
      workspace.write('m.joblib');
      await captureModel(workspace.trail, join(workspace.root, 'm.joblib'));
      await captureModel(workspace.trail, join(workspace.root, 'm.joblib'));
    }
    assert.equal(workspace.captures().length, 3);
    workspace.now += 15 * 24 * hour;
    workspace.write('n.joblib');
    await captureModel(workspace.trail, join(workspace.root, 'n.joblib'));
    assert.equal(workspace.captures().length, 1);
    assert.equal(workspace.trail.place.exists, false, 'a note makes no trail');
  });

  it('is looked at anew where a note can’t be read', async () => {
    await workspace.train(0.1, 0.9);
    for (const name of workspace.captures()) writeFileSync(join(workspace.root, '.git/modeltrail/captures', name), 'damaged');
    assert.deepEqual([(await workspace.save()).capturedAt], [null]);
  });
});
