import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { AutoSave } from '../../../src/domain/config.ts';
import { planAutoSave, type RetrainedModel } from '../../../src/trail/autoSave.ts';
import { rememberAutoSave } from '../../../src/trail/config.ts';
import { TrainedWorkspace } from './trainedWorkspace.ts';

describe('a model that was trained again', () => {
  let workspace: TrainedWorkspace;
  beforeEach(async () => {
    workspace = new TrainedWorkspace();
    await workspace.open();
    await workspace.train(1e-3, 0.943);
    await workspace.save();
  });
  afterEach(() => { workspace.dispose(); });

  const plan = (): Promise<RetrainedModel | null> => planAutoSave(workspace.trail, join(workspace.root, 'm.joblib'));
  const choose = (autoSave: AutoSave, by: number | null = null): Promise<void> => rememberAutoSave(workspace.root, 'm', autoSave, by);

  it('is left alone unless somebody chose otherwise', async () => {
    await workspace.train(3e-4, 0.99);
    assert.equal(await plan(), null);
    await choose('ask');
    const retrained = await plan();
    assert.equal(retrained?.autoSave, 'ask');
    assert.equal(retrained.change?.change?.text, '+0.047');
    await choose('off');
    assert.equal(await plan(), null);
    assert.doesNotMatch(readFileSync(join(workspace.root, '.modeltrail/config.yaml'), 'utf8'), /autoSave/u);
  });

  it('is saved once, whatever it is worth, where that was chosen', async () => {
    await choose('always');
    assert.equal(await plan(), null);
    await workspace.train(3e-4, 0.5);
    assert.equal((await plan())?.autoSave, 'always');
    await workspace.save();
    assert.equal(await plan(), null);
  });

  it('is saved where it is better than the best by as much as was asked for', async () => {
    await choose('improved', 0.002);
    await workspace.train(3e-4, 0.944);
    assert.equal(await plan(), null);
    await workspace.train(3e-4, 0.945);
    assert.equal((await plan())?.autoSave, 'improved');
    await workspace.save();
    await workspace.train(3e-4, 0.9);
    await workspace.save();
    await workspace.train(3e-4, 0.94);
    assert.equal(await plan(), null, 'better than the one before is not better than the best');
    await choose('improved');
    await workspace.train(3e-4, 0.945);
    assert.equal(await plan(), null, 'as good is no better');
  });

  it('is nothing that nobody saved before', async () => {
    await choose('always');
    workspace.write('other.joblib');
    assert.equal(await planAutoSave(workspace.trail, join(workspace.root, 'other.joblib')), null);
  });
});
