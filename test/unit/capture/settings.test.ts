import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { readMetrics, type MetricsRequest } from '../../../src/capture/metrics.ts';
import { readParams, type CapturedValues } from '../../../src/capture/params.ts';
import { makeWorkspace, put, removeWorkspaces } from './workspace.ts';
import { assertCost } from '../../harness/cost.ts';

after(removeWorkspaces);

async function params(files: Record<string, string>, options: { script?: string; folder?: string; read?: string[] } = {}): Promise<CapturedValues> {
  return readParams({ root: makeWorkspace(files), script: options.script ?? null, folder: options.folder ?? '', read: options.read ?? [] });
}

function plain({ values }: CapturedValues): unknown[] {
  return [...values].map(([name, { value, text, source }]) => [name, value, ...(text === undefined ? [] : [text]), source.line]);
}

describe('params', () => {
  it('in YAML keep names, lines and spelling', async () => {
    const found = await params({ 'params.yaml': '# settings\nseed: 7\noptimizer:\n  lr: 3e-4\n  betas: [0.9, 0.999]\n  name: AdamW\n  nesterov: true\n  decay: ~\nbig: 9223372036854775807\nhex: 0x1F\nnone:\nempty: {}\nlist:\n  - a: 1\n' });
    assert.deepEqual(plain(found), [
      ['seed', 7, 2], ['optimizer.lr', 0.0003, '3e-4', 4], ['optimizer.betas', [0.9, 0.999], 5], ['optimizer.name', 'AdamW', 6], ['optimizer.nesterov', true, 7],
      ['optimizer.decay', null, '~', 8], ['big', 9223372036854775807n, 9], ['hex', 31, '0x1F', 10], ['none', null, 11], ['empty', {}, 12], ['list', [{ a: 1 }], 13],
    ]);
    assert.deepEqual(found.values.get('seed')?.source, { kind: 'file', path: 'params.yaml', line: 2 });
    assert.deepEqual(found.remarks, []);
  });

  it('in YAML may have aliases, merges, infinities', async () => {
    const found = await params({ 'params.yml': 'base: &b\n  lr: 1.\n  n: 2\nrun:\n  <<: *b\n  n: 3\nmax: .inf\nnot: .nan\nsame: *b\n' });
    assert.deepEqual(plain(found), [['base.lr', 1, '1.', 2], ['base.n', 2, 3], ['run.lr', 1, '1.', 2], ['run.n', 3, 6], ['max', Infinity, '.inf', 7], ['not', NaN, '.nan', 8], ['same.lr', 1, '1.', 2], ['same.n', 2, 3]]);
  });

  it('in JSON keep integers of any size and what only Python writes', async () => {
    const found = await params({ 'params.json': '{\n "a": 1e-3, "n": {"x": -0.0,\n "big": 12345678901234567890},\n "l": [1, {"z": NaN}], "s": "caf\\u00e9", "e": {}\n}\n' });
    assert.deepEqual(plain(found), [['a', 0.001, '1e-3', 2], ['n.x', -0, '-0.0', 2], ['n.big', 12345678901234567890n, 3], ['l', [1, { z: NaN }], 4], ['s', 'café', 4], ['e', {}, 4]]);
  });

  it('in TOML', async () => {
    const found = await params({ 'params.toml': 'seed = 7\n[model.size]\nwidth = 1_024 # wide\nrate = 3e-4\nnames = ["a"]\nday = 2024-05-01\n' });
    assert.deepEqual(plain(found).slice(0, 4), [['seed', 7, 1], ['model.size.width', 1024, '1_024', 3], ['model.size.rate', 0.0003, '3e-4', 4], ['model.size.names', ['a'], 5]]);
  });

  it('are the nearest to the script', async () => {
    const files = { 'params.yaml': 'a: root', 'app/params.yaml': 'a: folder', 'app/jobs/params.json': '{"a": "script"}' };
    assert.equal((await params(files, { script: 'app/jobs/train.py', folder: 'app' })).values.get('a')?.value, 'script');
    assert.equal((await params(files, { script: 'app/other/train.py', folder: 'app' })).values.get('a')?.value, 'folder');
    assert.equal((await params(files, { script: 'x/train.py' })).values.get('a')?.value, 'root');
    assert.equal((await params({ 'config.yaml': 'a: 1' })).values.size, 0);
  });

  it('are of the settings files that the script reads', async () => {
    const files = { 'conf/train.yaml': 'lr: 1', 'labels.json': '{"cat": 0}' };
    assert.deepEqual(plain(await params(files, { read: ['labels.json', 'conf/train.yaml'] })), [['lr', 1, 1]]);
    const both = { ...files, 'x/params.yaml': 'lr: 2', 'params.yaml': 'lr: 3' };
    assert.deepEqual(plain(await params(both, { read: ['conf/train.yaml', 'x/params.yaml'] })), [['lr', 2, 1]]);
    assert.deepEqual(plain(await params(both, { read: ['conf/train.yaml'] })), [['lr', 3, 1]]);
  });

  const broken: [string, string, string, RegExp][] = [
    ['a tab', 'params.yaml', 'a:\n\tb: 1\n', /^params\.yaml was not read: line 2: /u],
    ['an open bracket', 'params.yaml', 'a: [1,\nb: 2\n', /^params\.yaml was not read: line \d: /u],
    ['a list', 'params.yaml', '- a\n- b\n', /it holds no names/u],
    ['JSON with a comment', 'params.json', '{\n // no\n}', /line 2: a name in double quotes was expected/u],
    ['JSON cut off', 'params.json', '{"a": 1,\n"b": ', /line 2: a value was expected/u],
    ['JSON with more', 'params.json', '{"a": 1} x', /more after its end/u],
    ['an open string', 'params.json', '{"a": "x\n"}', /a string is not closed/u],
    ['TOML', 'params.toml', 'a = 1\nb = \n', /^params\.toml was not read: line 2: /u],
    ['an alias that means nothing', 'params.yaml', 'a: *b\n', /\*b stands for nothing/u],
  ];
  for (const [name, path, text, expected] of broken) {
    it(`that can't be read are a remark: ${name}`, async () => {
      const found = await params({ [path]: text });
      assert.equal(found.values.size, 0);
      assert.match(found.remarks[0]?.text ?? '', expected);
      assert.equal(found.remarks.length, 1);
      assert.equal(found.remarks[0]?.path, path);
    });
  }

  it('that stand twice are told', async () => {
    const yaml = await params({ 'params.yaml': 'a: 1\nb: 2\na: 3\n' });
    assert.deepEqual([yaml.values.get('a')?.value, yaml.remarks[0]?.text], [3, 'params.yaml: a stands twice, again in line 3; the last one counts.']);
    const json = await params({ 'params.json': '{"a": 1, "a": 2}' });
    assert.deepEqual([json.values.get('a')?.value, json.remarks.length], [2, 1]);
  });

  const layers = Array.from({ length: 12 }, (_, at) => `a${String(at + 1)}: &a${String(at + 1)} [${Array(9).fill(`*a${String(at)}`).join(', ')}]`).join('\n');
  const hostile: [string, string, string][] = [
    ['aliases that double', 'params.yaml', `a0: &a0 [x]\n${layers}\n`],
    ['an alias of itself', 'params.yaml', 'a: &a\n  b: *a\n'],
    ['merges of merges', 'params.yaml', `a0: &a0 {x: 1}\n${Array.from({ length: 40 }, (_, at) => `a${String(at + 1)}: &a${String(at + 1)}\n  <<: [*a${String(at)}, *a${String(at)}]`).join('\n')}\n`],
    ['deep flow', 'params.yaml', `a: ${'['.repeat(200_000)}`],
    ['deep lists', 'params.yaml', `${'- '.repeat(200_000)}a`],
    ['deep JSON', 'params.json', `{"a": ${'['.repeat(500_000)}`],
    ['deep JSON objects', 'params.json', '{"a":'.repeat(100_000)],
    ['deep TOML', 'params.toml', `a = ${'['.repeat(200_000)}`],
    ['many values', 'params.json', `{${Array.from({ length: 20_000 }, (_, at) => `"a${String(at)}": 1`).join(',')}}`],
    ['more than 1 MB', 'params.yaml', `a: ${'x'.repeat(1_100_000)}`],
    ['a huge number in YAML', 'params.yaml', `a: ${'9'.repeat(900_000)}`],
    ['a huge number', 'params.json', `{"a": ${'9'.repeat(900_000)}}`],
  ];
  for (const [name, path, text] of hostile) {
    it(`that are hostile cost little: ${name}`, async () => {
      await assertCost(40, async () => {
        const found = await params({ [path]: text });
        assert.equal(found.remarks.length, 1, JSON.stringify([...found.values.keys()].slice(0, 3)));
      });
    });
  }

  it('named like parts of an object are only names', async () => {
    const found = await params({ 'params.json': '{"__proto__": {"x": 1}, "constructor": 2, "l": {"a": [{"__proto__": 5}]}}' });
    assert.deepEqual([...found.values.keys()], ['__proto__.x', 'constructor', 'l.a']);
    assert.equal(Object.hasOwn({}, 'x'), false);
  });
});

describe('metrics', () => {
  const trained = Date.UTC(2024, 0, 2, 12);
  const minute = 60_000;
  async function metrics(files: Record<string, [string, number?]>, more: Partial<MetricsRequest> = {}): Promise<CapturedValues> {
    const root = makeWorkspace();
    for (const [path, [text, offset]] of Object.entries(files)) put(root, path, text, trained + (offset ?? 0));
    return readMetrics({ root, script: 'train.py', folder: '', models: ['models/a.pt'], written: [], trainedAt: trained, ...more });
  }

  it('are numbers, as Python writes them', async () => {
    const found = await metrics({ 'metrics.json': ['{"acc": 0.91, "n": 12345678901234567890, "ok": true, "name": "x", "loss": NaN, "max": -Infinity, "val": {"f1": 1.0}}'] });
    assert.deepEqual(plain(found), [['acc', 0.91, 1], ['n', 12345678901234567890n, 1], ['loss', NaN, 1], ['max', -Infinity, 1], ['val.f1', 1, '1.0', 1]]);
    assert.deepEqual(found.files, [{ path: 'metrics.json', mtimeMs: trained }]);
  });

  it('are of the file that the script writes, then of the one beside the model', async () => {
    const files: Record<string, [string]> = { 'metrics.json': ['{"a": 1}'], 'models/metrics.yaml': ['a: 2'], 'out/scores.json': ['{"a": 3}'] };
    assert.equal((await metrics(files)).values.get('a')?.value, 2);
    assert.equal((await metrics(files, { written: ['out/scores.json'] })).values.get('a')?.value, 3);
    assert.equal((await metrics(files, { models: ['a.pt'] })).values.get('a')?.value, 1);
  });

  it('of an earlier run are left out', async () => {
    const found = await metrics({ 'metrics.json': ['{"a": 1}', -3 * 60 * minute] });
    assert.equal(found.values.size, 0);
    assert.equal(found.remarks[0]?.text, 'metrics.json was written 3 h before the model file, so it is of an earlier run and was left out.');
    assert.equal((await metrics({ 'metrics.json': ['{"a": 1}', -5 * minute] })).values.size, 1);
    assert.equal((await metrics({ 'metrics.json': ['{"a": 1}', 60 * minute] })).values.size, 1);
  });

  it('that can not be read are a remark', async () => {
    const found = await metrics({ 'metrics.json': ['{"a": 1'] });
    assert.deepEqual([found.values.size, found.remarks.length], [0, 1]);
  });
});
