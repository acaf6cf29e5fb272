import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { sha256 as sha256Of, Terminal, type VersionDocument } from './terminal.ts';

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

  function commitAt(day: string, message: string, author: string): void {
    terminal.git('add', '--all');
    terminal.shell(`GIT_COMMITTER_DATE=${day}T00:00:00Z GIT_AUTHOR_NAME=${author} git commit --quiet -m '${message}'`);
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

  it('takes every content that was committed, with its commit, author, code and results of then', async () => {
    const write = (rate: string, accuracy: number): string => {
      terminal.write('train.py', `import joblib\nlearning_rate = ${rate}\nmodel = fit(learning_rate)\njoblib.dump(model, "models/churn.pkl")\n`);
      terminal.write('metrics.json', JSON.stringify({ accuracy }));
      return terminal.writeRandom('models/churn.pkl', 5000);
    };
    const first = write('0.1', 0.8);
    commitAt('2025-01-01', 'First model', 'Ann');
    const second = write('0.3', 0.9);
    commitAt('2025-02-01', 'Higher rate', 'Bob');
    terminal.git('tag', '-a', 'churn@v1.1', '-m', 'released');
    terminal.git('mv', 'metrics.json', 'results.json');
    commitAt('2025-03-01', 'Nothing new of the model', 'Bob');
    const third = write('0.5', 0.7);

    const { versions } = await terminal.json<{ versions: VersionDocument[] }>('adopt');
    assert.deepEqual(versions.map(({ label, note, author, createdAt }) => [label, note, author, createdAt.slice(0, 10)]).slice(0, 2), [['1.0', 'First model', 'Ann', '2025-01-01'], ['v1.1', 'Higher rate', 'Bob', '2025-02-01']]);
    assert.deepEqual(versions.map(({ artifacts }) => artifacts.map(({ path, sha256 }) => [path, sha256])), [first, second, third].map((sha256) => [['models/churn.pkl', sha256]]));
    assert.deepEqual(versions.slice(1).map(({ parents }) => parents), versions.slice(0, -1).map(({ id }) => [id]));
    assert.deepEqual(versions.map(({ metrics }) => metrics), [{ accuracy: 0.8 }, { accuracy: 0.9 }, {}]);
    assert.deepEqual(versions.map(({ code }) => code?.script ?? null), ['train.py', 'train.py', null], 'what was not committed claims no code');
    assert.equal(versions[1]?.code?.commit, terminal.git('rev-parse', 'churn@v1.1^{commit}').trim());
    assert.match((await terminal.run('diff', 'churn@1.0', 'churn@v1.1')).stdout, /-learning_rate = 0\.1\n\+learning_rate = 0\.3/u);
    await terminal.run('restore', 'churn@1.0');
    assert.equal(terminal.sha256('models/churn.pkl'), first);
    assert.equal((await terminal.json<{ ok: boolean }>('verify')).ok, true);
    assert.equal((await terminal.run('adopt')).code, 1, 'nothing is taken twice');
  });

  it('takes from Git LFS what is on this machine, and says how much is not', async () => {
    const model = randomBytes(3000);
    const sha256 = sha256Of(model);
    const pointer = (digest: string): string => `version https://git-lfs.github.com/spec/v1\noid sha256:${digest}\nsize 3000\n`;
    terminal.write('churn.pt', pointer('0'.repeat(64)));
    commitAt('2025-01-01', 'Not fetched', 'Ann');
    terminal.write('churn.pt', pointer(sha256));
    commitAt('2025-01-02', 'Fetched', 'Ann');
    terminal.write(join('.git/lfs/objects', sha256.slice(0, 2), sha256.slice(2, 4), sha256), model);
    terminal.write('churn.pt', model);
    const { versions, elsewhere, wayOut } = await terminal.json<{ versions: VersionDocument[]; elsewhere: number; wayOut: null }>('adopt');
    assert.deepEqual(versions.map(({ note, artifacts }) => [note, artifacts[0]?.sha256]), [['Fetched', sha256]]);
    assert.deepEqual([elsewhere, wayOut], [1, null]);
  });

  it('shows the way out of large files in Git, and takes no step of it', async () => {
    terminal.writeRandom("models/ann's net.pt", 11 * 1024 * 1024);
    commitAt('2025-01-01', 'Large', 'Ann');
    const head = terminal.git('rev-parse', 'HEAD');
    const { stdout } = await terminal.run('adopt');
    assert.match(stdout, /Git keeps 11\.5 MB of these models\. The way out/u);
    const commands = stdout.split('\n').filter((line) => line.startsWith('  ') && /^ {2}(?:git|printf)/u.test(line)).map((line) => line.trim());
    assert.deepEqual([commands.length, terminal.git('rev-parse', 'HEAD'), terminal.git('status', '--porcelain')], [5, head, '']);
    // The first four go without a tool of its own.
    for (const command of commands.slice(0, 4)) terminal.shell(command);
    assert.deepEqual(terminal.git('ls-files').trim().split('\n'), ['.gitignore']);
    assert.equal(terminal.git('status', '--porcelain'), '');
    assert.equal((await terminal.json<{ versions: unknown[] }>('list')).versions.length, 1);
  });

  it('leaves Git’s history alone when it is told to', async () => {
    terminal.writeRandom('churn.pkl', 5000);
    commitAt('2025-01-01', 'Committed', 'Ann');
    terminal.writeRandom('churn.pkl', 5000);
    commitAt('2025-01-02', 'Committed', 'Ann');
    const { versions } = await terminal.json<{ versions: VersionDocument[] }>('adopt', '--no-history');
    assert.deepEqual(versions.map(({ note, code }) => [note, code]), [['', null]]);
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
