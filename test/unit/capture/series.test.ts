import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'mocha';
import { isTrailError } from '../../../src/base/errors.ts';
import { captureProvenance } from '../../../src/capture/provenance.ts';
import { readSeries, type SeriesFindings, type SeriesRequest } from '../../../src/capture/series.ts';
import { parseSeries, type TrainingCurve } from '../../../src/domain/trainingSeries.ts';
import { captureContext, makeWorkspace, put, removeWorkspaces } from './workspace.ts';

after(removeWorkspaces);

const trained = Date.UTC(2024, 0, 2, 12);

function read(root: string, more: Partial<SeriesRequest> = {}): Promise<SeriesFindings> {
  return readSeries({ root, script: 'train.py', folder: '', models: ['m.pt'], written: [], except: [], trainedAt: null, ...more }, new AbortController().signal);
}

async function curves(files: Record<string, string>, more: Partial<SeriesRequest> = {}): Promise<readonly TrainingCurve[]> {
  return curvesOf(await read(makeWorkspace(files), more));
}

function curvesOf({ series }: SeriesFindings): readonly TrainingCurve[] {
  if (series === null) return [];
  assert.equal(createHash('sha256').update(series.bytes).digest('hex'), series.reference.blob);
  const parsed = parseSeries(series.bytes);
  assert.ok(parsed !== null, 'what is written can be read');
  assert.equal(parsed.curves.length, series.reference.count);
  return parsed.curves;
}

const codes = ({ remarks }: SeriesFindings): string[] => remarks.map(({ code }) => code);

describe('training curves', () => {
  it('of JSON lines have their axes, whatever else stands there', async () => {
    const text = ['{"event": "start", "config": {"name": "x"}}', '{"epoch": 1, "loss": 2.5, "val": {"acc": 0.5}, "ok": true, "note": "text", "list": [1]}', '', '{"epoch": 2, "loss": 1e-3, "val": {"acc": 1}, "none": null}'].join('\r\n');
    assert.deepEqual(await curves({ 'metrics.jsonl': text }), [
      { name: 'loss', epoch: [1, 2], values: [2.5, 0.001] },
      { name: 'val.acc', epoch: [1, 2], values: [0.5, 1] },
    ]);
  });

  it('of Keras have the epoch, and what is missing is no point', async () => {
    assert.deepEqual(await curves({ 'training_log.csv': 'epoch,accuracy,loss,val_loss\n0,0.5,1.5,NA\n1,0.75,nan,2\n' }), [
      { name: 'accuracy', epoch: [0, 1], values: [0.5, 0.75] },
      { name: 'loss', epoch: [0, 1], values: [1.5, null] },
      { name: 'val_loss', epoch: [1], values: [2] },
    ]);
  });

  it('of Hugging Face’s Trainer are what it logged, without what is said once of the whole run', async () => {
    const log_history = [{ epoch: 0.5, loss: 0.9, learning_rate: 5e-5, step: 50 }, { epoch: 1, eval_loss: 0.8, eval_accuracy: 0.7, eval_runtime: 1.5, step: 100 }, { epoch: 1, train_runtime: 12.5, total_flos: 1e15, step: 100 }];
    const state = JSON.stringify({ best_metric: null, log_history, max_steps: 100 }, null, 2);
    const found = await read(makeWorkspace({ 'out/checkpoint-100/trainer_state.json': state }), { models: ['out/checkpoint-100/model.safetensors'] });
    assert.deepEqual(curvesOf(found), [
      { name: 'loss', epoch: [0.5], step: [50], values: [0.9] },
      { name: 'learning_rate', epoch: [0.5], step: [50], values: [5e-5] },
      { name: 'eval_loss', epoch: [1], step: [100], values: [0.8] },
      { name: 'eval_accuracy', epoch: [1], step: [100], values: [0.7] },
    ]);
    assert.deepEqual(found.final.get('eval_accuracy'), { value: 0.7, source: { kind: 'file', path: 'out/checkpoint-100/trainer_state.json', line: 3 } });
    assert.deepEqual(codes(await read(makeWorkspace({ 'out/trainer_state.json': '{"log_history": [' }), { models: ['out/model.safetensors'] })), ['series-lines']);
  });

  it('of Lightning skip the blanks of each column', async () => {
    const text = 'epoch,step,train_loss,val_loss\n0,49,0.9,\n0,99,,0.8\n1,149,0.7,\n1,199,,0.6\n';
    assert.deepEqual(await curves({ 'version_0/metrics.csv': text }, { models: ['version_0/checkpoints/last.ckpt'] }), [
      { name: 'train_loss', epoch: [0, 1], step: [49, 149], values: [0.9, 0.7] },
      { name: 'val_loss', epoch: [0, 1], step: [99, 199], values: [0.8, 0.6] },
    ]);
  });

  it('of YOLO, pandas and Ray are told by their columns', async () => {
    assert.deepEqual(await curves({ 'exp/results.csv': '      epoch,      train/box_loss\n      1,       1.25\n      2,       1.0\n' }, { models: ['exp/weights/best.pt'] }), [{ name: 'train/box_loss', epoch: [1, 2], values: [1.25, 1] }]);
    assert.deepEqual(await curves({ 'history.csv': ',loss\n0,2\n1,1\n' }), [{ name: 'loss', step: [0, 1], values: [2, 1] }]);
    assert.deepEqual(await curves({ 'progress.csv': 'reward,training_iteration,hostname,time_total_s\n5,1,box,10.5\n6,2,box,20.75\n' }), [{ name: 'reward', step: [1, 2], time: [0, 10.25], values: [5, 6] }]);
  });

  const times: [string, string[], number[]][] = [
    ['seconds elapsed', ['3', '5.5'], [0, 2.5]],
    ['seconds since 1970', ['1700000000.25', '1700000060.75'], [0, 60.5]],
    ['milliseconds', ['1700000000000', '1700000001500'], [0, 1.5]],
    ['dates', ['"2024-01-01T00:00:00Z"', '"2024-01-01T00:01:00Z"'], [0, 60]],
  ];
  for (const [what, written, seconds] of times) {
    it(`count time from the first point: ${what}`, async () => {
      const text = written.map((time, at) => `{"timestamp": ${time}, "loss": ${String(at)}}\n`).join('');
      assert.deepEqual(await curves({ 'train_log.jsonl': text }), [{ name: 'loss', time: seconds, values: [0, 1] }]);
    });
  }

  it('take durations, which go up and down, for a metric', async () => {
    assert.deepEqual(await curves({ 'log.csv': 'epoch,time,loss\n1,12,3\n2,11,2\n' }), [
      { name: 'time', epoch: [1, 2], values: [12, 11] },
      { name: 'loss', epoch: [1, 2], values: [3, 2] },
    ]);
  });

  it('count rows where nothing else is counted', async () => {
    assert.deepEqual(await curves({ 'metrics.jsonl': '{"loss": 3}\n{"loss": 2}\n' }), [{ name: 'loss', step: [1, 2], values: [3, 2] }]);
  });

  it('end with values that have their line', async () => {
    const { final } = await read(makeWorkspace({ 'metrics.jsonl': '{"epoch": 1, "loss": 3, "acc": 0.5}\n{"epoch": 2, "loss": NaN}\n' }));
    assert.deepEqual([...final], [
      ['loss', { value: NaN, source: { kind: 'file', path: 'metrics.jsonl', line: 2 } }],
      ['acc', { value: 0.5, source: { kind: 'file', path: 'metrics.jsonl', line: 1 } }],
    ]);
  });

  it('are of the last run of a log that every run appends to', async () => {
    const root = makeWorkspace({ 'log.csv': 'epoch,loss\n1,9\n2,8\nepoch,loss\n1,3\n1,2.5\n2,2\n' });
    const found = await read(root);
    assert.deepEqual(curvesOf(found), [{ name: 'loss', epoch: [1, 1, 2], values: [3, 2.5, 2] }]);
    assert.deepEqual(found.remarks.map(({ text }) => text), ['log.csv holds several runs; the last, from line 5 on, was taken.']);
  });

  it('come from what the script writes, else from beside the model, else from near the script', async () => {
    const files = { 'out/curve.csv': 'step,loss\n1,1\n', 'models/metrics.jsonl': '{"step": 1, "loss": 2}', 'models/log.csv': 'step,acc,loss\n1,9,9\n', 'metrics.jsonl': '{"step": 1, "loss": 3}' };
    const first = async (more: Partial<SeriesRequest>): Promise<unknown[]> => (await curves(files, more)).map(({ name, values }) => [name, ...values]);
    assert.deepEqual(await first({ models: ['models/m.pt'], written: ['out/curve.csv'] }), [['loss', 1]]);
    assert.deepEqual(await first({ models: ['models/m.pt'] }), [['loss', 2], ['acc', 9]]);
    assert.deepEqual(await first({ models: ['else/where/m.pt'] }), [['loss', 3]]);
    assert.deepEqual(await first({ models: ['else/where/m.pt'], except: ['metrics.jsonl'] }), []);
  });

  it('of an earlier run are left out, with a remark', async () => {
    const root = makeWorkspace();
    put(root, 'metrics.jsonl', '{"loss": 1}', trained - 3_600_000);
    const found = await read(root, { trainedAt: trained });
    assert.deepEqual([found.series, found.remarks], [null, [{ code: 'metrics-older', text: 'metrics.jsonl was written 60 min before the model file, so it is of an earlier run and was left out.', path: 'metrics.jsonl' }]]);
    put(root, 'metrics.jsonl', '{"loss": 1}', trained - 60_000);
    assert.equal(curvesOf(await read(root, { trainedAt: trained })).length, 1);
  });

  it('are not seen in other tables of such a name', async () => {
    const others: Record<string, string>[] = [{ 'results.csv': 'id,label\n1,0\n2,1\n' }, { 'metrics.csv': 'metric,value\naccuracy,0.9\n' }, { 'log.csv': '1,2\n3,4\n' }, { 'log.jsonl': '{"level": 30, "msg": "started"}\n' }, { 'history.csv': '' }, { 'log.csv': 'epoch\n1\n' }];
    for (const files of others) {
      const found = await read(makeWorkspace(files));
      assert.deepEqual([found.series, found.final.size, found.remarks], [null, 0, []], JSON.stringify(files));
    }
  });

  it('skip lines that can’t be read, and say so once', async () => {
    const found = await read(makeWorkspace({ 'metrics.jsonl': '{"loss": 1}\n{"loss": \n[1]\nnull\n{"loss": 2}\n{"loss": 3' }));
    assert.deepEqual([curvesOf(found)[0]?.values, found.remarks], [[1, 2], [{ code: 'series-lines', text: '4 lines of metrics.jsonl were not read, the first of them line 2.', path: 'metrics.jsonl' }]]);
    const table = await read(makeWorkspace({ 'log.csv': 'epoch,loss\n1,2\n2\n3,"4"\n' }));
    assert.deepEqual([curvesOf(table)[0]?.values, table.remarks.map(({ text }) => text)], [[2, 4], ['Line 3 of log.csv was not read.']]);
  });

  it('are thinned out evenly, with their ends', async () => {
    const length = 123_457;
    const [curve] = await curves({ 'metrics.jsonl': Array.from({ length }, (_, at) => `{"step": ${String(at)}, "loss": ${String(at / 2)}}`).join('\n') });
    const steps = curve?.step ?? [];
    assert.ok(steps.length > 900 && steps.length <= 2000);
    assert.deepEqual([steps[0], steps.at(-1), curve?.values.at(-1)], [0, length - 1, (length - 1) / 2]);
    assert.equal(new Set(steps.slice(1, -1).map((step, at) => step - (steps[at] ?? 0))).size, 1);
  });

  it('are at most 200', async () => {
    const found = await read(makeWorkspace({ 'metrics.jsonl': `{${Array.from({ length: 300 }, (_, at) => `"m${String(at)}": 1`).join(',')}, "${'x'.repeat(300)}": 1}` }));
    assert.deepEqual([curvesOf(found).length, found.final.size, codes(found)], [200, 200, ['series-cut']]);
  });

  const hostile: [string, string, string][] = [
    ['one endless line', 'metrics.jsonl', `{"loss": 1}\n${'9'.repeat(20_000_000)}\n{"loss": 2}`],
    ['deep lists', 'metrics.jsonl', `{"a": ${'['.repeat(500_000)}`],
    ['deep maps', 'metrics.jsonl', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['a quote that never closes', 'log.csv', `epoch,loss\n"${'1,2\n'.repeat(1_000_000)}`],
    ['many columns', 'log.csv', `${Array.from({ length: 100_000 }, (_, at) => `c${String(at)}`).join(',')}\n${Array.from({ length: 100_000 }, () => '1').join(',')}\n`],
    ['many names', 'metrics.jsonl', Array.from({ length: 200_000 }, (_, at) => `{"m${String(at)}": 1}`).join('\n')],
    ['names of every object', 'metrics.jsonl', '{"__proto__": 1, "constructor": 2, "toString": 3}'],
    ['no text', 'log.csv', '\0\x01\xff'.repeat(1_000_000)],
  ];
  for (const [name, path, text] of hostile) {
    it(`come to an end where a log is hostile: ${name}`, async () => {
      const found = await read(makeWorkspace({ [path]: text }));
      assert.ok(curvesOf(found).length <= 200);
    });
  }

  it('are not read from pipes, from outside, or from what is larger than 64 MB', async () => {
    const root = makeWorkspace({ 'log.jsonl': '{"loss": 1}' });
    truncateSync(join(root, 'log.jsonl'), 65 * 1024 * 1024);
    if (process.platform !== 'win32') {
      execFileSync('mkfifo', [join(root, 'metrics.jsonl')]);
      symlinkSync(join(makeWorkspace({ 'x.csv': 'epoch,loss\n1,1\n' }), 'x.csv'), join(root, 'log.csv'));
    }
    const found = await read(root);
    assert.equal(found.series, null);
    assert.ok(found.remarks.every(({ code }) => code === 'unreadable') && found.remarks.length >= 1);
  });

  it('can be cancelled', async () => {
    const root = makeWorkspace({ 'log.jsonl': '{"loss": 1}\n' });
    appendFileSync(join(root, 'log.jsonl'), '{"loss": 1}\n'.repeat(100_000));
    const controller = new AbortController();
    controller.abort();
    const reading = readSeries({ root, script: null, folder: '', models: ['m.pt'], written: [], except: [], trainedAt: null }, controller.signal);
    await assert.rejects(reading, (error: unknown) => isTrailError(error, 'cancelled'));
  });
});

describe('a version’s training curves', () => {
  const capture = (files: Record<string, string>) => {
    const root = makeWorkspace({ 'm.pt': 'x', ...files });
    return captureProvenance({ root, folder: root, models: [{ path: 'm.pt', modifiedAt: Date.now() }], script: null, git: false, data: [], code: [], environment: null }, captureContext());
  };

  it('are of the log that its script writes, and its metrics where there is no other file of them', async () => {
    const script = 'import torch\nfrom keras.callbacks import CSVLogger\nmodel.fit(x, callbacks=[CSVLogger("out/fit.csv")])\ndf.to_csv("out/loss_curve.csv")\ntorch.save(m, "m.pt")\n';
    const files = { 'train.py': script, 'out/fit.csv': 'epoch,acc\n0,0.5\n1,0.75\n', 'out/loss_curve.csv': 'epoch,loss\n0,2\n' };
    const found = await capture(files);
    assert.deepEqual(parseSeries(found.results.series?.bytes ?? new Uint8Array())?.curves.map(({ name }) => name).sort(), ['acc', 'loss']);
    assert.deepEqual(found.results.metrics.get('acc'), { value: 0.75, source: { kind: 'file', path: 'out/fit.csv', line: 3 } });
    const summed = await capture({ ...files, 'metrics.json': '{"f1": 0.5}' });
    assert.deepEqual([[...summed.results.metrics.keys()], summed.results.series?.reference.count], [['f1'], 2]);
  });

  it('are not what the script read as its data', async () => {
    const found = await capture({ 'train.py': 'import pandas, torch\npandas.read_csv("history.csv")\ntorch.save(m, "m.pt")\n', 'history.csv': 'step,price\n1,2\n' });
    assert.deepEqual([found.results.series, found.results.metrics.size, found.data.map(({ path }) => path)], [null, 0, ['history.csv']]);
  });
});

describe('a blob of training curves from a stranger', () => {
  const parse = (document: unknown) => parseSeries(Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)));
  const bad: [string, unknown][] = [
    ['no JSON', '{"curves": ['], ['a list', []], ['no curves', {}], ['null', null],
    ['lists of different lengths', { curves: [{ name: 'a', step: [1], values: [1, 2] }] }],
    ['text for a number', { curves: [{ name: 'a', values: ['1'] }] }],
    ['a number that is none', '{"curves": [{"name": "a", "values": [1e999]}]}'],
    ['an axis with a hole', { curves: [{ name: 'a', epoch: [null], values: [1] }] }],
    ['an axis that is no list', { curves: [{ name: 'a', epoch: 'x', values: [1] }] }],
    ['no name', { curves: [{ values: [1] }] }], ['a name too long', { curves: [{ name: 'a'.repeat(201), values: [] }] }],
    ['too many points', { curves: [{ name: 'a', values: Array(2001).fill(1) }] }],
    ['too many curves', { curves: Array(201).fill({ name: 'a', values: [] }) }],
    ['deep lists', `{"curves": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ];
  for (const [what, document] of bad) it(`is none: ${what}`, () => { assert.equal(parse(document), null); });

  it('is taken with fields that are not known', () => {
    assert.deepEqual(parse({ later: 1, curves: [{ name: 'a', time: [0], values: [null], unit: 's' }] }), { curves: [{ name: 'a', time: [0], values: [null] }] });
  });
});

describe('curves of DVCLive', () => {
  it('go by their folders, and those of an earlier run are left out', async () => {
    const root = makeWorkspace();
    put(root, 'dvclive/plots/metrics/train/loss.tsv', 'step\tloss\n0\t0.9\n1\t0.5\n', trained - 60_000);
    put(root, 'dvclive/plots/metrics/eval/loss.tsv', 'step\tloss\n0\t1.0\n1\t0.8\n', trained - 60_000);
    assert.deepEqual(curvesOf(await read(root, { trainedAt: trained })), [
      { name: 'eval/loss', step: [0, 1], values: [1, 0.8] },
      { name: 'train/loss', step: [0, 1], values: [0.9, 0.5] },
    ]);
    assert.deepEqual(curvesOf(await read(root, { trainedAt: trained + 3_600_000 })), []);
  });
});

describe('curves of TensorBoard', () => {
  const events = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, `../../fixtures/tensorboard/${name}.tfevents`));
  const file = 'events.out.tfevents.1704196800.host.1.0';

  it('are those beside the model, with their steps and times, and their last values are metrics', async () => {
    const found = await read(makeWorkspace({ [`run/${file}`]: events('simple') }), { models: ['run/m.pt'] });
    assert.deepEqual(curvesOf(found).map(({ name, step, time }) => [name, step, time]), [['loss', [0, 1, 2, 3, 4], [0, 10, 20, 30, 40]], ['val/accuracy', [0, 1, 2, 3, 4], [0, 10, 20, 30, 40]]]);
    assert.deepEqual(found.final.get('loss'), { value: 0.2, source: { kind: 'file', path: `run/${file}` } });
    assert.deepEqual(found.remarks, []);
  });

  it('are those of the newest run under the usual folders, train and validation told apart', async () => {
    const root = makeWorkspace();
    put(root, `logs/old/train/${file}`, events('simple'), trained - 3 * 3_600_000);
    put(root, `logs/new/train/${file}`, events('tensor'), trained - 60_000);
    put(root, `logs/new/validation/${file}`, events('tensor'), trained - 30_000);
    const found = await read(root, { trainedAt: trained });
    assert.deepEqual(curvesOf(found).map(({ name }) => name), ['train/loss', 'train/val/accuracy', 'validation/loss', 'validation/val/accuracy']);
  });

  it('are read as far as they go, and that is said', async () => {
    const found = await read(makeWorkspace({ [`run/${file}`]: events('simple').subarray(0, 500) }), { models: ['run/m.pt'] });
    assert.ok((curvesOf(found)[0]?.values.length ?? 0) > 0);
    assert.deepEqual(codes(found), ['series-lines']);
  });
});
