import assert from 'node:assert/strict';
import { compareOutlines } from '../../../src/formats/outlineChange.ts';
import type { Outline, OutlineTensor } from '../../../src/domain/outline.ts';

const tensor = (name: string, ...shape: number[]): OutlineTensor => ({ name, dtype: 'float32', shape });
const outline = (parts: Partial<Outline>): Outline => ({ format: 'pytorch', tensors: [], features: null, estimator: null, ...parts });

/** The line that a person would read, before 1.3. */
function line(before: Partial<Outline> | null, after: Partial<Outline> | null): string {
  const { major, reason } = compareOutlines(before && outline(before), after && outline(after), '1.3');
  return `${major ? '2.0, a major step' : '1.4, a minor step'}: ${reason}.`;
}

const network = [tensor('fc1.weight', 64, 64), tensor('fc1.bias', 64), tensor('fc2.weight', 2, 64)];
const wider = [tensor('fc1.weight', 128, 64), tensor('fc1.bias', 128), tensor('fc2.weight', 2, 128)];

describe('what changed between two outlines', () => {
  it('is minor when what is inside fits where the old one did', () => {
    assert.equal(line({ tensors: network }, { tensors: network }), '1.4, a minor step: tensors are those of 1.3.');
    assert.equal(line({ tensors: network, features: 3 }, { tensors: network, features: 3 }), '1.4, a minor step: tensors and features are those of 1.3.');
    assert.equal(line({ features: ['a'] }, { features: ['a'] }), '1.4, a minor step: features are those of 1.3.');
    assert.equal(line({ estimator: 'm.A' }, { estimator: 'm.A' }), '1.4, a minor step: estimator is that of 1.3.');
    assert.equal(
      line({ tensors: network }, { tensors: network.map((one) => ({ ...one, dtype: 'bfloat16' })) }),
      '1.4, a minor step: tensors are those of 1.3, with bfloat16 in place of float32.',
    );
  });

  it('names no label when it is given none', () => {
    assert.equal(compareOutlines(outline({ tensors: network }), outline({ tensors: network })).reason, 'tensors are those of the version before');
  });

  it('is minor when there is nothing to compare', () => {
    for (const [before, after] of [[null, {}], [{}, null], [null, null], [{}, {}]] as const) {
      assert.equal(line(before, after), '1.4, a minor step: what is inside could not be compared.');
    }
  });

  it('names the first tensor whose shape changed', () => {
    assert.equal(line({ tensors: network }, { tensors: wider }), '2.0, a major step: shape of fc1.weight changed from 64×64 to 128×64 and 2 more.');
    assert.equal(line({ tensors: [tensor('s')] }, { tensors: [tensor('s', 3)] }), '2.0, a major step: shape of s changed from scalar to 3.');
    assert.equal(line({ tensors: [tensor('x', -1, 3)] }, { tensors: [tensor('x', -1, 4)] }), '2.0, a major step: shape of x changed from ?×3 to ?×4.');
  });

  it('counts tensors that came and went', () => {
    assert.equal(line({ tensors: network.slice(0, 1) }, { tensors: network }), '2.0, a major step: 2 tensors added (fc1.bias, …).');
    assert.equal(line({ tensors: network }, { tensors: network.slice(0, 2) }), '2.0, a major step: 1 tensor removed (fc2.weight).');
    assert.equal(line({ tensors: [tensor('a', 1)] }, { tensors: [tensor('b', 2)] }), '2.0, a major step: 1 tensor added (b) and 1 removed.');
    assert.equal(line({ tensors: [tensor('a', 2)] }, { tensors: [tensor('b', 2)] }), '2.0, a major step: 1 tensor renamed, a → b.');
  });

  it('names features that came, went or moved', () => {
    assert.equal(line({ features: 30 }, { features: 31 }), '2.0, a major step: features 30 → 31.');
    assert.equal(line({ features: ['a', 'b'] }, { features: ['a', 'b', 'c'] }), '2.0, a major step: features 2 → 3 (c added).');
    assert.equal(line({ features: ['a', 'b', 'c', 'd'] }, { features: ['x'] }), '2.0, a major step: features 4 → 1 (x added; a, b, … removed).');
    assert.equal(line({ features: ['a', 'b'] }, { features: ['a', 'c'] }), '2.0, a major step: features changed: c in place of b.');
    assert.equal(line({ features: ['a', 'b'] }, { features: ['b', 'a'] }), "2.0, a major step: the features' order changed.");
    assert.equal(line({ features: ['a', 'b'] }, { features: 2 }), '1.4, a minor step: features are those of 1.3.');
  });

  it('names another estimator, step or format first', () => {
    const estimator = 'sklearn.linear_model._logistic.LogisticRegression';
    assert.equal(
      line({ estimator, features: 3 }, { estimator: 'sklearn.ensemble._forest.RandomForestClassifier', features: 4 }),
      '2.0, a major step: estimator changed from LogisticRegression to RandomForestClassifier.',
    );
    assert.equal(line({ estimator, features: 1 }, { estimator: 'sklearn.linear_model.LogisticRegression', features: 1 }), '1.4, a minor step: features are those of 1.3.');
    const steps = [{ name: 'scale', estimator: 'm.Scaler' }, { name: 'clf', estimator }];
    assert.equal(line({ steps }, { steps: [{ name: 'scale', estimator: 'm.Other' }, { name: 'clf', estimator }] }), '2.0, a major step: step scale changed from Scaler to Other.');
    assert.equal(line({ steps }, { steps: steps.slice(1) }), '2.0, a major step: step scale was removed (Scaler).');
    assert.equal(line({ steps: steps.slice(1) }, { steps }), '2.0, a major step: step scale was added (Scaler).');
    assert.equal(line({ steps }, { steps: steps.toReversed() }), '2.0, a major step: the order of steps changed.');
    assert.equal(line({ format: 'pickle' }, { format: 'safetensors' }), "2.0, a major step: the file's format changed from pickle to safetensors.");
  });
});
