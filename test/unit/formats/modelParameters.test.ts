import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { readModelParameters } from '../../../src/formats/modelParameters.ts';
import { fixtureBytes, fixturesFolder, modelFixtures } from './fixtures.ts';

/** Some of what a file made by the real framework holds. */
function read(name: string, ...wanted: readonly string[]): Record<string, unknown> {
  const found = readModelParameters(join(fixturesFolder, name));
  return Object.fromEntries(wanted.map((each) => [each, found.get(each)]));
}

describe('the hyperparameters that a model file holds', () => {
  let folder: string;
  before(() => { folder = mkdtempSync(join(tmpdir(), 'modeltrail-parameters-')); });
  after(() => { rmSync(folder, { recursive: true, force: true }); });

  it('are those of scikit-learn’s get_params, of every protocol, through pipelines and searches', () => {
    for (const name of ['logistic-p0.pkl', 'logistic-p1.pkl', 'logistic-p2.pkl', 'logistic-p5.pkl', 'logistic.joblib', 'logistic-zlib.joblib']) {
      assert.deepEqual(read(name, 'C', 'solver', 'max_iter', 'fit_intercept', 'class_weight'), { C: 1, solver: 'lbfgs', max_iter: 100, fit_intercept: true, class_weight: null }, name);
    }
    assert.deepEqual(read('forest.joblib', 'n_estimators', 'max_depth', 'estimator__max_depth', 'n_jobs', 'estimators_'), { n_estimators: 3, max_depth: 2, estimator__max_depth: undefined, n_jobs: undefined, estimators_: undefined });
    assert.deepEqual(read('mlp.joblib', 'hidden_layer_sizes', 'learning_rate_init'), { hidden_layer_sizes: [6, 2], learning_rate_init: 0.001 });
    assert.deepEqual(read('pipeline.pkl', 'pre__num__with_mean', 'pre__cat__handle_unknown'), { pre__num__with_mean: true, pre__cat__handle_unknown: 'error' });
    assert.deepEqual(read('search.pkl', 'estimator__svc__kernel'), { estimator__svc__kernel: 'rbf' });
    assert.deepEqual(read('bundle.pkl', 'n_clusters'), { n_clusters: 3 });
  });

  it('are those of boosters, and of Lightning’s checkpoints', () => {
    assert.deepEqual(read('trees.pkl', 'n_estimators', 'objective', 'max_depth'), { n_estimators: 2, objective: 'reg:squarederror', max_depth: 1 });
    assert.deepEqual(read('light.pkl', 'num_leaves', 'learning_rate'), { num_leaves: 3, learning_rate: 0.1 });
    assert.deepEqual(read('light.txt', 'num_leaves', 'learning_rate', 'min_data_in_leaf', 'num_threads'), { num_leaves: 3, learning_rate: 0.1, min_data_in_leaf: 5, num_threads: undefined });
    assert.equal(readModelParameters(join(fixturesFolder, 'light-booster.pkl')).size, 0);
    assert.deepEqual(read('lightning.ckpt', 'lr'), { lr: 0.1 });
  });

  it('are none where the format tells none, or the file is broken', () => {
    for (const name of ['weights.pt', 'net.onnx', 'mixed.safetensors', 'array.pkl', 'class-p4.pkl']) assert.equal(readModelParameters(join(fixturesFolder, name)).size, 0, name);
    assert.equal(readModelParameters(join(folder, 'nowhere.pkl')).size, 0);
    for (const name of modelFixtures) {
      const path = join(folder, name);
      writeFileSync(path, fixtureBytes(name));
      truncateSync(path, Math.floor(fixtureBytes(name).length / 2));
      assert.ok(readModelParameters(path).size >= 0, name);
    }
  });
});
