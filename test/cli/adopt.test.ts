import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Terminal, type VersionDocument } from './terminal.ts';

interface Planned {
  readonly models: readonly { readonly model: string; readonly order: string; readonly versions: readonly { readonly path: string; readonly label: string; readonly sameAs: string | null; readonly params: object; readonly metrics: object }[] }[];
}

describe('modeltrail adopt', () => {
  let terminal: Terminal;
  beforeEach(() => { terminal = new Terminal({ git: true }); });
  afterEach(() => { terminal.dispose(); });

  function writeOn(day: string, path: string, content?: string): string {
    const digest = content === undefined ? terminal.writeRandom(path, 5000) : terminal.write(path, content);
    utimesSync(terminal.path(path), new Date(day), new Date(day));
    return digest;
  }

  it('makes one line of what people called v1, v2 and final, as old as the files are', async () => {
    const digests = new Map([['v1', writeOn('2025-01-01', 'churn_v1.pkl')], ['v2', writeOn('2025-02-01', 'churn_v2.pkl')], ['final', writeOn('2025-03-01', 'churn_final.pkl')]]);
    writeOn('2025-02-01', 'churn_v2.json', '{"accuracy": 0.91, "lr": 0.001}');
    const planned = await terminal.json<Planned>('adopt', '--dry-run');
    assert.deepEqual(planned.models.map(({ model, versions }) => [model, versions.map(({ label }) => label)]), [['churn', ['v1', 'v2', 'final']]]);
    assert.deepEqual((await terminal.json<{ versions: unknown[] }>('list')).versions, [], 'nothing is saved by looking');

    const { versions } = await terminal.json<{ versions: VersionDocument[] }>('adopt');
    assert.deepEqual(versions.map(({ label, createdAt }) => [label, createdAt.slice(0, 10)]), [['v1', '2025-01-01'], ['v2', '2025-02-01'], ['final', '2025-03-01']]);
    assert.deepEqual(versions.map(({ artifacts }) => artifacts[0]?.sha256), [...digests.values()]);
    assert.deepEqual(versions.slice(1).map(({ parents }) => parents), versions.slice(0, -1).map(({ id }) => [id]));
    assert.deepEqual([versions[1]?.params, versions[1]?.metrics], [{ lr: 0.001 }, { accuracy: 0.91 }]);
    assert.deepEqual([versions[0]?.params, versions[0]?.metrics], [{}, {}], 'what lies beside another is not claimed');
    assert.ok(versions.every(({ code }) => code === null), 'no code is claimed');
    assert.equal((await terminal.json<{ version: VersionDocument }>('show', 'churn@latest')).version.label, 'final');

    assert.equal((await terminal.run('adopt')).code, 1);
    assert.match((await terminal.run('adopt')).stdout, /Each of these files has a version already\./u);
  });

  it('goes on where it was stopped, and takes its place among what was saved', async () => {
    terminal.writeRandom('churn_v2.pkl', 5000);
    await terminal.save('churn_v2.pkl', '--model', 'churn', '--label', 'mine');
    writeOn('2025-01-01', 'churn_v1.pkl');
    const { versions } = await terminal.json<{ versions: VersionDocument[] }>('adopt');
    assert.deepEqual(versions.map(({ model, label }) => [model, label]), [['churn', 'v1']]);
    const listed = await terminal.json<{ versions: VersionDocument[] }>('list');
    assert.deepEqual(listed.versions.map(({ label }) => label), ['mine', 'v1']);
    assert.equal((await terminal.json<{ version: VersionDocument }>('show', 'churn@latest')).version.label, 'mine');
  });

  it('takes what lies in a checkpoint’s own folder', async () => {
    for (const [step, accuracy] of [[500, 0.8], [1000, 0.9]] as const) {
      writeOn(`2025-01-0${String(step / 500)}`, `sentiment/checkpoint-${String(step)}/model.safetensors`);
      writeOn(`2025-01-0${String(step / 500)}`, `sentiment/checkpoint-${String(step)}/config.json`, '{"model_type": "bert"}');
      writeOn(`2025-01-0${String(step / 500)}`, `sentiment/checkpoint-${String(step)}/eval_results.json`, JSON.stringify({ eval_accuracy: accuracy }));
    }
    const { versions } = await terminal.json<{ versions: VersionDocument[] }>('adopt', 'sentiment');
    assert.deepEqual(versions.map(({ model, label, metrics }) => [model, label, metrics]), [['sentiment', 'checkpoint-500', { eval_accuracy: 0.8 }], ['sentiment', 'checkpoint-1000', { eval_accuracy: 0.9 }]]);
  });

  it('puts files into the line that is named', async () => {
    writeOn('2025-01-01', 'first try.pkl');
    writeOn('2025-01-02', 'good one.pkl');
    const { versions } = await terminal.json<{ versions: VersionDocument[] }>('adopt', 'first try.pkl', 'good one.pkl', '--model', 'fraud');
    assert.deepEqual(versions.map(({ model, label, artifacts }) => [model, label, artifacts[0]?.path]), [['fraud', '1.0', 'first try.pkl'], ['fraud', '1.1', 'good one.pkl']]);
  });

  it('says what is wrong in one sentence', async () => {
    const missing = await terminal.run('adopt', 'nothing.pkl');
    assert.deepEqual([missing.code, missing.stderr.trim().split('\n').length], [2, 1]);
    const none = await terminal.run('adopt');
    assert.deepEqual([none.code, none.stdout.trim()], [1, 'No model file was found here.']);
    const outside = await terminal.run('adopt', '..');
    assert.equal(outside.code, 2);
    assert.match(outside.stderr, /not inside/u);
  });
});
