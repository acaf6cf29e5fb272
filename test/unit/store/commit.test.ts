import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isTrailError, type ErrorCode } from '../../../src/base/errors.ts';
import { commitVersion, recordStatement } from '../../../src/store/commit.ts';
import { putBlobs } from '../../../src/store/blobs.ts';
import { author, inWorkspace, type Workspace } from './support.ts';

const fails = (code: ErrorCode) => (error: unknown) => isTrailError(error, code);

async function three(workspace: Workspace): Promise<string[]> {
  const ids: string[] = [];
  for (const name of ['a.bin', 'b.bin', 'c.bin']) {
    workspace.write(name, 500);
    ids.push((await workspace.save([name], { now: 1_700_000_000_000 })).id);
  }
  return ids;
}

describe('store: versions', () => {
  it('gives each version the next label and a later time, even when the clock stands', inWorkspace(async (workspace) => {
    const ids = await three(workspace);
    await workspace.read((reader) => {
      const versions = reader.versions({ model: 'churn', offset: 0, limit: 10 });
      assert.deepEqual(versions.map(({ label, createdAt, id }) => [label, createdAt, id]), [
        ['1.2', '2023-11-14T22:13:20.002Z', ids[2]],
        ['1.1', '2023-11-14T22:13:20.001Z', ids[1]],
        ['1.0', '2023-11-14T22:13:20.000Z', ids[0]],
      ]);
      assert.deepEqual(reader.models(), [{ name: 'churn', versions: 3, mainMetric: null }]);
    });
  }));

  it('refuses a label that is taken, and says who has it and what is free', inWorkspace(async (workspace) => {
    const [first = '', second = ''] = await three(workspace);
    const taken = (error: unknown): boolean => isTrailError(error, 'label-taken') && error.message.includes(second.slice(0, 7)) && error.hint?.includes('1.3') === true;
    workspace.write('d.bin', 10);
    await assert.rejects(workspace.save(['d.bin'], { label: { wanted: '1.1' } }), taken);
    await assert.rejects(recordStatement(workspace.storeDir, { type: 'labelled', version: first, label: '1.1' }, author, 1), taken);
    await recordStatement(workspace.storeDir, { type: 'labelled', version: second, label: '1.1' }, author, 1);
    await assert.rejects(workspace.save(['d.bin'], { label: { wanted: 'latest' } }), fails('label-invalid'));
    await recordStatement(workspace.storeDir, { type: 'deleted', version: second, deleted: true }, author, 1);
    assert.equal((await workspace.save(['d.bin'], { label: { wanted: '1.1' } })).label, '1.1');
    await recordStatement(workspace.storeDir, { type: 'deleted', version: second, deleted: false }, author, 1);
    await workspace.read((reader) => {
      assert.deepEqual(reader.byLabel('churn', '1.1').map(({ labelShared }) => labelShared), [true, true]);
      assert.equal(reader.byLabel(null, '1.0')[0]?.labelShared, false);
    });
  }));

  it('records what people say, each statement superseding what was known', inWorkspace(async (workspace) => {
    const [first = '', second = ''] = await three(workspace);
    const say = (statement: Parameters<typeof recordStatement>[1]) => recordStatement(workspace.storeDir, statement, author, 5);
    await say({ type: 'noted', version: first, note: 'better' });
    const { event } = await say({ type: 'noted', version: first, note: 'best' });
    assert.equal(event.seen.length, 1);
    await say({ type: 'tagged', version: first, tag: 'paper', present: true });
    await say({ type: 'tagged', version: first, tag: 'gone', present: true });
    await say({ type: 'tagged', version: first, tag: 'gone', present: false });
    await say({ type: 'aliased', model: 'churn', alias: 'production', version: first });
    await say({ type: 'aliased', model: 'churn', alias: 'production', version: second });
    await say({ type: 'labelled', version: first, label: 'baseline' });
    await say({ type: 'deleted', version: second, deleted: true });
    await workspace.read((reader) => {
      const version = reader.summary(first);
      assert.deepEqual([version?.note, version?.tags, version?.label, version?.aliases, version?.rivalLabels], ['best', ['paper'], 'baseline', [], []]);
      assert.deepEqual(reader.aliases('churn'), [{ model: 'churn', alias: 'production', versions: [second] }]);
      assert.deepEqual(reader.summary(second)?.aliases, ['production']);
      assert.deepEqual(reader.versions({ offset: 0, limit: 9, deleted: true }).map(({ id }) => id), [second]);
      assert.deepEqual([reader.count(), reader.count('churn'), reader.count('other')], [2, 2, 0]);
    });
    await assert.rejects(say({ type: 'noted', version: 'f'.repeat(64), note: '' }), fails('reference-unknown'));
    await assert.rejects(say({ type: 'aliased', model: 'other', alias: 'production', version: first }), fails('reference-unknown'));
    await assert.rejects(say({ type: 'aliased', model: 'churn', alias: 'best', version: first }), fails('alias-reserved'));
  }));

  it('reads a whole version back, with values that JSON lacks and what is kept as blobs', inWorkspace(async (workspace) => {
    const source = { kind: 'typed' as const };
    const [params = '', packages = ''] = await putBlobs(workspace.storeDir, ['{"rate":{"source":{"kind":"typed"},"text":"3e-4","value":0.0003}}', '{"torch":"2.5"}']);
    workspace.write('a.bin', 10);
    const { id } = await workspace.save(['a.bin'], {
      more: {
        params: { blob: params, count: 1 },
        metrics: { loss: { value: '#number:NaN', source }, rows: { value: '#number:9223372036854775807', source } },
        environment: { python: '3.12', os: 'linux', arch: 'x64', packages: { blob: packages, count: 1 }, source },
      },
    });
    await workspace.read((reader) => {
      const version = reader.version(id);
      assert.deepEqual(version?.params, new Map([['rate', { value: 0.0003, text: '3e-4', source }]]));
      assert.deepEqual([...(version?.metrics ?? [])].map(([name, { value }]) => [name, value]), [['loss', NaN], ['rows', 9223372036854775807n]]);
      assert.deepEqual(version?.environment?.packages, new Map([['torch', '2.5']]));
      assert.equal(reader.models()[0]?.mainMetric, 'loss');
      assert.deepEqual(reader.idsByPrefix(id.slice(0, 9)), [id]);
      assert.equal(reader.byPath('a.bin')?.id, id);
      assert.deepEqual(reader.byArtifact(version?.artifacts[0]?.sha256 ?? '').map((each) => each.id), [id]);
    });
  }));

  it('finds the newest that no other builds on', inWorkspace(async (workspace) => {
    const [first = '', second = '', third = ''] = await three(workspace);
    workspace.write('d.bin', 10);
    const child = await workspace.save(['d.bin'], { more: { parents: [third] } });
    await workspace.read((reader) => { assert.equal(reader.latest('churn')?.id, child.id); });
    await recordStatement(workspace.storeDir, { type: 'deleted', version: child.id, deleted: true }, author, 1);
    await workspace.read((reader) => {
      assert.equal(reader.latest('churn')?.id, third);
      assert.deepEqual(reader.versions({ offset: 1, limit: 1 }).map(({ id }) => id), [second]);
      assert.equal(reader.summary(first)?.deleted, false);
    });
  }));

  it('refuses records that are unsafe or too long', inWorkspace(async (workspace) => {
    workspace.write('a.bin', 10);
    const [file] = await workspace.put('a.bin');
    const artifact = { size: 10, sha256: file?.sha256 ?? '' };
    const commit = (draft: ReturnType<Workspace['draft']>) => commitVersion(workspace.storeDir, { draft, label: { wanted: '1.0' }, note: '' }, 1);
    await assert.rejects(commit(workspace.draft([{ path: '../a.bin', ...artifact }])), fails('path-unsafe'));
    const params = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`p${String(at)}`, { value: at, source: { kind: 'typed' as const } }]));
    await assert.rejects(commit(workspace.draft([{ path: 'a.bin', ...artifact }], { params })), fails('document-invalid'));
    assert.deepEqual(workspace.files('events'), []);
  }));
});
