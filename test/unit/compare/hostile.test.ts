import assert from 'node:assert/strict';
import { diffLines } from '../../../src/cli/diffText.ts';
import { compare } from '../../../src/compare/compare.ts';
import { curveOf } from '../../../src/compare/curves.ts';
import { comparisonJson } from '../../../src/compare/json.ts';
import { comparisonMarkdown } from '../../../src/compare/markdown.ts';
import { unifiedPatch } from '../../../src/compare/patch.ts';
import type { Comparison } from '../../../src/domain/comparison.ts';
import { parseSeries } from '../../../src/domain/trainingSeries.ts';
import type { Value } from '../../../src/domain/value.ts';
import type { RecordedValue } from '../../../src/domain/version.ts';
import { artifact, dataset, request, version } from './build.ts';
import { assertCost } from '../../harness/cost.ts';

/** In small pieces of work: far more than any of these takes, and far less than what they took without bounds. */
const soon = 100;

async function compared(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): Promise<Comparison> {
  const comparisons: Comparison[] = [];
  await assertCost(soon, () => comparisons.push(compare(request([version('1', { code: before }), version('2', { code: after })]))));
  return comparisons[0] as Comparison;
}

function fill(text: string, length: number): string {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}

function lines(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join('\n');
}

describe('a comparison of what strangers recorded', () => {
  it('is quick for any script of a megabyte', async () => {
    const texts = ['(', '[{', '"""\'', '$?! ) ( ] [ : = ', 'f(', '\\\n', 'if x:\n  ', 'a b '].map((text) => fill(text, 1_000_000));
    for (const text of texts) await compared({ 'a.py': text }, { 'a.py': `${text.slice(0, 500_000)}x\n${text.slice(500_000, 999_000)}` });
    await compared({ 'a.py': lines(999, () => fill('a b', 998)) }, { 'a.py': lines(999, () => fill('b a c', 998)) });
    await compared({ 'a.py': lines(40, () => fill('one two ', 25_000)) }, { 'a.py': lines(39, () => fill('two three ', 25_000)) });
    await compared({ 'a.py': lines(19_000, (at) => String(at % 7)) }, { 'a.py': lines(19_000, (at) => String(at % 5)) });
  });

  it('is quick for hundreds of files, and says that it names some only', async () => {
    const files = (word: string): Record<string, string> => Object.fromEntries(Array.from({ length: 400 }, (_, file) => [`m${String(file)}.py`, lines(1000, (at) => `v${String(at)} = "${word}${String(file * at)}"`)]));
    const { code } = await compared(files('old'), files('new'));
    assert.equal(code.files.length, 400);
    assert.ok((code.files[0]?.lines?.length ?? 0) > 0);
    assert.equal(code.files.at(-1)?.lines, null);
    assert.deepEqual(code.remarks, ['There is more code than is shown line by line: some files are only named.']);
  });

  it('is quick for twelve versions of five thousand parameters, and for names that collide', async () => {
    const params = (of: number): Record<string, Value> => Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`p.${String(at)}`, at % 3 === 0 ? `${fill('word ', 90)}${String(of)}` : at * of]));
    await assertCost(2 * soon, () => {
    const many = compare(request(Array.from({ length: 12 }, (_, at) => version(`1.${String(at)}`, { params: params(at) })), { focus: 11 }));
    assert.equal(many.params.rows.length, 5000);
    comparisonMarkdown(many);
    diffLines(many, { width: 120 });
    const twins: Record<string, Value> = { a: Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`b${'.b'.repeat(at % 3)}`, at])) };
    for (let at = 0; at < 14; at++) for (const [name, value] of Object.entries({ ...twins })) twins[`${name}.${String(at % 2)}`] = { b: value };
    compare(request([version('1', { params: {} }), version('2', { params: twins })]));
    });
  });

  it('holds names that objects have of their own', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const recorded = (value: number): Map<string, RecordedValue> => new Map(names.map((name) => [name, { value, source: { kind: 'typed' } }]));
    const make = (value: number): ReturnType<typeof version> =>
      version(String(value), { over: { params: recorded(value), metrics: recorded(value) }, data: names.map((name) => dataset(name, value)), artifacts: names.map((name) => artifact(name, value)), curves: names.map((name) => ({ name, epoch: [0, 1], values: [value, value] })) });
    const both = request([make(1), make(2)], { mainMetric: '__proto__' });
    const comparison = compare(both);
    for (const rows of [comparison.params.rows, comparison.metrics.rows, comparison.data.rows, comparison.artifacts.rows]) assert.deepEqual(rows.map(({ name }) => name).sort(), [...names].sort());
    assert.deepEqual(curveOf(both, '__proto__').series.length, 2);
    const text = JSON.stringify(comparisonJson(both.versions.map((each) => each.version), comparison));
    for (const name of names) assert.ok(text.includes(`"name":"${name}"`), name);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('takes any positions for baseline and focus', () => {
    const three = ['1', '2', '3'].map((label) => version(label, { code: { 'train.py': `${label}\n` }, metrics: { f1: Number(label) } }));
    for (const baseline of [0, 1, 2]) {
      for (const focus of [0, 1, 2]) {
        const comparison = compare(request(three, { baseline, focus }));
        assert.notEqual(comparison.focus, comparison.baseline);
        assert.match(comparisonMarkdown(comparison), new RegExp(`### Code: ${String(baseline + 1)} → ${String(comparison.focus + 1)}`, 'u'));
      }
    }
  });

  it('ends names with blanks in a patch as Git does, and lets none begin a line of its own', () => {
    const patch = (path: string): string => unifiedPatch({ path, text: 'a\n' }, { path, text: 'b\n' });
    assert.ok(patch('my train.py').startsWith('--- a/my train.py\t\n+++ b/my train.py\t\n@@ '));
    assert.equal(patch('x\n+++ b/other\n@@ -1 +1 @@').split('\n').length, 6);
  });

  it('takes no curve with numbers that are none', () => {
    const series = (text: string): unknown => parseSeries(Buffer.from(text));
    for (const values of ['[1e999]', '["1"]', '[{}]', '[true]', '{"length": 2}']) assert.equal(series(`{"curves": [{"name": "x", "values": ${values}}]}`), null, values);
    assert.equal(series('{"curves": [{"name": "x", "values": [1, 2], "epoch": [1]}]}'), null);
    const kept = series('{"curves": [{"name": "__proto__", "values": [1.7e308, -1.7e308, null], "step": [1.7e308, -1.7e308, 0]}]}');
    assert.deepEqual(kept, { curves: [{ name: '__proto__', values: [1.7e308, -1.7e308, null], step: [1.7e308, -1.7e308, 0] }] });
  });
});
