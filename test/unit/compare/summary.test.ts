import assert from 'node:assert/strict';
import { compare } from '../../../src/compare/compare.ts';
import type { CompareRequest } from '../../../src/compare/compared.ts';
import { isEvaluationData } from '../../../src/compare/evaluationData.ts';
import { artifact, dataset, digest, request, version, type VersionParts } from './build.ts';

/** The summary, one sentence a line, with its kind; strong words in stars, what is better or worse in plus and minus signs. */
function summary(parts: readonly VersionParts[], over: Partial<CompareRequest> = {}): string[] {
  const versions = parts.map((each, at) => version(`1.${String(at)}`, each));
  const signs: Readonly<Record<string, string>> = { strong: '*', better: '+', worse: '-' };
  return compare(request(versions, over)).summary.map(({ kind, parts: runs }) => `${kind}: ${runs.map(({ text, tone }) => `${signs[tone ?? ''] ?? ''}${text}${signs[tone ?? ''] ?? ''}`).join('')}`);
}

function headline(before: VersionParts, after: VersionParts): string {
  return (summary([before, after])[0] ?? '').replace('headline: ', '');
}

function has(lines: readonly string[], line: string): void {
  assert.ok(lines.includes(line), `${line}\nis not among\n${lines.join('\n')}`);
}

const base: VersionParts = { params: { lr: 0.001 }, metrics: { accuracy: 0.9 }, code: { 'train.py': 'run()\n' }, data: [dataset('train.csv', 100), dataset('test.csv', 50)] };

describe('the headline of two versions', () => {
  it('names what changed and what it did', () => {
    const after = { ...base, params: { lr: 0.0005, warmup: 200 }, metrics: { accuracy: 0.92 }, data: [dataset('train.csv', 120), dataset('test.csv', 50)], artifacts: [artifact('m', 97)] };
    assert.equal(headline({ ...base, artifacts: [artifact('m', 100)] }, after), '*lr* 0.001 → 0.0005, *warmup* added (200) and *20 more rows*: accuracy 0.90 → *0.92* (++0.02, better+), size \u22123 %.');
  });

  it('says worse as plainly, and counts what it does not name', () => {
    assert.equal(headline(base, { ...base, metrics: { accuracy: 0.8 }, params: { a: 1, b: 2, c: 3, d: 4 } }), '*a* added (1), *b* added (2), *c* added (3) and 2 more parameters: accuracy 0.9 → *0.8* (-\u22120.1, worse-).');
    assert.equal(headline(base, { ...base, params: { lr: 0.002 } }), '*lr* 0.001 → 0.002: accuracy 0.9, the same.');
    assert.equal(headline({ ...base, params: { prompt: 'x'.repeat(90) } }, { ...base, params: { prompt: 'y'.repeat(90) } }), '*prompt* changed: accuracy 0.9, the same.');
  });

  it('names code, then packages, where nothing else explains the change', () => {
    assert.equal(headline(base, { ...base, code: { 'train.py': 'run(2)\n' } }), 'Code changed in *train.py*: accuracy 0.9, the same.');
    assert.equal(headline(base, { ...base, packages: { torch: '2.5.1' } }), '*torch* 2.5.0 → 2.5.1: accuracy 0.9, the same.');
    assert.equal(headline(base, { ...base, code: { 'train.py': '# words\n\nrun()\n' } }), 'No cause is recorded: accuracy 0.9, the same.');
  });

  it('leads with no single package where many differ, and with none where something else changed', () => {
    const packages = { packages: { numpy: '2.0', torch: '2.6.0', zlib: '1' } };
    assert.equal(headline(base, { ...base, ...packages }), 'The environment changed (3 packages): accuracy 0.9, the same.');
    assert.equal(headline(base, { ...base, packages: { torch: '2.6.0', zlib: '1' } }), '*torch* 2.5.0 → 2.6.0 and *zlib* added: accuracy 0.9, the same.');
    assert.equal(headline(base, { ...base, ...packages, params: { lr: 0.002 } }), '*lr* 0.001 → 0.002: accuracy 0.9, the same.');
    const over = { environment: { python: '3.12.0', os: null, arch: null, packages: new Map(Object.entries(packages.packages)), source: { kind: 'metadata' } as const } };
    assert.equal(headline(base, { ...base, over }), 'The environment changed (Python and 3 packages): accuracy 0.9, the same.');
  });

  it('claims no cause that was not recorded', () => {
    assert.equal(headline({ ...base, params: {}, data: [] }, { ...base, metrics: { accuracy: 0.91 } }), 'No cause is recorded: accuracy 0.90 → *0.91* (++0.01, better+).');
    assert.equal(headline({}, {}), '*1.0* and *1.1* differ in the model files alone, as far as is recorded.');
    const same = { artifacts: [artifact('m', 1)] };
    assert.equal(headline(same, same), '*1.0* and *1.1* are the same, byte for byte.');
  });

  it('uses no better or worse where nobody knows which way is good', () => {
    assert.equal(headline({ metrics: { mystery: 1 } }, { metrics: { mystery: 3 } }), 'No cause is recorded: mystery 1 → *3* (+2).');
  });

  it('keeps a hostile name on one short line', () => {
    const name = `a\nb${'c'.repeat(10_000)}`;
    assert.equal(headline(base, { ...base, params: { lr: 0.001, [name]: 1 } }), `*a b${'c'.repeat(56)}…* added (1): accuracy 0.9, the same.`);
  });
});

describe('the facts under the headline', () => {
  it('say what got worse', () => {
    const before = { ...base, metrics: { accuracy: 0.9, ece: 0.031, loss: 1 } };
    has(summary([before, { ...base, metrics: { accuracy: 0.91, ece: 0.034, loss: 1.5 } }]), 'warning: Worse: -ece +0.003- (0.031 → 0.034) and -loss +0.5- (1.0 → 1.5).');
    has(summary([before, { ...base, metrics: { accuracy: 0.8, ece: 0.034, loss: 1 } }]), 'warning: Also worse: -ece +0.003- (0.031 → 0.034).');
    const many = (value: number): VersionParts => ({ metrics: Object.fromEntries(['accuracy', 'f1', 'auc', 'recall', 'precision', 'r2', 'bleu', 'iou'].map((name) => [name, value])) });
    assert.match(summary([many(1), many(0)])[1] ?? '', / and 3 more\.$/u);
    has(summary([before, { ...base, metrics: { accuracy: 0.9, loss: Number.NaN } }]), 'warning: In *1.1*, *loss* is NaN.');
  });

  it('say whether the metrics were measured on the same data', () => {
    const other = dataset('data/test.csv', 40);
    has(summary([base, base]), `pass: Measured on the same data: test.csv, 50 rows, digest ${digest('test.csv:50').slice(0, 7)}.`);
    has(summary([base, { ...base, data: [other] }]), `warning: *1.1* was measured on other data (test.csv, 40 rows, digest ${other.sha256.slice(0, 7)}): its metrics are not strictly comparable.`);
    has(summary([{ ...base, data: [] }, { ...base, data: [] }]), "info: No evaluation data is recorded, so it can't be said whether the metrics were measured on the same data.");
    has(summary([{ ...base, data: [] }, base]), "info: No evaluation data is recorded for *1.0*, so it can't be said whether the metrics were measured on the same data.");
    assert.equal(summary([{ ...base, metrics: {} }, { ...base, data: [] }]).some((line) => line.includes('measured')), false);
  });

  it('take data for evaluation data by its name', () => {
    for (const path of ['test.csv', 'data/val_2024.parquet', 'x/holdout/part.csv', 'evalSet.json', 'train/dev.csv', 'hold-out.csv']) assert.equal(isEvaluationData(path), true, path);
    for (const path of ['train.csv', 'latest.csv', 'test/train.csv', 'values.csv', 'device.csv', 'contest.csv']) assert.equal(isEvaluationData(path), false, path);
  });

  it('say that a gain has several possible causes', () => {
    const gain = { ...base, metrics: { accuracy: 0.95 } };
    has(summary([base, { ...gain, params: { lr: 1 }, data: [dataset('train.csv', 120), dataset('test.csv', 50)] }]), "info: Parameters and training data changed together, so the gain can't be put down to one of them.");
    has(summary([base, { ...base, metrics: { accuracy: 0.5 }, params: { lr: 1, b: 2 } }]), "info: 2 parameters changed together, so the drop can't be put down to one of them.");
    has(summary([{ ...base, metrics: { loss: 1 } }, { ...base, metrics: { loss: 2 }, params: { lr: 1, b: 2 } }]), "info: 2 parameters changed together, so the rise can't be put down to one of them.");
    has(summary([base, { ...gain, code: { 'train.py': 'go()\n' }, packages: { torch: '2.6.0' } }]), "info: Code and environment changed together, so the gain can't be put down to one of them.");
    assert.equal(summary([base, { ...gain, params: { lr: 1 } }]).some((line) => line.includes('together')), false);
    const written = (lr: number, text: string): VersionParts => ({ metrics: { accuracy: lr }, written: { lr: [lr, text, 1] }, code: { 'train.py': `lr = ${text}\n` } });
    assert.equal(summary([written(1, '1'), written(2, '2')]).some((line) => line.includes('together')), false);
  });

  it('say what the records lack', () => {
    has(summary([{ ...base, code: null, params: {} }, base]), 'info: *1.0* has no parameters or code recorded.');
    has(summary([{ ...base, code: null }, { ...base, code: null }]), 'info: *1.0* and *1.1* have no code recorded.');
    has(summary([{ ...base, metrics: { f1: 1 } }, base]), 'info: They have no metric in common.');
    has(summary([{ ...base, metrics: { accuracy: 1, f1: 1 } }, base]), 'info: *1.1* was not measured on *f1*.');
  });

  it('say what the versions are', () => {
    const same = { ...base, artifacts: [artifact('m', 1)] };
    has(summary([same, same, base]), 'info: *1.1* has the same bytes as *1.0*.');
    assert.equal(summary([same, same]).some((line) => line.includes('same bytes')), false);
    const retuned = summary([same, { ...same, params: { lr: 1, b: 2 }, metrics: { accuracy: 0.8 } }]);
    has(retuned, 'headline: *b* added (2) and *lr* 0.001 → 1, but the model is the same, byte for byte: accuracy 0.9 → *0.8* (-\u22120.1, worse-).');
    assert.equal(retuned.some((line) => line.includes('together')), false);
    has(summary([base, { ...base, over: { deleted: true } }]), 'info: *1.1* is deleted.');
    has(summary([base, { ...base, working: true }]), 'info: The working files are not saved as a version.');
    has(summary([base, { ...base, model: 'other' }]), 'info: These are versions of different models: *churn* and *other*.');
    const remarks = [{ code: 'changed-after', text: 'train.py was changed 3 h after the model file was written.' }, { code: 'git-failed', text: 'No Git.' }];
    const lines = summary([{ ...base, over: { remarks } }, { ...base, over: { remarks: remarks.slice(1) } }]);
    has(lines, 'warning: *1.0*: train.py was changed 3 h after the model file was written.');
    has(lines, 'info: *1.0* and *1.1*: No Git.');
  });
});

describe('the summary of many versions', () => {
  const measured = (accuracy: number, ece: number, latency: number, test = 50): VersionParts => ({ ...base, metrics: { accuracy, ece, latency }, data: [dataset('test.csv', test)] });

  it('says which is best on what, and what that costs', () => {
    const lines = summary([measured(0.93, 0.031, 3.1), measured(0.94, 0.031, 3.1), measured(0.93, 0.022, 8.4)], { mainMetric: 'accuracy' });
    assert.equal(lines[0], 'headline: *1.1* is best on accuracy. *1.2* is best on ece (0.022) but worse than *1.0* on -latency (8.4, +5.3)-. *1.0* and *1.1* are both best on latency (3.1).');
  });

  it('calls the baseline so, and groups what was measured on other data', () => {
    const lines = summary([measured(0.99, 0.01, 1), measured(0.9, 0.02, 2, 40), measured(0.9, 0.02, 2, 40)]);
    assert.equal(lines[0], 'headline: *1.0*, the baseline, is best on accuracy, ece and latency.');
    has(lines, `warning: *1.1* and *1.2* were measured on other data (test.csv, 40 rows, digest ${digest('test.csv:40').slice(0, 7)}): their metrics are not strictly comparable with those of 1.0.`);
  });

  it('names a few of many versions, and none where it is true of all', () => {
    const bare: VersionParts = { ...base, code: null };
    const lines = summary([bare, bare, bare, bare, bare, bare, bare]);
    has(lines, 'info: None of them has code recorded.');
    has(summary([base, bare, bare, bare, bare, bare, bare, bare]), 'info: *1.1*, *1.2*, *1.3*, *1.4*, *1.5* and 2 more have no code recorded.');
    const remarks = [{ code: 'script-unknown', text: 'No script.' }];
    assert.deepEqual(summary([1, 2, 3].map(() => ({ ...bare, over: { remarks } }))).filter((line) => /code|script/u.test(line)), ['info: All of them: No script.']);
  });

  it('says when none is best', () => {
    const only = (metrics: VersionParts['metrics']): VersionParts => ({ ...base, ...(metrics === undefined ? {} : { metrics }) });
    assert.equal(summary([only({ a: 1 }), only({ b: 1 }), only({ c: 1 })])[0], 'headline: They have no metric in common.');
    assert.equal(summary([only({ a: 1 }), only({ a: 2 }), only({ a: 3 })])[0], 'headline: Nobody has said which way their metrics are good, so none can be called best.');
    assert.equal(summary([only({ f1: 1 }), only({ f1: 1 }), only({ f1: 1 })])[0], 'headline: No metric tells them apart.');
  });
});
