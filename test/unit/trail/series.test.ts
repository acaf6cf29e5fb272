import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { readSeries } from '../../../src/store/series.ts';
import { openTrail } from '../../../src/trail/openTrail.ts';
import { planSave } from '../../../src/trail/planSave.ts';
import { saveVersion } from '../../../src/trail/saveVersion.ts';

describe('a saved version', function () {
  this.timeout(30_000);

  it('gives its training curves and the columns of its data back, whatever became of the files', async () => {
    const root = mkdtempSync(join(tmpdir(), 'modeltrail-trail-'));
    const write = (name: string, text: string): void => { writeFileSync(join(root, name), text); };
    write('train.py', 'import joblib, pandas\npandas.read_csv("rows.csv")\njoblib.dump(m, "m.joblib")\n');
    write('rows.csv', 'age,label\n1,0\n');
    write('m.joblib', 'a model');
    write('metrics.jsonl', '{"epoch": 1, "loss": 2}\n{"epoch": 2, "loss": NaN}\n');
    const trail = await openTrail(root, { workerScript: new URL('../../../src/worker.ts', import.meta.url), trusted: true, author: { name: 'Ada', email: null } });
    try {
      const request = { paths: ['m.joblib'] };
      const { version } = await saveVersion(trail, request, await planSave(trail, request), { note: '' });
      write('metrics.jsonl', '');
      write('rows.csv', '');
      const read = () => readSeries(trail.place.storeDir, version.series?.blob ?? '');
      assert.deepEqual(read(), { curves: [{ name: 'loss', epoch: [1, 2], values: [2, null] }] });
      assert.deepEqual(version.data.map(({ columnNames }) => columnNames), [['age', 'label']]);
      assert.deepEqual(version.metrics.get('loss'), { value: NaN, source: { kind: 'file', path: 'metrics.jsonl', line: 2 } });
      const blobs = join(root, '.modeltrail/store/blobs');
      for (const shard of readdirSync(blobs)) for (const name of readdirSync(join(blobs, shard))) writeFileSync(join(blobs, shard, name), '{"curves": [');
      assert.equal(read(), null);
    } finally {
      trail.dispose();
      rmSync(root, { recursive: true });
    }
  });
});
