import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { canonicalText } from '../../../src/domain/canonicalJson.ts';
import { putBlobs } from '../../../src/store/blobs.ts';
import { commitVersion, recordStatement } from '../../../src/store/commit.ts';
import { putFolder } from '../../../src/store/folderStore.ts';
import { FormatReader } from './formatReader.ts';
import { author, context, inWorkspace } from './support.ts';

describe('store: the written format', () => {
  it('can be read by a program made from its page alone', inWorkspace(async (workspace) => {
    const source = { kind: 'typed' as const };
    workspace.write('raw.bin', 5_000_000);
    workspace.write('text.txt', Buffer.alloc(9_000_000, 'compressible '));
    workspace.write('tiny.json', '{}');
    const names = ['raw.bin', 'text.txt', 'tiny.json'];
    const params = '{"rate":{"source":{"kind":"typed"},"text":"3e-4","value":0.0003},"word":{"source":{"kind":"typed"},"value":"##hash"}}';
    const [blob = ''] = await putBlobs(workspace.storeDir, [params]);
    const first = await workspace.save(names, { more: { params: { blob, count: 2 }, metrics: { loss: { value: '#number:-Infinity', source } } } });
    workspace.write('bert/weights.bin', 70_000);
    workspace.write('bert/sub/é.txt', 'x');
    workspace.write('bert/empty', '');
    const folder = await putFolder(workspace.storeDir, workspace.path('bert'), context());
    const wide = Array.from({ length: 100 }, (_, at) => `pixel ${String(at)}`);
    const curves = [{ name: 'loss', epoch: [1, 2], time: [0, 2.5], values: [0.5, null] }];
    const [names100 = '', series = ''] = await putBlobs(workspace.storeDir, [canonicalText({ names: wide }), canonicalText({ curves })]);
    const table = { path: 'a.csv', sha256: series, size: 1, rows: 1, source };
    const data = [{ ...table, columns: 2, columnNames: ['id', 'é'] }, { ...table, columns: 100, columnNames: { blob: names100, count: 100 } }, table];
    const draft = workspace.draft([{ path: 'bert', size: folder.size, sha256: folder.sha256, files: folder.files }], { model: 'bert', data, series: { blob: series, count: 1 } });
    const second = await commitVersion(workspace.storeDir, { draft, label: { wanted: 'begin' }, note: 'one' }, Date.now());
    await recordStatement(workspace.storeDir, { type: 'noted', version: second.id, note: 'two' }, author, Date.now());
    await recordStatement(workspace.storeDir, { type: 'tagged', version: second.id, tag: 'paper', present: true }, author, Date.now());
    await recordStatement(workspace.storeDir, { type: 'deleted', version: first.id, deleted: true }, author, Date.now());
    await recordStatement(workspace.storeDir, { type: 'aliased', model: 'bert', alias: 'production', version: second.id }, author, Date.now());

    const trail = new FormatReader(workspace.storeDir).read();
    const byId = new Map(trail.versions.map((version) => [version.id, version]));
    assert.deepEqual(trail.aliases, { 'bert@production': [second.id] });
    const { artifacts, ...one } = byId.get(first.id) ?? { artifacts: [] };
    assert.deepEqual(one, { id: first.id, model: 'churn', label: ['1.0'], notes: ['a note'], tags: [], deleted: true, params: { rate: 0.0003, word: '#hash' }, metrics: { loss: -Infinity }, columnNames: [], curves: [] });
    const two = byId.get(second.id);
    assert.deepEqual([two?.columnNames, two?.curves], [[['id', 'é'], wide, null], curves]);
    assert.deepEqual([two?.label, two?.notes, two?.tags, two?.deleted], [['begin'], ['two'], ['paper'], false]);
    const all = [...artifacts, ...(two?.artifacts ?? [])];
    assert.deepEqual(all.map(({ path }) => path), [...names, 'bert/empty', 'bert/sub/é.txt', 'bert/weights.bin']);
    for (const { path, bytes } of all) assert.ok(bytes.equals(readFileSync(workspace.path(path))), path);
  }));
});
