import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { readHydra } from '../../../src/capture/hydra.ts';
import type { CapturedValues } from '../../../src/capture/params.ts';
import { makeWorkspace, put, removeWorkspaces } from './workspace.ts';

after(removeWorkspaces);

const trained = Date.UTC(2024, 0, 2, 12);
const minute = 60_000;

function read(root: string, model: string): Promise<CapturedValues | null> {
  return readHydra({ root, folder: '', script: 'train.py', models: [model], trainedAt: trained });
}

const values = (found: CapturedValues | null): unknown => found === null ? null : Object.fromEntries([...found.values].map(([name, { value, text }]) => [name, text ?? value]));

describe('the settings of a run of Hydra', () => {
  it('are those of the folder that the model lies in, as they were composed', async () => {
    const root = makeWorkspace({ 'outputs/2024-01-02/11-00-00/.hydra/config.yaml': 'optimizer:\n  lr: 3e-4\nseed: 7\n', 'outputs/2024-01-02/11-30-00/.hydra/config.yaml': 'seed: 8\n' });
    const found = await read(root, 'outputs/2024-01-02/11-00-00/checkpoints/m.pt');
    assert.deepEqual(values(found), { 'optimizer.lr': '3e-4', seed: 7 });
    assert.deepEqual(found?.remarks, []);
  });

  it('are those of the last run that began before the model was written, and that is said', async () => {
    const root = makeWorkspace();
    put(root, 'outputs/2024-01-02/11-00-00/.hydra/config.yaml', 'seed: 1\n', trained - 60 * minute);
    put(root, 'outputs/2024-01-02/11-30-00/.hydra/config.yaml', 'seed: 2\n', trained - 30 * minute);
    put(root, 'multirun/2024-01-02/11-40-00/0/.hydra/config.yaml', 'seed: 3\n', trained - 20 * minute);
    put(root, 'outputs/2024-01-02/12-30-00/.hydra/config.yaml', 'seed: 4\n', trained + 30 * minute);
    const found = await read(root, 'models/m.pt');
    assert.deepEqual(values(found), { seed: 3 });
    assert.match(found?.remarks[0]?.text ?? '', /last run of Hydra that began before the model was written; another may have written it/u);
  });

  it('are none where there was no run, and a remark where they can’t be read', async () => {
    assert.equal(await read(makeWorkspace({ 'conf/config.yaml': 'seed: 1\n' }), 'm.pt'), null);
    const broken = await read(makeWorkspace({ 'run/.hydra/config.yaml': 'a: [1\n' }), 'run/m.pt');
    assert.equal(broken?.values.size, 0);
    assert.equal(broken.remarks[0]?.code, 'settings-unreadable');
  });
});
