import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Terminal, sha256, type VersionDocument } from './terminal.ts';

describe('modeltrail in a terminal', () => {
  let terminal: Terminal;
  beforeEach(() => {
    terminal = new Terminal({ git: true });
  });
  afterEach(() => {
    terminal.dispose();
  });

  it('saves a file and lists, shows and restores it', async () => {
    const first = terminal.writeRandom('churn.pkl', 100_000);
    const saved = await terminal.save('churn.pkl', '-m', 'the first one', '--param', 'lr=3e-4', '--param', 'optimizer=AdamW', '--metric', 'accuracy=0.91');
    assert.equal(saved.model, 'churn');
    assert.equal(saved.label, '1.0');
    assert.equal(saved.note, 'the first one');
    assert.match(saved.id, /^[0-9a-f]{64}$/u);
    assert.deepEqual(saved.params, { lr: 0.0003, optimizer: 'AdamW' });
    assert.deepEqual(saved.metrics, { accuracy: 0.91 });
    assert.deepEqual(saved.artifacts, [{ path: 'churn.pkl', size: 100_000, sha256: first, bytes: 'here' }]);

    terminal.writeRandom('churn.pkl', 100_000);
    const second = await terminal.save('churn.pkl', '--metric', 'accuracy=0.93');
    assert.equal(second.label, '1.1');
    assert.deepEqual(second.parents, [saved.id]);

    const { versions } = await terminal.json<{ versions: VersionDocument[] }>('list');
    assert.deepEqual(versions.map(({ label }) => label), ['1.1', '1.0']);
    const { version } = await terminal.json<{ version: VersionDocument }>('show', 'churn@1.0');
    assert.deepEqual(version, saved);

    const restored = await terminal.json<{ version: VersionDocument; path: string; sha256: string }>('restore', '1.0');
    assert.equal(restored.version.id, saved.id);
    assert.equal(restored.path, 'churn.pkl');
    assert.equal(restored.sha256, first);
    assert.equal(terminal.sha256('churn.pkl'), first);
  });

  it('lists what an expression asks for, and says where a mistake in it is', async () => {
    for (const [lr, accuracy] of [['1e-3', '0.91'], ['3e-2', '0.95']] as const) {
      terminal.writeRandom('churn.pkl', 1000);
      await terminal.save('churn.pkl', '-m', `with ${lr}`, '--param', `optimizer.lr=${lr}`, '--param', 'optimizer.name=AdamW', '--metric', `accuracy=${accuracy}`);
    }
    const labels = async (filter: string): Promise<string[]> => (await terminal.json<{ versions: VersionDocument[] }>('list', '--filter', filter)).versions.map(({ label }) => label);
    assert.deepEqual(await labels('acc>0.94'), ['1.1']);
    assert.deepEqual(await labels('lr<=0.001 name=adamw author:me since:1h'), ['1.0']);
    assert.deepEqual(await labels('with is:here'), ['1.1', '1.0']);
    assert.deepEqual(await labels('is:best'), ['1.1']);
    assert.deepEqual(await labels('lr>1'), []);
    assert.match((await terminal.run('list', '--filter', 'lr>1')).stdout, /^No version matches the filter\.$/mu);
    const wrong = await terminal.run('list', '--filter', 'acc>0.94 lr<small');
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /^“small” is not a number, at column 13 of the filter\. Write one such as .*\n$/u);
  });

  it('says which version a file is', async () => {
    terminal.writeRandom('net.pt', 5000);
    assert.deepEqual(await terminal.json('info', 'net.pt'), { path: 'net.pt', state: 'unknown', version: null });
    const saved = await terminal.save('net.pt');
    const info = await terminal.json<{ state: string; version: VersionDocument }>('info', 'net.pt');
    assert.equal(info.state, 'saved');
    assert.equal(info.version.id, saved.id);
    terminal.writeRandom('net.pt', 5000);
    const changed = await terminal.json<{ state: string; version: VersionDocument }>('info', 'net.pt');
    assert.equal(changed.state, 'modified');
    assert.equal(changed.version.id, saved.id);
  });

  it('restores to another place, and into a folder', async () => {
    const first = terminal.writeRandom('a.onnx', 3000);
    await terminal.save('a.onnx');
    await terminal.json('restore', '1.0', '--to', 'elsewhere/deep/copy.onnx');
    assert.equal(terminal.sha256('elsewhere/deep/copy.onnx'), first);
    mkdirSync(terminal.path('there'));
    await terminal.json('restore', '1.0', '--to', 'there');
    assert.equal(terminal.sha256('there/a.onnx'), first);
  });

  it('saves several files and folders as one version', async () => {
    const weights = terminal.writeRandom('models/digits/model.safetensors', 4000);
    const encoder = terminal.writeRandom('models/digits/encoder.joblib', 2000);
    const shard = terminal.writeRandom('hf/weights/model.safetensors', 1000);
    terminal.write('hf/weights/config.json', '{}');
    const saved = await terminal.save('models/digits/model.safetensors', 'models/digits/encoder.joblib', 'hf/weights', '--model', 'digits');
    assert.deepEqual(saved.artifacts.map(({ path }) => path).sort(), ['hf/weights', 'models/digits/encoder.joblib', 'models/digits/model.safetensors']);
    for (const name of ['models/digits/model.safetensors', 'models/digits/encoder.joblib', 'hf/weights/model.safetensors']) terminal.write(name, 'overwritten');
    await terminal.json('restore', 'digits@latest');
    assert.equal(terminal.sha256('models/digits/model.safetensors'), weights);
    assert.equal(terminal.sha256('models/digits/encoder.joblib'), encoder);
    assert.equal(terminal.sha256('hf/weights/model.safetensors'), shard);
    assert.equal(readFileSync(terminal.path('hf/weights/config.json'), 'utf8'), '{}');
  });

  it('labels, aliases, tags, notes, deletes and brings back', async () => {
    terminal.writeRandom('m.pkl', 500);
    const saved = await terminal.save('m.pkl', '--model', 'm');
    await terminal.json('label', 'm@1.0', 'baseline');
    await terminal.json('alias', 'set', 'production', 'm@baseline');
    await terminal.json('tag', 'm@production', 'reviewed');
    await terminal.json('note', 'm@production', 'ready');
    const { version } = await terminal.json<{ version: VersionDocument }>('show', 'production');
    assert.deepEqual(
      { id: version.id, label: version.label, aliases: version.aliases, tags: version.tags, note: version.note },
      { id: saved.id, label: 'baseline', aliases: ['production'], tags: ['reviewed'], note: 'ready' },
    );
    const { aliases } = await terminal.json<{ aliases: { alias: string; version: string }[] }>('alias', 'list');
    assert.deepEqual(aliases.map(({ alias, version: id }) => [alias, id]), [['production', saved.id]]);
    await terminal.json('alias', 'unset', 'production');
    assert.equal((await terminal.run('show', 'm@production')).code, 2);
    await terminal.json('delete', 'baseline');
    assert.deepEqual((await terminal.json<{ versions: unknown[] }>('list')).versions, []);
    await terminal.json('undelete', saved.id.slice(0, 10));
    assert.equal((await terminal.json<{ versions: unknown[] }>('list')).versions.length, 1);
  });

  it('holds a corrected direction and a chosen main metric true everywhere', async () => {
    const ids: string[] = [];
    for (const gap of ['0.3', '0.1', '0.2']) {
      terminal.writeRandom('m.pkl', 500);
      ids.push((await terminal.save('m.pkl', '--model', 'm', '--metric', `accuracy=${gap}`, '--metric', `gap=${gap}`)).id);
    }
    const best = async (): Promise<string> => (await terminal.json<{ version: VersionDocument }>('show', 'm@best')).version.id;
    assert.equal(await best(), ids[0]);
    terminal.write('.modeltrail/config.yaml', 'models: {m: {mainMetric: gap, directions: {gap: down, accuracy: down}}}');
    assert.equal(await best(), ids[1]);
    assert.match((await terminal.run('list')).stdout, /^m {2}gap ↓ · 3 versions$/mu);
    const shown = (await terminal.run('show', 'm@latest')).stdout;
    for (const name of ['accuracy', 'gap']) assert.match(shown, new RegExp(`${name} ↓ .* worse`, 'u'));
    terminal.write('.modeltrail/config.yaml', 'models: {m: {directions: {accuracy: sideways}}}');
    assert.equal(await best(), ids[0]);
    assert.match((await terminal.run('list')).stdout, /^m {2}accuracy ↑ · 3 versions$/mu);
  });

  it('finds versions by label, alias, id, latest, best and steps back', async () => {
    const ids: string[] = [];
    for (const accuracy of ['0.90', '0.95', '0.93']) {
      terminal.writeRandom('m.pkl', 500);
      ids.push((await terminal.save('m.pkl', '--model', 'm', '--metric', `accuracy=${accuracy}`)).id);
    }
    const named = async (reference: string): Promise<string> => (await terminal.json<{ version: VersionDocument }>('show', reference)).version.id;
    assert.equal(await named('m@latest'), ids[2]);
    assert.equal(await named('latest~2'), ids[0]);
    assert.equal(await named('m@best'), ids[1]);
    assert.equal(await named('m@1.2~1'), ids[1]);
    assert.equal(await named((ids[1] ?? '').slice(0, 8)), ids[1]);
  });

  it('finds a damaged byte and does not restore it', async () => {
    terminal.writeRandom('m.pkl', 20_000);
    const saved = await terminal.save('m.pkl', '--model', 'm');
    assert.deepEqual(await terminal.json('verify'), { ok: true, problems: [] });
    const packs = terminal.path('.git/modeltrail/packs');
    const pack = readdirSync(packs).find((name) => name.endsWith('.pack'));
    assert.ok(pack);
    const bytes = readFileSync(`${packs}/${pack}`);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(`${packs}/${pack}`, bytes);
    const before = terminal.write('m.pkl', 'what is there now');
    const verified = await terminal.run('verify', '--json');
    assert.equal(verified.code, 1);
    const { ok, problems } = JSON.parse(verified.stdout) as { ok: boolean; problems: { version: string | null; path: string | null; problem: string }[] };
    assert.equal(ok, false);
    assert.ok(problems.some(({ version, path }) => version === saved.id && path === 'm.pkl'), JSON.stringify(problems));
    const restored = await terminal.run('restore', '1.0', '--json');
    assert.equal(restored.code, 2);
    assert.equal((JSON.parse(restored.stderr) as { error: { code: string } }).error.code, 'object-damaged');
    assert.equal(terminal.sha256('m.pkl'), before);
  });

  it('counts what is stored', async () => {
    terminal.write('m.pkl', 'a'.repeat(1_000_000));
    await terminal.save('m.pkl', '--model', 'm');
    await terminal.save('m.pkl', '--model', 'm');
    const stats = await terminal.json<{ versions: number; logicalBytes: number; storedBytes: number }>('stats');
    assert.equal(stats.versions, 2);
    assert.equal(stats.logicalBytes, 2_000_000);
    assert.ok(stats.storedBytes > 0 && stats.storedBytes < 1_000_000, String(stats.storedBytes));
  });

  it('records script, modules, parameters, metrics, data and commit, each with its source', async () => {
    terminal.write('train.py', 'import joblib\nimport pandas as pd\nfrom features import build\n\ndf = pd.read_csv("data/train.csv")\njoblib.dump(build(df), "models/churn/model.joblib")\n');
    terminal.write('features.py', 'def build(df):\n    return df\n');
    terminal.write('params.yaml', 'lr: 3e-4\nmodel:\n  depth: 6\n');
    terminal.write('metrics.json', '{"accuracy": 0.94, "loss": NaN}');
    terminal.write('data/train.csv', 'a,b\n1,2\n3,4\n');
    terminal.git('add', '--all');
    terminal.git('commit', '--quiet', '--message', 'Train');
    terminal.writeRandom('models/churn/model.joblib', 1000);
    const saved = await terminal.save('models/churn/model.joblib');
    assert.equal(saved.model, 'churn');
    assert.deepEqual(saved.params, { lr: 0.0003, 'model.depth': 6 });
    assert.deepEqual(saved.metrics, { accuracy: 0.94, loss: 'NaN' });
    assert.equal(saved.code?.script, 'train.py');
    assert.equal(saved.code?.commit, terminal.git('rev-parse', 'HEAD').trim());
    assert.equal(saved.code?.branch, 'main');
    assert.deepEqual(saved.code?.files.filter(({ role }) => role !== 'config').map(({ path, role }) => [path, role]), [['train.py', 'script'], ['features.py', 'module']]);
    assert.deepEqual(saved.data.map(({ path, rows, sha256: digest }) => [path, rows, digest]), [['data/train.csv', 2, sha256('a,b\n1,2\n3,4\n')]]);
    assert.equal(terminal.git('status', '--porcelain').trim(), '?? models/');
  });

  it('says when several scripts could have trained a model, and takes the one that is named', async () => {
    for (const name of ['first.py', 'second.py']) terminal.write(name, 'import joblib\njoblib.dump(model, "m.joblib")\n');
    terminal.writeRandom('m.joblib', 1000);
    const unsure = await terminal.save('m.joblib');
    assert.equal(unsure.code?.script, null);
    assert.ok(unsure.remarks.some(({ text }) => text.includes('first.py') && text.includes('second.py')), JSON.stringify(unsure.remarks));
    const sure = await terminal.save('m.joblib', '--script', 'second.py');
    assert.equal(sure.code?.script, 'second.py');
  });

  it('survives what Git does to a work tree', async () => {
    terminal.write('.gitignore', 'models/\n');
    terminal.git('add', '--all');
    terminal.git('commit', '--quiet', '--message', 'Start');
    const digest = terminal.writeRandom('models/m.pkl', 50_000);
    await terminal.save('models/m.pkl', '--model', 'm');
    assert.equal(terminal.git('status', '--porcelain'), '');
    terminal.write('junk.txt', 'x');
    terminal.git('stash', '--include-untracked', '--quiet');
    terminal.git('clean', '-fdxq');
    terminal.git('switch', '--quiet', '--create', 'other');
    terminal.git('worktree', 'add', '--quiet', '../tree');
    assert.ok(!existsSync(terminal.path('models/m.pkl')));
    const tree = `${terminal.folder}/../tree`;
    const inTree = await terminal.runIn(tree, 'restore', 'm@1.0', '--json');
    assert.equal(inTree.code, 0, inTree.stderr);
    assert.equal(sha256(readFileSync(`${tree}/models/m.pkl`)), digest);
    terminal.git('worktree', 'remove', '--force', '../tree');
    await terminal.json('restore', 'm@1.0');
    assert.equal(terminal.sha256('models/m.pkl'), digest);
  });
});
