import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { canonicalText, documentId, type Json } from '../../../src/domain/canonicalJson.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import { openIndexReader, type IndexReader } from '../../../src/store/index/reader.ts';
import { putBlobs } from '../../../src/store/blobs.ts';
import { maxHistoryValues } from '../../../src/domain/metricHistory.ts';
import { indexPath } from '../../../src/store/index/open.ts';
import { refreshIndex } from '../../../src/store/index/refresh.ts';
import { recordStatement } from '../../../src/store/commit.ts';
import { openDatabase, sqliteBackend } from '../../../src/store/sqlite.ts';
import { verifyStore } from '../../../src/store/verify.ts';
import { author, context, inWorkspace, sha256, Workspace } from './support.ts';
import { assertCost } from '../../harness/cost.ts';

async function filled(workspace: Workspace): Promise<string[]> {
  const ids: string[] = [];
  for (const name of ['a.bin', 'b.bin']) {
    workspace.write(name, 700);
    ids.push((await workspace.save([name])).id);
  }
  await recordStatement(workspace.storeDir, { type: 'aliased', model: 'churn', alias: 'production', version: ids[0] ?? '' }, author, 9);
  return ids;
}

/** One version for each value of `score`, the oldest first. */
async function withMetric(workspace: Workspace, values: readonly (number | string)[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [at, value] of values.entries()) {
    workspace.write('m.bin', 10);
    ids.push((await workspace.save(['m.bin'], { now: 1000 + at, more: { metrics: { score: { value, source: { kind: 'typed' } } } } })).id);
  }
  return ids;
}

const everything = (workspace: Workspace) =>
  workspace.read((reader) => ({ models: reader.models(), versions: reader.versions({ offset: 0, limit: 99 }), aliases: reader.aliases(null) }));

for (const backend of ['better-sqlite3', 'node'] as const) {
  describe(`store: index on ${backend}`, function () {
    this.timeout(60_000);
    const given = process.env['MODELTRAIL_SQLITE'];
    before(() => {
      process.env['MODELTRAIL_SQLITE'] = backend === 'node' ? 'node' : '';
      assert.equal(sqliteBackend(), backend);
    });
    after(() => {
      if (given === undefined) delete process.env['MODELTRAIL_SQLITE'];
      else process.env['MODELTRAIL_SQLITE'] = given;
    });

    const spoil: [string, (path: string) => void][] = [
      ['deleted', (path) => { for (const rest of ['', '-wal', '-shm']) rmSync(path + rest, { force: true }); }],
      ['deleted, but not its log', (path) => { rmSync(path); writeFileSync(`${path}-wal`, 'a log of something else'); }],
      ['no database', (path) => { writeFileSync(path, 'this is not a database, though it is long enough to look at'.repeat(100)); }],
      ['empty', (path) => { writeFileSync(path, ''); }],
      ['damaged in its middle', (path) => { const bytes = readFileSync(path); bytes.fill(0xee, 4096); writeFileSync(path, bytes); }],
      ['of another shape', (path) => { const database = openDatabase(path); database.exec('DROP TABLE versions; PRAGMA user_version = 99'); database.close(); }],
      ['missing a table', (path) => { const database = openDatabase(path); database.exec('DROP TABLE folders'); database.close(); }],
    ];
    for (const [what, how] of spoil) {
      it(`is made anew when it is ${what}`, inWorkspace(async (workspace) => {
        await filled(workspace);
        const expected = await everything(workspace);
        how(join(workspace.storeDir, 'index.db'));
        assert.deepEqual(await everything(workspace), expected);
        workspace.write('c.bin', 'c');
        await workspace.save(['c.bin']);
        assert.equal((await everything(workspace)).versions.length, 3);
      }));
    }

    it('belongs to one store: a copied one is made anew for the other', inWorkspace(async (workspace) => {
      await filled(workspace);
      const other = new Workspace();
      other.write('x.bin', 'x');
      await other.save(['x.bin']);
      cpSync(join(workspace.storeDir, 'index.db'), join(other.storeDir, 'index.db'));
      assert.equal((await everything(other)).versions.length, 1);
      other.dispose();
    }));

    it('tells a reader that it was deleted, and when something changed', inWorkspace(async (workspace) => {
      const [first = ''] = await filled(workspace);
      const reader = await workspace.reader();
      const seen = reader.dataVersion;
      assert.deepEqual(await refreshIndex(workspace.storeDir), { changed: false });
      assert.equal(reader.dataVersion, seen);
      await recordStatement(workspace.storeDir, { type: 'noted', version: first, note: 'changed' }, author, 10);
      assert.notEqual(reader.dataVersion, seen);
      assert.equal(reader.summary(first)?.note, 'changed');
      assert.equal(reader.stale, false);
      for (const rest of ['', '-wal', '-shm']) rmSync(join(workspace.storeDir, `index.db${rest}`), { force: true });
      assert.equal(reader.stale, true);
      await refreshIndex(workspace.storeDir);
      assert.equal(reader.stale, true);
      const next = openIndexReader(workspace.storeDir);
      assert.notEqual(next.dataVersion, reader.dataVersion);
      assert.equal(next.count(), 2);
      reader.close();
      next.close();
    }));

    it('drops what vanished and takes in what appears', inWorkspace(async (workspace) => {
      const [first = '', second = ''] = await filled(workspace);
      const manifest = join(workspace.storeDir, 'versions', second.slice(0, 2), `${second}.json`);
      const text = readFileSync(manifest);
      rmSync(manifest);
      assert.deepEqual((await everything(workspace)).versions.map(({ id }) => id), [first]);
      writeFileSync(manifest, text);
      assert.equal((await everything(workspace)).versions.length, 2);
      rmSync(dirname(manifest), { recursive: true });
      assert.equal((await everything(workspace)).versions.length, 1);
    }));

    it('shows versions of another clone, whose events come in any order', inWorkspace(async (workspace) => {
      await filled(workspace);
      const other = new Workspace();
      other.write('x.bin', 'x');
      const { id } = await other.save(['x.bin'], { label: { wanted: '1.0' } });
      await recordStatement(other.storeDir, { type: 'aliased', model: 'churn', alias: 'production', version: id }, author, 20);
      for (const name of other.files('events').reverse()) {
        mkdirSync(dirname(join(workspace.storeDir, name)), { recursive: true });
        cpSync(join(other.storeDir, name), join(workspace.storeDir, name));
        await refreshIndex(workspace.storeDir);
      }
      for (const name of other.files('versions')) cpSync(join(other.storeDir, name), join(workspace.storeDir, name));
      await workspace.read((reader) => {
        assert.equal(reader.summary(id)?.artifacts[0]?.bytes, 'elsewhere');
        assert.deepEqual(reader.byLabel('churn', '1.0').map(({ labelShared }) => labelShared), [true, true]);
        assert.equal(reader.aliases('churn')[0]?.versions.length, 2);
      });
      assert.deepEqual(await verifyStore(workspace.storeDir, {}, context()), []);
      other.dispose();
    }));

    it('takes in metrics that arrive after their version', inWorkspace(async (workspace) => {
      workspace.write('a.bin', 'a');
      const blob = 'a'.repeat(64);
      const { id } = await workspace.save(['a.bin'], { more: { metrics: { blob, count: 1 } } });
      await workspace.read((reader) => { assert.equal(reader.summary(id)?.metrics.size, 0); });
      assert.deepEqual(await refreshIndex(workspace.storeDir), { changed: false });
    }));

    it('knows a metric over all living versions, and the best of them', inWorkspace(async (workspace) => {
      const ids = await withMetric(workspace, [0.5, 0.9, '#number:NaN', 'text', 0.9, '#number:9223372036854775807', 0.7]);
      await workspace.read((reader) => {
        assert.deepEqual([...reader.metricHistory('churn', ['score', 'absent'])], [['score', { lowest: 0.5, highest: 9223372036854775807, versions: 5, values: [0.5, 0.7, 0.9, 9223372036854775807] }]]);
        assert.deepEqual(reader.metricHistory('other', ['score']).size, 0);
        assert.deepEqual([reader.bestVersion('churn', 'score', 'up'), reader.bestVersion('churn', 'score', 'down')], [ids[5], ids[0]]);
        assert.deepEqual([reader.bestVersion('churn', 'score', null), reader.bestVersion('churn', 'absent', 'up')], [null, null]);
      });
    }));

    it('keeps metrics in step with deleting, bringing back and losing versions', inWorkspace(async (workspace) => {
      const [low = '', high = '', same = ''] = await withMetric(workspace, [1, 3, 3]);
      const told = (): Promise<unknown[]> => workspace.read((reader) => {
        const history = reader.metricHistory('churn', ['score']).get('score');
        return [history?.lowest, history?.highest, history?.versions, history?.values, reader.bestVersion('churn', 'score', 'up')];
      });
      const say = (version: string, deleted: boolean) => recordStatement(workspace.storeDir, { type: 'deleted', version, deleted }, author, Date.now());
      assert.deepEqual(await told(), [1, 3, 3, [1, 3], same]);
      await say(same, true);
      assert.deepEqual(await told(), [1, 3, 2, [1, 3], high]);
      await say(high, true);
      assert.deepEqual(await told(), [1, 1, 1, [1], low]);
      await say(high, false);
      assert.deepEqual(await told(), [1, 3, 2, [1, 3], high]);
      const manifest = join(workspace.storeDir, 'versions', high.slice(0, 2), `${high}.json`);
      const text = readFileSync(manifest);
      rmSync(manifest);
      assert.deepEqual(await told(), [1, 1, 1, [1], low]);
      writeFileSync(manifest, text);
      assert.deepEqual(await told(), [1, 3, 2, [1, 3], high]);
      await say(low, true);
      await say(high, true);
      assert.deepEqual(await told(), [undefined, undefined, undefined, undefined, null]);
    }));

    it('takes in numbers of a blob that comes later, once', inWorkspace(async (workspace) => {
      const text = canonicalText({ score: { value: 2, source: { kind: 'typed' } } });
      workspace.write('a.bin', 'a');
      await workspace.save(['a.bin'], { more: { metrics: { blob: sha256(text), count: 1 } } });
      await workspace.read((reader) => { assert.equal(reader.metricHistory('churn', ['score']).size, 0); });
      await putBlobs(workspace.storeDir, [text]);
      await workspace.read((reader) => { assert.deepEqual(reader.metricHistory('churn', ['score']).get('score'), { lowest: 2, highest: 2, versions: 1, values: [2] }); });
    }));

    it('finds versions by what they recorded, and by what was said of them', inWorkspace(async (workspace) => {
      const typed = (values: Readonly<Record<string, Json>>) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, source: { kind: 'typed' as const } }]));
      workspace.write('a.bin', 'a');
      const save = async (now: number, params: Readonly<Record<string, Json>>, metrics: Readonly<Record<string, Json>> = {}) => (await workspace.save(['a.bin'], { now, more: { params: typed(params), metrics: typed(metrics) } })).id;
      const first = await save(1000, { 'optimizer.lr': 0.001, name: 'x'.repeat(300), layers: [64, 32], on: true }, { accuracy: 0.9 });
      const second = await save(2000, { 'optimizer.lr': 0.1, on: false, seed: '#number:9223372036854775807' }, { accuracy: '#number:NaN' });
      await recordStatement(workspace.storeDir, { type: 'aliased', model: 'churn', alias: 'production', version: first }, author, 9);
      await recordStatement(workspace.storeDir, { type: 'tagged', version: second, tag: 'draft', present: true }, author, 10);
      const find = (text: string, deleted = false): Promise<readonly string[]> =>
        workspace.read((reader) => reader.find({ filter: parseFilter(text), deleted, now: 86_400_000, me: author, best: [first] }).ids);
      for (const text of ['lr<1e-2', 'acc>=0.9 lr<1 on=true', 'on=true', `name~${'x'.repeat(200)}`, 'layers=[64,32]', 'alias:production', '-tag:draft', 'is:best', 'has:params lr=0.001']) assert.deepEqual(await find(text), [first], text);
      for (const text of ['lr>0.01', 'acc=nan', 'seed=9223372036854775807', 'tag:draft', 'is:latest', 'since:1d -alias:*']) assert.deepEqual(await find(text), [second], text);
      for (const text of ['', 'is:here', 'author:me', 'has:metrics', 'note:"a note"', 'a note']) assert.deepEqual(await find(text), [second, first], text);
      for (const text of ['lr=5', 'is:deleted', 'is:lost', 'has:code', 'model:other', 'absent=1']) assert.deepEqual(await find(text), [], text);
      await recordStatement(workspace.storeDir, { type: 'deleted', version: second, deleted: true }, author, 11);
      assert.deepEqual([await find('lr>0'), await find('lr>0', true), await find('is:deleted lr>0'), await find('-is:deleted')], [[first], [second, first], [second], [first]]);
    }));

    it('tells the words that filters can be made of', inWorkspace(async (workspace) => {
      const ids = await withMetric(workspace, [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 'text']);
      await recordStatement(workspace.storeDir, { type: 'tagged', version: ids[0] ?? '', tag: 'draft', present: true }, author, 9);
      await recordStatement(workspace.storeDir, { type: 'aliased', model: 'churn', alias: 'production', version: ids[0] ?? '' }, author, 9);
      const told = await workspace.read((reader) => reader.vocabulary());
      assert.deepEqual([told.tags, told.aliases, told.authors, told.models], [['draft'], ['production'], ['Ada'], ['churn']]);
      assert.deepEqual(told.names, [{ kind: 'metric', name: 'score', examples: [0.5, 0.6, 0.8, 0.9, 1.1, 'text'] }]);
    }));

    it('finds by parameters that arrive after their version, and by those of many versions once', inWorkspace(async (workspace) => {
      const text = canonicalText({ lr: { value: 2, source: { kind: 'typed' } } });
      workspace.write('a.bin', 'a');
      const { id } = await workspace.save(['a.bin'], { more: { params: { blob: sha256(text), count: 1 } } });
      const find = (): Promise<readonly string[]> => workspace.read((reader) => reader.find({ filter: parseFilter('lr=2'), deleted: false, now: 0, me: null, best: [] }).ids);
      assert.deepEqual(await find(), []);
      assert.deepEqual(await refreshIndex(workspace.storeDir), { changed: false });
      await putBlobs(workspace.storeDir, [text]);
      assert.deepEqual(await find(), [id]);
      assert.deepEqual(await refreshIndex(workspace.storeDir), { changed: false });
      await workspace.save(['a.bin'], { more: { params: { lr: { value: 2, source: { kind: 'typed' } } } } });
      assert.equal((await find()).length, 2);
      const database = openDatabase(join(workspace.storeDir, 'index.db'));
      assert.equal(database.prepare('SELECT COUNT(*) AS n FROM recorded_values').get()?.['n'], 1);
      database.close();
    }));

    it('is caught up by several at once', inWorkspace(async (workspace) => {
      await filled(workspace);
      const expected = await everything(workspace);
      rmSync(join(workspace.storeDir, 'index.db'));
      await Promise.all(Array.from({ length: 8 }, () => refreshIndex(workspace.storeDir)));
      assert.deepEqual(await everything(workspace), expected);
    }));
  });
}

describe('store: index of strangers and of many', function () {
  this.timeout(120_000);

  it('leaves out records that are not what their name says, or of an unknown kind', inWorkspace(async (workspace) => {
    const [first = ''] = await filled(workspace);
    const put = (folder: string, name: string, text: string): void => {
      mkdirSync(join(workspace.storeDir, folder, name.slice(0, 2)), { recursive: true });
      writeFileSync(join(workspace.storeDir, folder, name.slice(0, 2), `${name}.json`), text);
    };
    const later = { schema: 2, type: 'approved', version: first, by: 'Grace' };
    put('events', documentId(later), canonicalText(later));
    put('events', 'b'.repeat(64), canonicalText(later));
    put('versions', 'c'.repeat(64), '{"schema":1}');
    put('versions', 'd'.repeat(64), '{not json');
    assert.equal((await everything(workspace)).versions.length, 2);
    assert.equal((await verifyStore(workspace.storeDir, {}, context())).length, 3);
  }));

  it('reads a record that somebody has formatted', inWorkspace(async (workspace) => {
    const [first = ''] = await filled(workspace);
    const path = join(workspace.storeDir, 'versions', first.slice(0, 2), `${first}.json`);
    writeFileSync(path, `${JSON.stringify(JSON.parse(readFileSync(path, 'utf8')), null, 4)}\r\n`);
    rmSync(join(workspace.storeDir, 'index.db'));
    assert.equal((await everything(workspace)).versions.length, 2);
    assert.deepEqual(await verifyStore(workspace.storeDir, {}, context()), []);
  }));

  it('answers at once among thousands of versions', inWorkspace(async (workspace) => {
    workspace.write('a.bin', 'a');
    const { files } = await workspace.save(['a.bin']);
    manyVersions(workspace, files[0]?.sha256 ?? '', 3000);
    const reader = await workspace.reader();
    assert.equal(reader.count(), 3001);
    await assertCost(20, () => {
      for (let page = 0; page < 10; page++) reader.versions({ model: 'm1', offset: page * 50, limit: 50 });
      reader.latest('m1');
      reader.byLabel('m1', '1.7');
      reader.byArtifact(files[0]?.sha256 ?? '').slice(0, 10);
    });
    reader.close();
  }));

  it('tells the newest holder of bytes and of a path, and no deleted one', inWorkspace(async (workspace) => {
    workspace.write('a.bin', 'same');
    workspace.write('b.bin', 'same');
    const [at0, at1, at2, at3] = [0, 1, 2, 3].map((day) => Date.UTC(2026, 0, 1 + day));
    const first = await workspace.save(['a.bin'], { now: at0 });
    const second = await workspace.save(['a.bin', 'b.bin'], { now: at1, more: { remarks: [{ code: 'x', text: '1' }] } });
    const third = await workspace.save(['b.bin'], { now: at2 });
    const bytes = first.files[0]?.sha256 ?? '';
    const told = (): Promise<unknown> => workspace.read((reader) => [reader.holder(bytes, 'a.bin')?.id, reader.holder(bytes, 'b.bin')?.id, reader.holder(bytes, 'c.bin')?.id, reader.byPath('a.bin')?.id, reader.byArtifact(bytes).map(({ id }) => id), reader.byArtifact(bytes, 2).length]);
    assert.deepEqual(await told(), [second.id, third.id, third.id, second.id, [third.id, second.id, first.id], 2]);
    await recordStatement(workspace.storeDir, { type: 'deleted', version: second.id, deleted: true }, author, at3 ?? 0);
    assert.deepEqual(await told(), [first.id, third.id, third.id, first.id, [third.id, first.id], 2]);
  }));

  it('finds the newest of thousands with the same bytes without looking at the others', inWorkspace(async (workspace) => {
    workspace.write('a.bin', 'a');
    const { files } = await workspace.save(['a.bin']);
    const bytes = files[0]?.sha256 ?? '';
    manyVersions(workspace, bytes, 3000);
    (await workspace.reader()).close();
    const milliseconds = (look: (reader: IndexReader) => unknown): number => Math.min(...[1, 2, 3].map(() => {
      const reader = openIndexReader(workspace.storeDir);
      const began = performance.now();
      look(reader);
      const took = performance.now() - began;
      reader.close();
      return took;
    }));
    const all = milliseconds((reader) => reader.byArtifact(bytes));
    const one = milliseconds((reader) => [reader.holder(bytes, 'a.bin'), reader.holder(bytes, 'elsewhere.bin'), reader.byPath('a.bin'), reader.byArtifact(bytes, 5)]);
    assert.ok(one < all / 10, `${String(one)} ms, of all ${String(all)} ms`);
  }));

  it('thins out a metric of many values, keeping its ends', inWorkspace(async (workspace) => {
    workspace.write('a.bin', 'a');
    const { files } = await workspace.save(['a.bin']);
    manyVersions(workspace, files[0]?.sha256 ?? '', 3000, (at) => ({ accuracy: at / 3000, kind: at % 7, crowded: at === 0 ? -1e308 : at === 2997 ? 1e308 : at, same: 5 }));
    const reader = await workspace.reader();
    await assertCost(4, () => reader.metricHistory('m0', ['accuracy', 'kind', 'crowded', 'same']));
    const histories = reader.metricHistory('m0', ['accuracy', 'kind', 'crowded', 'same']);
    const accuracy = histories.get('accuracy');
    assert.deepEqual([accuracy?.lowest, accuracy?.highest, accuracy?.versions], [0, 2997 / 3000, 1000]);
    assert.ok(accuracy !== undefined && accuracy.values.length > maxHistoryValues * 0.8 && accuracy.values.length <= maxHistoryValues);
    assert.deepEqual([accuracy.values[0], accuracy.values.at(-1)], [0, 2997 / 3000]);
    const gaps = accuracy.values.slice(1).map((value, at) => value - (accuracy.values[at] ?? NaN));
    assert.ok(gaps.every((gap) => gap > 0 && gap < 3 / maxHistoryValues), 'evenly spread');
    assert.deepEqual(histories.get('kind')?.values, [0, 1, 2, 3, 4, 5, 6]);
    assert.deepEqual(histories.get('same'), { lowest: 5, highest: 5, versions: 1000, values: [5] });
    assert.deepEqual(histories.get('crowded')?.values, [-1e308, 3, 1e308]);
    assert.equal(reader.bestVersion('m0', 'same', 'down'), reader.versions({ model: 'm0', offset: 0, limit: 1 })[0]?.id, 'the newest of a thousand equals');
    assert.equal(reader.bestVersion('m0', 'accuracy', 'down'), reader.versions({ model: 'm0', offset: 999, limit: 1 })[0]?.id);
    reader.close();
  }));

  it('lies in the cache folder where the store is on no local, writable disk', inWorkspace((workspace) => {
    assert.equal(indexPath(join(workspace.root, 'not-there')).startsWith(workspace.root), false);
    assert.equal(existsSync(join(workspace.root, 'not-there')), false);
    assert.ok(statSync(workspace.root).isDirectory());
    return Promise.resolve();
  }));
});

/** Writes records as a clone would bring them, without the cost of making each last. */
function manyVersions(workspace: Workspace, sha256: string, count: number, values = (at: number): Readonly<Record<string, number>> => ({ accuracy: at / count, f1: at / count, loss: at / count })): void {
  const write = (folder: string, document: object): string => {
    const id = documentId(document as Json);
    mkdirSync(join(workspace.storeDir, folder, id.slice(0, 2)), { recursive: true });
    writeFileSync(join(workspace.storeDir, folder, id.slice(0, 2), `${id}.json`), canonicalText(document as Json));
    return id;
  };
  let parent: string | null = null;
  for (let at = 0; at < count; at++) {
    const time = new Date(1_700_000_000_000 + at * 60_000).toISOString();
    const metrics = Object.fromEntries(Object.entries(values(at)).map(([name, value]) => [name, { value, source: { kind: 'file' as const, path: 'metrics.json' } }]));
    const draft = workspace.draft([{ path: 'a.bin', size: 1, sha256 }], { model: `m${String(at % 3)}`, metrics, parents: parent === null || at % 3 !== 0 ? [] : [parent] });
    parent = write('versions', { ...draft, createdAt: time });
    write('events', { schema: 1, type: 'saved', version: parent, label: `1.${String(at)}`, note: 'note', origin: 'elsewhere', author, time, seen: [] });
  }
}
