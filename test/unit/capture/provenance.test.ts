import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'mocha';
import { isTrailError } from '../../../src/base/errors.ts';
import { captureProvenance, remarksOf, type Provenance, type ProvenanceRequest } from '../../../src/capture/provenance.ts';
import { parseSeries } from '../../../src/domain/trainingSeries.ts';
import { captureContext, makeWorkspace, put, removeWorkspaces, setTime } from './workspace.ts';

after(removeWorkspaces);

const stages = join(import.meta.dirname, '../../workspaces/digits/stages');
const trained = Date.UTC(2024, 0, 2, 12);
const models = ['models/digits/model.safetensors', 'models/digits/encoder.joblib'];

function git(root: string, ...args: string[]): void {
  execFileSync('git', ['-C', root, '-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...args], { stdio: 'ignore' });
}

/** The sample as it stands after the stages up to one, all of its files of one time. */
function sample(...names: string[]): string {
  const root = makeWorkspace();
  for (const name of names) cpSync(join(stages, name), root, { recursive: true });
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) setTime(root, path, trained);
  return root;
}

function capture(root: string, more: Partial<ProvenanceRequest> = {}): Promise<Provenance> {
  const environment = { python: '3.11.7', os: 'Linux 6.1', arch: 'x86_64', packages: { torch: '2.1' } };
  return captureProvenance({ root, folder: root, models: models.map((path) => ({ path, modifiedAt: trained })), script: null, git: true, data: [], code: [], environment, ...more }, captureContext());
}

describe('the sample', () => {
  it('is told fully and exactly', async () => {
    const root = sample('1-first-model');
    git(root, 'init', '--quiet', '--initial-branch=main');
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'first');
    put(root, 'params.yaml', readFileSync(join(root, 'params.yaml'), 'utf8').replace('lr: 0.003', 'lr: 3e-3'), trained + 7_200_000);
    const found = await capture(root);
    const lineOf = (path: string, text: string): number => readFileSync(join(root, path), 'utf8').split('\n').findIndex((line) => line.includes(text)) + 1;
    assert.deepEqual(found.script, { chosen: 'train.py', line: lineOf('train.py', 'save_file(model'), candidates: ['train.py'] });
    assert.deepEqual([...found.params.keys()], ['seed', 'features.pca_components', 'model.hidden', 'model.dropout', 'optimizer.name', 'optimizer.lr', 'optimizer.momentum', 'optimizer.weight_decay', 'training.epochs', 'training.batch_size', 'training.label_smoothing', 'evaluation.ece_bins']);
    assert.deepEqual(found.params.get('optimizer.lr'), { value: 0.003, text: '3e-3', source: { kind: 'file', path: 'params.yaml', line: lineOf('params.yaml', 'lr:') } });
    assert.deepEqual(found.params.get('model.hidden')?.value, [32]);
    const metrics = JSON.parse(readFileSync(join(root, 'metrics.json'), 'utf8')) as Record<string, number>;
    assert.deepEqual(Object.fromEntries([...found.results.metrics].map(([name, { value }]) => [name, value])), metrics);
    assert.deepEqual(found.code?.files.map(({ path, role }) => [path, role]), [['train.py', 'script'], ['digits/__init__.py', 'module'], ['digits/model.py', 'module'], ['digits/data.py', 'module'], ['params.yaml', 'config'], ['metrics.json', 'config']]);
    assert.deepEqual(found.data.map(({ path, rows, columns, source }) => [path, rows, columns, source]), [
      ['data/train.csv', 600, 65, { kind: 'code', path: 'train.py', line: lineOf('train.py', 'load_rows("data/train.csv")') }],
      ['data/test.csv', 360, 65, { kind: 'code', path: 'train.py', line: lineOf('train.py', 'load_rows("data/test.csv")') }],
    ]);
    const header = found.data[0]?.columnNames;
    assert.ok(Array.isArray(header));
    assert.deepEqual([header.length, header.at(-1)], [65, 'label']);
    const curves = parseSeries(found.results.series?.bytes ?? new Uint8Array())?.curves ?? [];
    const epochs = readFileSync(join(root, 'metrics.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, number>);
    assert.deepEqual(curves, ['train_loss', 'test_loss', 'test_accuracy'].map((name) => ({ name, epoch: epochs.map((each) => each['epoch']), values: epochs.map((each) => each[name]) })));
    assert.match(Buffer.from(found.patch ?? []).toString(), /^-  lr: 0\.003\n\+  lr: 3e-3$/mu);
    assert.equal(found.code?.branch, 'main');
    assert.deepEqual(found.remarks, [{ code: 'changed-after', text: 'params.yaml was edited 2 h after the model file was written.', path: 'params.yaml' }]);
    assert.equal(found.trainedAt, '2024-01-02T12:00:00.000Z');
    assert.deepEqual(found.environment?.packages, { torch: '2.1' });
  });

  it('is told at every stage, without a remark', async () => {
    const names = readdirSync(stages, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
    for (const [at] of names.entries()) {
      const found = await capture(sample(...names.slice(0, at + 1)));
      assert.deepEqual([found.script.chosen, found.data.map(({ path }) => path), found.code?.files.length, found.remarks], ['train.py', ['data/train.csv', 'data/test.csv'], 6, []], names[at]);
      assert.equal(found.data[0]?.rows, at === 0 ? 600 : 1437);
      assert.ok(found.params.size >= 10 && found.results.metrics.size >= 5);
    }
  });

  it('crosses to another thread as it is', async () => {
    const found = await capture(sample('1-first-model'));
    assert.deepEqual(structuredClone(found), found);
  });
});

describe('what produced a version', () => {
  const one = (path: string): ProvenanceRequest['models'] => [{ path, modifiedAt: Date.now() }];
  const codes = (found: Provenance): string[] => remarksOf(found).map(({ code }) => code);

  it('is a question where several scripts could have', async () => {
    const save = 'import torch\ntorch.save(m, "m.pt")\n';
    const root = makeWorkspace({ 'a.py': save, 'b.py': save, 'm.pt': 'x' });
    const asked = await capture(root, { models: one('m.pt') });
    assert.deepEqual([asked.script, codes(asked)], [{ chosen: null, line: null, candidates: ['a.py', 'b.py'] }, ['script-ambiguous']]);
    for (const script of ['b.py', join(root, 'b.py')]) {
      const told = await capture(root, { models: one('m.pt'), script });
      assert.deepEqual([told.script, told.remarks], [{ chosen: 'b.py', line: 2, candidates: ['b.py'] }, []]);
    }
  });

  it('may be unknown', async () => {
    const found = await capture(makeWorkspace({ 'm.pt': 'x' }), { models: one('m.pt') });
    assert.deepEqual([found.code, found.data, codes(found)], [null, [], ['script-unknown']]);
    assert.deepEqual(codes(await capture(makeWorkspace(), { models: one('m.pt'), script: 'gone.py' })), ['script-missing']);
  });

  it('is an assumption where the name is given when it runs', async () => {
    const found = await capture(makeWorkspace({ 'train.py': 'import sys, torch\ntorch.save(m, sys.argv[1])' }), { models: one('m.pt') });
    assert.deepEqual([found.script.chosen, codes(found)], ['train.py', ['script-assumed']]);
  });

  it('has models it starts from among its data, and not those it writes', async () => {
    const root = makeWorkspace({ 'train.py': 'import torch\ntorch.load("base.pt")\ntorch.load("m.pt")\ntorch.save(m, "m.pt")\ntorch.save(m, "last.pt")\ntorch.load("last.pt")', 'base.pt': 'b', 'm.pt': 'x', 'last.pt': 'y' });
    const found = await capture(root, { models: one('m.pt') });
    assert.deepEqual(found.data.map(({ path }) => path), ['base.pt']);
  });

  it('has the settings that the script reads, and says where they are a default', async () => {
    const source = 'import argparse, torch, yaml\np = argparse.ArgumentParser()\np.add_argument("--config", default="conf/base.yaml")\nargs = p.parse_args()\ncfg = yaml.safe_load(open(args.config))\ntorch.save(m, "m.pt")';
    const found = await capture(makeWorkspace({ 'train.py': source, 'conf/base.yaml': 'lr: 1e-3\n', 'm.pt': 'x' }), { models: one('m.pt') });
    assert.deepEqual([found.params.get('lr')?.text, found.remarks.map(({ text }) => text)], ['1e-3', ['conf/base.yaml is the default of --config in train.py; other settings may have been used.']]);
  });

  it('keeps code that Git does not have, but no secrets', async () => {
    const root = makeWorkspace({ 'train.py': 'import torch\ntorch.save(m, "m.pt")', 'm.pt': 'x', 'new.sh': 'echo', 'secrets.yaml': 'a: b', '.env': 'A=b', 'big.py': '#'.repeat(1_100_000), 'notes.md': '' });
    git(root, 'init', '--quiet');
    const found = await capture(root, { models: one('m.pt') });
    assert.deepEqual(found.code?.files.map(({ path, role }) => [path, role]), [['train.py', 'script'], ['new.sh', 'untracked']]);
    assert.deepEqual(found.codeFiles.map(({ bytes }) => Buffer.from(bytes).toString()), ['import torch\ntorch.save(m, "m.pt")', 'echo']);
    assert.deepEqual(codes(found), ['untracked-cut']);
  });

  it('takes what a person names beside it', async () => {
    const root = makeWorkspace({ 'm.pt': 'x', 'lib/a.py': '1', 'lib/b.py': '2', 'x.csv': 'a\n1\n' });
    const found = await capture(root, { models: one('m.pt'), code: ['lib', 'gone.py'], data: ['x.csv'] });
    assert.deepEqual(found.code?.files.map(({ path }) => path), ['lib/a.py', 'lib/b.py']);
    assert.deepEqual(found.data.map(({ path }) => path), ['x.csv']);
    assert.ok(codes(found).includes('code-missing'));
  });

  it('fits into a record however much there is', async () => {
    const files = Object.fromEntries(Array.from({ length: 190 }, (_, at) => [`long_folder_name_${'x'.repeat(100)}/m${String(at)}.py`, '']));
    const reads = Array.from({ length: 400 }, (_, at) => `pd.read_csv("d/${'y'.repeat(60)}${String(at)}.csv")`).join('\n');
    const data = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`d/${'y'.repeat(60)}${String(at)}.csv`, 'a\n1\n']));
    const root = makeWorkspace({ ...files, ...data, 'train.py': `import torch\nimport pandas as pd\n${reads}\ntorch.save(m, "m.pt")`, 'm.pt': 'x' });
    git(root, 'init', '--quiet');
    const found = await capture(root, { models: one('m.pt') });
    assert.ok(JSON.stringify([found.code, found.data, found.remarks]).length < 50_000);
    assert.equal(codes(found).filter((code) => code === 'record-cut').length, 2);
  });

  it('survives sources that can not be read', async () => {
    const root = makeWorkspace({ 'train.py': 'import torch\ntorch.save(m, "m.pt")', 'm.pt': 'x', 'params.yaml': 'a: [', 'metrics.json': '{', '.git/HEAD': 'nonsense', '.venv/pyvenv.cfg': '\0' });
    const found = await capture(root, { models: one('m.pt'), environment: null });
    assert.equal(found.script.chosen, 'train.py');
    assert.deepEqual(codes(found).sort(), ['git-failed', 'settings-unreadable', 'settings-unreadable']);
  });

  it('is cancelled when asked', async () => {
    const controller = new AbortController();
    controller.abort();
    const root = sample('1-first-model');
    const request = { root, folder: root, models: one('m.pt'), script: null, git: true, data: [], code: [], environment: null };
    await assert.rejects(captureProvenance(request, captureContext(controller.signal)), (error) => isTrailError(error, 'cancelled'));
  });

  it('is found in a folder below the root, with paths from the root', async () => {
    const root = makeWorkspace({ 'app/train.py': 'import torch, pandas as pd\npd.read_csv("d.csv")\ntorch.save(m, "m.pt")', 'app/d.csv': 'a\n1\n', 'app/m.pt': 'x', 'app/params.yaml': 'a: 1' });
    const found = await capture(root, { folder: join(root, 'app'), models: one('app/m.pt') });
    assert.deepEqual([found.script.chosen, found.data[0]?.path, found.params.get('a')?.source.path], ['app/train.py', 'app/d.csv', 'app/params.yaml']);
  });
});
