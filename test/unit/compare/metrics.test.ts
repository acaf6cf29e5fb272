import assert from 'node:assert/strict';
import { compare } from '../../../src/compare/compare.ts';
import { curveList, curveOf } from '../../../src/compare/curves.ts';
import type { CompareRequest } from '../../../src/compare/compared.ts';
import type { MetricRow, MetricTable } from '../../../src/domain/comparison.ts';
import type { Value } from '../../../src/domain/value.ts';
import { request, version } from './build.ts';

type Metrics = { readonly [name: string]: Value };

function table(metrics: readonly Metrics[], parts: Partial<CompareRequest> = {}): MetricTable {
  return compare(request(metrics.map((each, at) => version(`1.${String(at)}`, { metrics: each })), parts)).metrics;
}

function only(name: string, values: readonly Value[], parts: Partial<CompareRequest> = {}): MetricRow {
  const [row] = table(values.map((value) => ({ [name]: value })), parts).rows;
  assert.ok(row);
  return row;
}

function texts(row: MetricRow): (string | undefined)[] {
  return row.cells.map((cell) => cell?.text);
}

describe('compared metrics', () => {
  it('tell integers apart that one double stands for', () => {
    const { cells } = only('steps', [9223372036854775807n, 9223372036854775806n]);
    assert.deepEqual([cells[1]?.deltaText, cells[1]?.delta, cells[1]?.verdict], ['\u22121', -1, 'changed']);
    assert.equal(only('mean_score', [9223372036854775806n, 9223372036854775807n]).cells[1]?.verdict, 'better');
    assert.equal(only('steps', [9223372036854775807n, 9223372036854775807n]).cells[1]?.verdict, 'same');
  });

  it('come with the main one first, then as they were recorded', () => {
    const { rows, better, worse } = table([{ loss: 1, f1: 0.5, mystery: 3 }, { extra: 1, mystery: 4, f1: 0.6, loss: 2 }], { mainMetric: 'f1' });
    assert.deepEqual(rows.map(({ name, main, direction }) => [name, main, direction]), [['f1', true, 'up'], ['loss', false, 'down'], ['mystery', false, null], ['extra', false, null]]);
    assert.deepEqual([better, worse], [1, 1]);
    assert.deepEqual(rows[3]?.cells[0], null);
  });

  it('have one count of decimals, and changes in words', () => {
    const row = only('accuracy', [0.932, 0.943]);
    assert.deepEqual(texts(row), ['0.932', '0.943']);
    assert.deepEqual([row.cells[1]?.delta, row.cells[1]?.deltaText, row.cells[1]?.verdict], [0.011, '+0.011', 'better']);
    assert.deepEqual([row.cells[0]?.delta, row.cells[0]?.verdict], [null, null]);
    assert.deepEqual(texts(only('val_loss', [0.5, 0.4999])), ['0.5000', '0.4999']);
    assert.equal(only('val_loss', [1e-8, 3e-8]).cells[1]?.deltaText, '+2.00e-8');
  });

  it('do not take the noise of binary fractions for a change', () => {
    const { cells } = only('accuracy', [0.3, 0.1 + 0.2]);
    assert.deepEqual([cells[1]?.text, cells[1]?.deltaText, cells[1]?.verdict, cells[1]?.best], ['0.300', 'same', 'same', false]);
  });

  it('follow the direction that a person chose', () => {
    const row = only('accuracy', [1, 2], { directions: { accuracy: 'down' } });
    assert.deepEqual([row.direction, row.directionChosen, row.cells[1]?.verdict, row.cells[0]?.best], ['down', true, 'worse', true]);
    assert.equal(only('toString', [1, 2]).directionChosen, false);
  });

  it('mark the best, ties too, and none where nobody can tell', () => {
    const best = (name: string, values: readonly Value[]): (boolean | undefined)[] => only(name, values).cells.map((cell) => cell?.best);
    assert.deepEqual(best('accuracy', [0.9, 0.95, 0.95]), [false, true, true]);
    assert.deepEqual(best('accuracy', [0.9, 0.9]), [false, false]);
    assert.deepEqual(best('mystery', [1, 2]), [false, false]);
    assert.deepEqual(best('loss', [Number.NaN, 2, 3]), [false, true, false]);
  });

  it('show truly what is no finite number', () => {
    const row = only('loss', [0.5, Number.NaN, Number.NEGATIVE_INFINITY, 'diverged', 9223372036854775807n]);
    assert.deepEqual(texts(row), ['0.5', 'NaN', '\u2212Infinity', 'diverged', '9223372036854775807']);
    assert.deepEqual(row.cells.map((cell) => cell?.number), [0.5, null, null, null, 9223372036854775807]);
    assert.deepEqual(row.cells.map((cell) => cell?.delta ?? null).slice(0, 4), [null, null, null, null]);
    assert.equal(row.cells[1]?.verdict, 'changed');
  });

  it('stand on a strip from worst to best', () => {
    const history = new Map([['loss', { lowest: 0.2, highest: 0.6, versions: 4, values: [0.2, 0.3, 0.4, 0.6] }]]);
    assert.deepEqual(only('loss', [0.4, 0.2], { history }).strip, { worst: '0.6', best: '0.2', versions: 4, ticks: [0.75, 0], positions: [0.5, 1] });
    assert.deepEqual(only('loss', [0.6, 0.1], { history }).strip?.positions, [0, 1]);
    assert.equal(only('f1', [0.6, 0.1], { history }).strip, null);
    assert.equal(only('loss', [1, 2], { history: new Map([['loss', { lowest: 1, highest: 1, versions: 2, values: [1] }]]) }).strip, null);
  });
});

describe('curves', () => {
  const curves = [{ name: 'train/loss', epoch: [0, 1], values: [1, null] }, { name: 'val_accuracy', step: [10, 20], epoch: [0, 1], values: [0.5, 0.6] }];
  const compared = request([version('1.0', { curves }), version('1.1'), version('1.2', { curves: [{ name: 'val_loss', time: [0, 2], values: [1, 2] }] })], { mainMetric: 'accuracy' });

  it('name the main metric’s relatives first', () => {
    assert.deepEqual(curveList(compared), { names: ['val_accuracy', 'val_loss', 'train/loss'], axes: ['epoch', 'step', 'time'] });
  });

  it('give the points of one metric by version', () => {
    assert.deepEqual(curveOf(compared, 'train/loss'), { name: 'train/loss', direction: 'down', series: [{ version: 0, x: { epoch: [0, 1] }, y: [1, null] }] });
    assert.deepEqual(curveOf(compared, 'val_loss').series.map((series) => series.version), [2]);
    assert.deepEqual(curveOf(compared, 'nothing').series, []);
  });
});
