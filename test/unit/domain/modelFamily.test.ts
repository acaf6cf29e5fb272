import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findFamilies, type FoundModel } from '../../../src/domain/modelFamily.ts';
import { readVersionWords } from '../../../src/domain/versionWords.ts';
import { assertCost } from '../../harness/cost.ts';

const day = 86_400_000;

/** Files, each written a day after the one before. */
function daily(...paths: readonly string[]): FoundModel[] {
  return paths.map((path, at) => ({ path, isFolder: !/\.[a-z]\w+$/u.test(path), mtimeMs: at * day }));
}

function families(found: readonly FoundModel[]): Record<string, (string | null)[]> {
  return Object.fromEntries(findFamilies(found, 'project').map(({ model, members }) => [model, members.map(({ label }) => label)]));
}

describe('families of model files', () => {
  it('are found by the words that people add', () => {
    assert.deepEqual(families(daily('churn.pkl', 'churn_v1.pkl', 'churn_v2.pkl', 'churn_final.pkl', 'churn_final_v2_really.pkl')), { churn: [null, 'v1', 'v2', 'final', 'final-v2-really'] });
    assert.deepEqual(families(daily('model.pkl', 'model (1).pkl', 'model copy.pkl', 'model2.pkl')), { project: [null, '1', 'copy', '2'] });
    assert.deepEqual(families(daily('churn-2024-01-31.joblib', 'churn-20240214_0930.joblib')), { churn: ['2024-01-31', '2024-02-14-0930'] });
  });

  it('are found by the words that frameworks add', () => {
    assert.deepEqual(families(daily('sentiment/checkpoint-500', 'sentiment/checkpoint-1000')), { sentiment: ['checkpoint-500', 'checkpoint-1000'] });
    assert.deepEqual(families(daily('lightning_logs/version_0/checkpoints/epoch=03-val_loss=0.21.ckpt', 'lightning_logs/version_0/checkpoints/epoch=10-val_loss=0.19.ckpt')), { project: ['epoch-3', 'epoch-10'] });
    assert.deepEqual(families(daily('runs/plain/model.pt', 'runs/wide net/model.pt')), { project: ['plain', 'wide-net'] });
  });

  it('are not made of different models', () => {
    assert.deepEqual(families(daily('models/resnet50.pt', 'models/resnet101.pt', 'models/conv2d.h5', 'models/gpt2.bin')), { gpt2: [null], conv2d: [null], resnet101: [null], resnet50: [null] });
    assert.deepEqual(families(daily('models/churn/model.safetensors', 'models/fraud/model.safetensors')), { fraud: [null], churn: [null] });
    assert.deepEqual(families(daily('yolov8n.pt', 'yolov8s.pt', 'bert-base-12.onnx')), { 'bert-base-12': [null], yolov8s: [null], yolov8n: [null] });
  });

  it('have names of their own', () => {
    assert.deepEqual(families(daily('churn_v1.pkl', 'churn_v2.pkl', 'churn.onnx')), { churn: ['v1', 'v2'], 'churn-onnx': [null] });
    assert.deepEqual(Object.keys(families(daily('results/checkpoint-1', 'results/checkpoint-2', 'runs/a/model.pt', 'runs/b/model.pt'))).sort(), ['project', 'project-runs'].sort());
  });

  it('go by training time, and by name where all were written at once', () => {
    const [older, newer] = daily('net_v2.pt', 'net_v10.pt').reverse();
    assert.ok(older !== undefined && newer !== undefined);
    assert.deepEqual(findFamilies([older, newer], 'p')[0]?.members.map(({ found }) => found.path), ['net_v2.pt', 'net_v10.pt']);
    const copied = [older, newer].map((found) => ({ ...found, mtimeMs: 5 }));
    const [family] = findFamilies(copied, 'p');
    assert.equal(family?.order, 'name');
    assert.deepEqual(family.members.map(({ found }) => found.path), ['net_v2.pt', 'net_v10.pt']);
  });

  it('give no label that a version can’t have', () => {
    assert.deepEqual(families(daily('net_best.pt', 'net_latest.pt', 'net_v1.pt')), { net: [null, null, 'v1'] });
    assert.deepEqual(families(daily('a/net_v1.pt', 'b/net_v1.pt')), { net: ['v1'], 'net-b': ['v1'] });
  });
});

describe('the words of a name', () => {
  it('are parameters and metrics where they say so', () => {
    const { rest, words, params, metrics } = readVersionWords('churn-epoch=03-lr=3e-4-val_acc=0.93');
    assert.deepEqual([rest, words], ['churn', ['epoch-3']]);
    assert.deepEqual([...params].map(([name, { value }]) => [name, value]), [['epoch', 3], ['lr', 0.0003]]);
    assert.deepEqual([...metrics].map(([name, { value }]) => [name, value]), [['val_acc', 0.93]]);
    assert.deepEqual([...readVersionWords('best_acc0.93').metrics].map(([name, { value }]) => [name, value]), [['acc', 0.93]]);
  });

  it('are not cut out of other words', () => {
    for (const name of ['finalist', 'conv2d', 'resnet50', 'newton', 'bestow', 'runner', 'seeds4u', 'epochal']) assert.deepEqual(readVersionWords(name).words, [], name);
  });

  it('are read in one pass of any text', async () => {
    const long = `${'v1_'.repeat(20_000)}${'='.repeat(20_000)}${'a'.repeat(20_000)}`;
    await assertCost(40, () => {
      readVersionWords(long);
    });
  });
});
