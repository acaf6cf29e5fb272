import assert from 'node:assert/strict';
import { compare } from '../../../src/compare/compare.ts';
import type { ParamRow } from '../../../src/domain/comparison.ts';
import type { Value } from '../../../src/domain/value.ts';
import { request, version, type VersionParts } from './build.ts';

type Params = { readonly [name: string]: Value };

function rows(...params: readonly Params[]): readonly ParamRow[] {
  return compare(request(params.map((each, at) => version(`1.${String(at)}`, { params: each })))).params.rows;
}

/** `1 → 2 (× 2)`, as a row reads. */
function line(before: Value | undefined, after: Value | undefined, name = 'p'): string {
  const parts = (value: Value | undefined): Params => (value === undefined ? {} : { [name]: value });
  const [row] = rows(parts(before), parts(after));
  const [old, now] = row?.cells.map((cell) => cell?.text ?? 'not set') ?? [];
  return `${old ?? ''} → ${now ?? ''} (${row?.change ?? ''}${row?.changeText === '' ? '' : `: ${row?.changeText ?? ''}`})`;
}

describe('compared parameters', () => {
  it('come changed first, each group by name, numbers in names by their size', () => {
    const names = rows({ z: 1, same2: 0, same10: 0, p10: 1, p2: 1 }, { z: 2, same2: 0, same10: 0, p10: 2, p2: 2 }).map(({ name }) => name);
    assert.deepEqual(names, ['p2', 'p10', 'z', 'same2', 'same10']);
  });

  it('say by how much a number changed', () => {
    assert.equal(line(0.001, 0.0003), '0.001 → 0.0003 (changed: ÷ 3.3)');
    assert.equal(line(16, 64), '16 → 64 (changed: × 4)');
    assert.equal(line(64, 96), '64 → 96 (changed: +32)');
    assert.equal(line(0.3, 0.2), '0.3 → 0.2 (changed: \u22120.1)');
    assert.equal(line(0.1, 0.15000000000000002), '0.1 → 0.15000000000000002 (changed: +0.05000000000000002)');
    assert.equal(line(0, 0.01), '0 → 0.01 (changed: +0.01)');
    assert.equal(line(1e-7, 1.5e-7), '1e-7 → 1.5e-7 (changed: +5e-8)');
    assert.equal(line(-1, 1), '-1 → 1 (changed: +2)');
    assert.equal(line(1, 2e7), '1 → 20000000 (changed: × 2e7)');
    assert.equal(line(undefined, 200), 'not set → 200 (added: added)');
    assert.equal(line(200, undefined), '200 → not set (removed: removed)');
  });

  it('leave it to the values where a difference would say nothing', () => {
    assert.equal(line(1, 42, 'random_state'), '1 → 42 (changed)');
    assert.equal(line('adam', 'sgd'), 'adam → sgd (changed)');
    assert.equal(line(true, false), 'true → false (changed)');
    assert.equal(line(1, Number.POSITIVE_INFINITY), '1 → Infinity (changed)');
    assert.equal(line(Number.NaN, 1), 'NaN → 1 (changed)');
    assert.equal(line(5e-324, 1e308), '5e-324 → 1e+308 (changed)');
  });

  it('are equal by meaning and type', () => {
    for (const [one, other] of [[1e-3, 0.001], [Number.NaN, Number.NaN], [0, -0], [5n, 5], [{ a: 1, b: 2 }, { b: 2, a: 1 }]] as const) assert.equal(rows({ p: one }, { p: other })[0]?.change, 'same');
    assert.equal(line(1, '1'), '1 → "1" (changed: number → text)');
    assert.equal(line(1, true), '1 → true (changed: number → yes/no)');
    assert.equal(line(null, 'none'), 'null → "none" (changed: none → text)');
    assert.equal(line(9223372036854775807n, 9223372036854775806n), '9223372036854775807 → 9223372036854775806 (changed: \u22121)');
    assert.equal(line(9007199254740993n, 9007199254740992), '9007199254740993 → 9007199254740992 (changed: \u22121)');
  });

  it('stand in quotes where they would be misread without', () => {
    assert.equal(line('', ' x'), '"" → " x" (changed)');
    assert.equal(line('1', '2'), '1 → 2 (changed)');
  });

  it('take maps apart, and lists that hold maps', () => {
    const [before, after] = [{ model: { lr: 1, layers: [{ units: 8 }, { units: 16 }], 'a.b': 1 }, 'a.b': 0 }, { model: { lr: 1, layers: [{ units: 8 }, { units: 32 }], 'a.b': 1 }, 'a.b': 0 }];
    assert.deepEqual(rows(before, after).map(({ name, change }) => [name, change]), [
      ['model.layers[1].units', 'changed'],
      ['a.b', 'same'],
      ['model.a.b', 'same'],
      ['model.layers[0].units', 'same'],
      ['model.lr', 'same'],
    ]);
  });

  it('keep two paths apart that spell the same name', () => {
    const names = rows({ 'a.b': 1, a: { b: 2 } }, { 'a.b': 1, a: { b: 3 } });
    assert.deepEqual(names.map(({ name, change }) => [name, change]), [['a.b (2)', 'changed'], ['a.b', 'same']]);
  });

  it('mark what differs inside lists and long texts', () => {
    const [list] = rows({ hidden: [64, 64] }, { hidden: [64, 128, 64, 'x'] });
    assert.equal(list?.changeText, '+2 items');
    assert.deepEqual(list.cells[1]?.pieces?.filter(({ changed }) => changed).map(({ text }) => text), ['128', '"x"']);
    assert.equal(list.cells[1].pieces.map(({ text }) => text).join(''), list.cells[1].text);
    const prompt = 'You are a helpful assistant that answers in one sentence.';
    const [text] = rows({ prompt }, { prompt: prompt.replace('helpful', 'careful') });
    assert.deepEqual(text?.cells.map((cell) => cell?.pieces?.filter(({ changed }) => changed).map((piece) => piece.text)), [['helpful'], ['careful']]);
  });

  it('show the form in which they were written', () => {
    const written = (value: number, text: string): VersionParts => ({ written: { lr: [value, text, 17] } });
    const [row] = compare(request([version('1.0', written(0.001, '1e-3')), version('1.1', written(0.001, '0.001'))])).params.rows;
    assert.equal(row?.change, 'same');
    assert.deepEqual(row.cells.map((cell) => cell?.text), ['1e-3', '0.001']);
    assert.deepEqual(row.cells[1]?.source, { text: 'train.py:17', link: { kind: 'source', version: 1, path: 'train.py', line: 17 } });
  });

  it('of many versions are changed where any differs, and say which are as the baseline', () => {
    const [row] = rows({ lr: 1 }, { lr: 1 }, { lr: 2 }, {});
    assert.deepEqual([row?.change, row?.changeText, row?.cells.map((cell) => cell?.asBaseline ?? null)], ['changed', '', [true, true, false, null]]);
  });

  it('have bounds', () => {
    const many = Object.fromEntries(Array.from({ length: 6000 }, (_, at) => [`p${String(at)}`, at]));
    const { params } = compare(request([version('1', { params: many }), version('2', { params: { ...many, p5999: 0 } })]));
    assert.deepEqual([params.rows.length, params.omitted, params.changed, params.rows[0]?.name], [5000, 1000, 1, 'p5999']);
    const [long] = rows({ text: 'a'.repeat(30_000) }, { text: 'b' });
    assert.equal(long?.cells[0]?.text, `${'a'.repeat(20_000)}… (30,000 characters)`);
  });
});
