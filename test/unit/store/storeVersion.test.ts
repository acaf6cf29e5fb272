import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { describe, it } from 'mocha';
import { canonicalText } from '../../../src/domain/canonicalJson.ts';
import type { DataRecord } from '../../../src/domain/manifest.ts';
import { putBlobs } from '../../../src/store/blobs.ts';
import { blobPath } from '../../../src/store/layout.ts';
import { readSeries } from '../../../src/store/series.ts';
import { storeVersion, type StoreVersionRequest } from '../../../src/store/storeVersion.ts';
import { verifyStore } from '../../../src/store/verify.ts';
import { FormatReader } from './formatReader.ts';
import { context, inWorkspace, sha256, type Workspace } from './support.ts';

const source = { kind: 'code' as const, path: 'train.py', line: 1 };
const curves = [{ name: 'loss', epoch: [1, 2], values: [0.5, 0.25] }];

function request(workspace: Workspace, more: Partial<StoreVersionRequest['draft']>, blobs: readonly Uint8Array[] = []): StoreVersionRequest {
  const absolute = workspace.write('a.bin', 100);
  const { artifacts: _, ...draft } = workspace.draft([]);
  return { storeDir: workspace.storeDir, root: workspace.root, now: Date.now(), artifacts: [{ path: 'a.bin', absolute, isFolder: false, size: 100 }], blobs, packages: null, outlines: null, draft: { ...draft, ...more }, label: { suggest: 'minor', after: null }, note: '', standsHere: true };
}

describe('store: what a record points to', () => {
  it('keeps short headers in it and long ones beside it, and both are read back', inWorkspace(async (workspace) => {
    const short = ['id', 'é', '"quoted"'];
    const many = Array.from({ length: 41 }, (_, at) => `c${String(at)}`);
    const long = ['x'.repeat(200), ...Array.from({ length: 10 }, () => 'y'.repeat(180))];
    const medium = Array.from({ length: 12 }, (_, at) => `${String(at)}${'z'.repeat(100)}`);
    const headers = [short, many, long, null, medium, medium, medium, medium];
    const data = headers.map((columnNames, at): DataRecord => ({ path: `${String(at)}.csv`, sha256: '0'.repeat(64), size: 1, rows: 1, columns: 1, ...(columnNames === null ? {} : { columnNames }), source }));
    const { id } = await storeVersion(request(workspace, { data }), context());
    await workspace.read((reader) => { assert.deepEqual(reader.version(id)?.data.map(({ columnNames }) => columnNames), headers); });
    assert.deepEqual(new FormatReader(workspace.storeDir).read().versions[0]?.columnNames, headers);
    assert.equal(workspace.files('blobs').length, 3, 'equal headers are one blob');
    const blob = sha256(canonicalText({ names: many }));
    rmSync(blobPath(workspace.storeDir, blob));
    await workspace.read((reader) => { assert.equal(reader.version(id)?.data[1]?.columnNames, null); });
    assert.deepEqual((await verifyStore(workspace.storeDir, {}, context())).map(({ version, path }) => [version, path]), [[id, '1.csv']]);
  }));

  it('keeps training curves, and tells when they are gone', inWorkspace(async (workspace) => {
    const bytes = Buffer.from(canonicalText({ curves }));
    const series = { blob: sha256(bytes), count: 1 };
    const { id } = await storeVersion(request(workspace, { series }, [bytes]), context());
    await workspace.read((reader) => { assert.deepEqual(reader.version(id)?.series, series); });
    assert.deepEqual(readSeries(workspace.storeDir, series.blob), { curves });
    assert.deepEqual(new FormatReader(workspace.storeDir).read().versions[0]?.curves, curves);
    rmSync(blobPath(workspace.storeDir, series.blob));
    assert.equal(readSeries(workspace.storeDir, series.blob), null);
    assert.deepEqual((await verifyStore(workspace.storeDir, {}, context())).map(({ version, path }) => [version, path]), [[id, 'series']]);
  }));

  it('gives no curves of a blob that holds something else', inWorkspace(async (workspace) => {
    const [text = '', empty = ''] = await putBlobs(workspace.storeDir, ['a script', '']);
    assert.deepEqual([readSeries(workspace.storeDir, text), readSeries(workspace.storeDir, empty)], [null, null]);
  }));
});
