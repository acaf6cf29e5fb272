import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { isTrailError } from '../../../src/base/errors.ts';
import { ConfigCache, readConfig, rememberDirection, rememberScript, rememberSharing } from '../../../src/trail/config.ts';

describe('config.yaml', () => {
  let root = '';
  const file = (): string => join(root, '.modeltrail', 'config.yaml');
  const text = (): string => readFileSync(file(), 'utf8');
  const write = (content: string): void => {
    mkdirSync(join(root, '.modeltrail'), { recursive: true });
    writeFileSync(file(), content);
  };
  beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'modeltrail-config-')); });
  afterEach(() => { rmSync(root, { recursive: true }); });

  it('remembers which way is good, and what else stands there stays', async () => {
    write('# ours\nmodels:\n  churn: # the old one\n    script: train.py\nlater: {kept: true}\n');
    await rememberDirection(root, 'churn', 'ece', 'down');
    await rememberDirection(root, 'churn', 'a.b: c', 'up');
    assert.deepEqual((await readConfig(root)).models?.['churn'], { script: 'train.py', directions: { ece: 'down', 'a.b: c': 'up' } });
    for (const kept of ['# ours', '# the old one', 'later: ']) assert.ok(text().includes(kept), kept);
    await rememberDirection(root, 'churn', 'ece', null);
    await rememberDirection(root, 'churn', 'a.b: c', null);
    assert.deepEqual(await readConfig(root), { models: { churn: { script: 'train.py' } }, later: { kept: true } });
  });

  it('is made when it is missing, and not for nothing', async () => {
    await rememberDirection(root, 'churn', 'ece', null);
    assert.throws(text);
    await rememberDirection(root, 'churn', 'ece', 'up');
    assert.deepEqual(await readConfig(root), { models: { churn: { directions: { ece: 'up' } } } });
  });

  it('that is broken is not written over, and for rows is as none', async () => {
    write('models: [');
    for (const change of [rememberDirection(root, 'churn', 'ece', 'up'), rememberScript(root, 'churn', 'train.py')]) {
      await assert.rejects(change, (error: unknown) => isTrailError(error, 'file-unreadable'));
    }
    assert.equal(text(), 'models: [');
    assert.deepEqual(await new ConfigCache().read(root), {});
  });

  it('remembers whether the history is shared, and what else stands there stays', async () => {
    await rememberSharing(root, false);
    assert.throws(text);
    write('# ours\nmodels:\n  churn:\n    script: train.py # theirs\n');
    await rememberSharing(root, true);
    assert.equal(text(), '# ours\nmodels:\n  churn:\n    script: train.py # theirs\nshare: true\n');
    await rememberSharing(root, false);
    assert.match(text(), /share: false\n$/u);
  });

  it('that is a link out of the project is not written through', async () => {
    const target = mkdtempSync(join(tmpdir(), 'modeltrail-elsewhere-'));
    try {
      writeFileSync(join(target, 'settings'), 'mine: 1\n');
      mkdirSync(join(root, '.modeltrail'));
      symlinkSync(join(target, 'settings'), file());
      await assert.rejects(rememberSharing(root, true), (error: unknown) => isTrailError(error, 'file-unreadable'));
      assert.equal(readFileSync(join(target, 'settings'), 'utf8'), 'mine: 1\n');
    } finally {
      rmSync(target, { recursive: true });
    }
  });

  it('is read again when it changed', async () => {
    const cache = new ConfigCache();
    assert.deepEqual(await cache.read(root), {});
    write('models: {churn: {mainMetric: f1}}');
    const first = await cache.read(root);
    assert.equal(first.models?.['churn']?.mainMetric, 'f1');
    assert.equal(await cache.read(root), first);
    write('models: {churn: {mainMetric: recall}}');
    assert.equal((await cache.read(root)).models?.['churn']?.mainMetric, 'recall');
    rmSync(file());
    assert.deepEqual(await cache.read(root), {});
  });
});
