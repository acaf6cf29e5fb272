import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diffLines } from '../../../src/cli/diffText.ts';
import { compare } from '../../../src/compare/compare.ts';
import { differs } from '../../../src/compare/differs.ts';
import { comparisonJson } from '../../../src/compare/json.ts';
import { comparisonMarkdown } from '../../../src/compare/markdown.ts';
import type { Value } from '../../../src/domain/value.ts';
import { artifact, dataset, request, version, type VersionParts } from './build.ts';
import { assertCost } from '../../harness/cost.ts';

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Value>(null, true, false, Number.NaN, Number.POSITIVE_INFINITY, -0, 9223372036854775807n, '', ' '),
    fc.double(),
    fc.integer(),
    fc.bigInt(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
}));
const values = fc.dictionary(fc.string(), value, { maxKeys: 6 });
const parts = fc.record({ params: values, metrics: values, packages: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }) });

describe('a comparison', () => {
  it('is plain JSON whatever was recorded, and can be shown', () => {
    fc.assert(
      fc.property(fc.array(parts, { minLength: 2, maxLength: 4 }), (all) => {
        const versions = all.map((each, at) => version(`1.${String(at)}`, each));
        const comparison = compare(request(versions));
        assert.deepEqual(JSON.parse(JSON.stringify(comparison)), comparison);
        for (const row of [...comparison.params.rows, ...comparison.metrics.rows]) assert.equal(row.cells.length, versions.length);
        assert.ok(comparison.summary.every(({ parts: runs }) => runs.every(({ text }) => text.length < 1000)));
        assert.ok(comparisonMarkdown(comparison).endsWith('\n'));
        assert.ok(diffLines(comparison, { width: 120 }).length > 0);
        assert.ok(comparisonJson(versions.map((each) => each.version), comparison));
      }),
      { numRuns: 300 },
    );
  });

  it('finds the same for the same versions', () => {
    fc.assert(
      fc.property(parts, (one) => {
        const comparison = compare(request([version('1.0', { ...one, artifacts: [artifact('m', 1)] }), version('1.1', { ...one, artifacts: [artifact('m', 1)] })]));
        assert.deepEqual([comparison.params.changed, differs(comparison)], [0, false]);
      }),
    );
  });

  it('takes twelve versions of several models, with any baseline', () => {
    const versions = Array.from({ length: 12 }, (_, at) => version(`1.${String(at)}`, { model: at < 6 ? 'churn' : 'other', params: { lr: at, [`only${String(at)}`]: at }, metrics: { accuracy: at / 12 }, artifacts: [artifact('m', at + 1)] }));
    const comparison = compare(request(versions, { baseline: 7, focus: 3, mainMetric: 'accuracy' }));
    assert.equal(comparison.title, 'churn, other');
    assert.deepEqual([comparison.params.changed, comparison.metrics.rows[0]?.cells[0]?.verdict, comparison.metrics.rows[0]?.cells[11]?.best], [13, 'worse', true]);
    assert.equal(comparison.summary[0]?.parts[0]?.text, 'other@1.11');
  });

  it('is fast with many parameters and metrics', async () => {
    const wide = (seed: number): VersionParts => ({
      params: Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`group.p${String(at)}`, at * seed])),
      metrics: Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`m${String(at)}_loss`, at / seed])),
    });
    const versions = Array.from({ length: 12 }, (_, at) => version(`1.${String(at)}`, wide(at + 1)));
    compare(request(versions));
    await assertCost(10, () => compare(request(versions)));
  });
});

describe('whether versions differ', () => {
  const base: VersionParts = { params: { lr: 0.001 }, metrics: { f1: 0.9 }, code: { 'train.py': 'x\n' }, data: [dataset('a.csv', 1)], artifacts: [artifact('m', 1)] };
  const differ = (after: VersionParts): boolean => differs(compare(request([version('1.0', base), version('1.1', { ...base, ...after })])));

  it('looks at all that is recorded', () => {
    assert.equal(differ({}), false);
    const changes: readonly VersionParts[] = [{ params: { lr: 0.002 } }, { metrics: { f1: 0.91 } }, { metrics: {} }, { code: { 'train.py': 'y\n' } }, { data: [] }, { packages: { torch: '3' } }, { artifacts: [artifact('m', 2)] }];
    for (const change of changes) assert.equal(differ(change), true, JSON.stringify(change));
  });

  it('tells integers apart that one double holds', () => {
    const big = (f1: bigint): VersionParts => ({ ...base, metrics: { f1 } });
    assert.equal(differs(compare(request([version('1', big(9223372036854775807n)), version('2', big(9223372036854775806n))]))), true);
  });
});
