import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { canonicalText, documentId, type Json } from '../../../src/domain/canonicalJson.ts';
import { verifyStore } from '../../../src/store/verify.ts';
import { Sharer } from './history.ts';
import { author, context, sha256 } from './support.ts';

type Fields = Readonly<Record<string, Json>>;

const digest = sha256('a model');
const time = '2026-01-31T09:30:00.000Z';

function manifest(more: Fields = {}): Fields {
  return {
    schema: 1, model: 'churn', createdAt: time, trainedAt: null, author, parents: [], artifacts: [{ path: 'm.pkl', size: 7, sha256: digest }],
    params: {}, metrics: {}, code: null, data: [], environment: null, remarks: [], ...more,
  };
}

function saved(version: string, more: Fields = {}): Fields {
  return { schema: 1, type: 'saved', version, label: '1.0', note: '', origin: 'another store', author, time, seen: [], ...more };
}

/** Runs with a work tree whose history holds one good version, which must be taken in whatever else is there. */
function beside(plant: (sharer: Sharer) => void, more: (sharer: Sharer) => Promise<void> = () => Promise.resolve()): () => Promise<void> {
  return async () => {
    const sharer = new Sharer();
    try {
      const good = sharer.plant('versions', manifest({ remarks: [{ code: 'good', text: 'good' }] }));
      sharer.plant('events', saved(good, { label: 'good' }));
      plant(sharer);
      await sharer.takeIn();
      await sharer.read((reader) => {
        assert.deepEqual(reader.versions({ offset: 0, limit: 99 }).map(({ id, artifacts }) => [id, artifacts[0]?.bytes]), [[good, 'elsewhere']]);
      });
      assert.deepEqual(await verifyStore(sharer.storeDir, {}, context()), []);
      await more(sharer);
    } finally {
      sharer.dispose();
    }
  };
}

/** A version whose record is hostile in one way; its event is in order. */
function plantVersion(sharer: Sharer, fields: Fields, options: { id?: string; text?: string } = {}): void {
  const id = sharer.plant('versions', manifest(fields), options);
  sharer.plant('events', saved(id));
}

describe('store: a hostile shared history', function () {
  this.timeout(60_000);

  it('loses records whose name is not that of their content', beside((sharer) => {
    plantVersion(sharer, {}, { id: 'a'.repeat(64) });
    sharer.plant('events', saved(digest), { id: 'b'.repeat(64) });
  }));

  it('loses records that are no canonical documents, too long or too deep', beside((sharer) => {
    const id = documentId(manifest());
    plantVersion(sharer, {}, { text: canonicalText(manifest()).replace('"schema":1', '"schema":1,"schema":1') });
    assert.ok(existsSync(join(sharer.history, 'versions', id.slice(0, 2), `${id}.json`)));
    plantVersion(sharer, { remarks: [{ code: 'x', text: 'y'.repeat(70_000) }] });
    plantVersion(sharer, { params: { p: { value: JSON.parse('['.repeat(60) + ']'.repeat(60)) as Json, source: { kind: 'typed' } } }, extra: 1 }, { text: '['.repeat(100_000) });
    plantVersion(sharer, { schema: 2 });
    sharer.plant('events', { ...saved(id), type: 'promoted' });
  }));

  it('loses versions with unsafe paths, and names that nobody could have given here', beside((sharer) => {
    for (const path of ['../m.pkl', '/etc/passwd', '.git/hooks/post-checkout', '.VSCODE/tasks.json', '.modeltrail/config.yaml', 'a\\b', 'C:/x', 'con', 'a/../b']) plantVersion(sharer, { artifacts: [{ path, size: 7, sha256: digest }] });
    plantVersion(sharer, { artifacts: [{ path: 'M.pkl', size: 7, sha256: digest }, { path: 'm.pkl', size: 7, sha256: digest }] });
    for (const model of ['a@b', 'a\u202eb', '-a', ' a', 'x'.repeat(101)]) plantVersion(sharer, { model });
    for (const label of ['latest', 'a b', '\u001b[2J', 'abcdef0']) sharer.plant('events', saved(sharer.plant('versions', manifest({ extra: label })), { label }));
    plantVersion(sharer, { data: [{ path: '\\\\evil\\share', sha256: digest, size: 1, rows: null, source: { kind: 'code' } }] });
    sharer.plant('events', { schema: 1, type: 'aliased', model: 'churn', alias: 'best', version: digest, author, time, seen: [] });
  }));

  it('loses what is dated in the future, which would push every later save before it', beside(
    (sharer) => {
      plantVersion(sharer, { createdAt: '9999-12-31T23:59:59.999Z' });
      const id = sharer.plant('versions', manifest({ extra: 1 }));
      sharer.plant('events', saved(id, { time: '9999-12-31T23:59:59.999Z' }));
    },
    async (sharer) => {
      sharer.write('m.bin', 100);
      assert.match((await sharer.save(['m.bin'])).createdAt, /^20/u);
    },
  ));

  it('is not followed through links, and waits for no pipe', beside((sharer) => {
    const elsewhere = sharer.path('elsewhere');
    const document = manifest({ extra: 'linked' });
    const id = documentId(document);
    const shard = join(sharer.history, 'versions', id.slice(0, 2));
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, `${id}.json`), canonicalText(document));
    mkdirSync(shard, { recursive: true });
    symlinkSync(join(elsewhere, `${id}.json`), join(shard, `${id}.json`));
    sharer.plant('events', saved(id));
    const event = saved(digest);
    const name = documentId(event);
    rmSync(join(sharer.history, 'events', name.slice(0, 2)), { recursive: true, force: true });
    symlinkSync(elsewhere, join(sharer.history, 'events', name.slice(0, 2)));
    writeFileSync(join(elsewhere, `${name}.json`), canonicalText(event));
    mkdirSync(join(sharer.history, 'events', 'cc'), { recursive: true });
    if (process.platform !== 'win32') execFileSync('mkfifo', [join(sharer.history, 'events', 'cc', `${'c'.repeat(64)}.json`)]);
  }));

  it('loses names of another form, and blobs that nobody names, are too long or not what they are called', beside(
    (sharer) => {
      for (const name of ['events/zz/x.json', `events/aa/${'b'.repeat(64)}.json`, `events/AA/${'A'.repeat(64)}.json`, 'events/aa', 'versions/..%2f/x', 'packs/evil.pack', 'format']) {
        try {
          sharer.plantFile(name, 'x');
        } catch {
          // A folder has that name already.
        }
      }
      sharer.plantFile(`blobs/${sha256('stray').slice(0, 2)}/${sha256('stray')}`, 'stray');
      sharer.plantFile(`blobs/${digest.slice(0, 2)}/${digest}`, 'not a model');
    },
    (sharer) => {
      assert.deepEqual(sharer.files('blobs'), []);
      assert.deepEqual(sharer.files('packs'), []);
      return Promise.resolve();
    },
  ));

  it('is none where its folder is a link', async () => {
    const sharer = new Sharer();
    try {
      sharer.plant('events', saved(sharer.plant('versions', manifest())));
      renameSync(sharer.history, sharer.path('moved'));
      symlinkSync(sharer.path('moved'), sharer.history);
      assert.equal(await sharer.takeIn(), 0);
      await assert.rejects(sharer.share({ scope: 'all' }), /is a link/u);
      assert.ok(!existsSync(sharer.storeDir));
    } finally {
      sharer.dispose();
    }
  });

  it('can’t save a version anew, and so not give it another label, note or origin', async () => {
    const sharer = new Sharer();
    try {
      sharer.write('m.bin', 100);
      const { id, label } = await sharer.save(['m.bin']);
      sharer.plant('events', saved(id, { label: '9.9', note: 'forged', time: '2020-01-01T00:00:00.000Z' }));
      await sharer.takeIn();
      await sharer.read((reader) => {
        assert.deepEqual([reader.summary(id)?.label, reader.summary(id)?.rivalLabels, reader.summary(id)?.note], [label, [], 'a note']);
        assert.ok(reader.isOwn(id));
      });
    } finally {
      sharer.dispose();
    }
  });

  it('that comes in pieces is taken in once it is whole, and only once', async () => {
    const sharer = new Sharer();
    try {
      const code = 'print(1)\n';
      const document = manifest({ code: { commit: null, branch: null, patch: null, script: 'train.py', files: [{ path: 'train.py', sha256: sha256(code), size: 9, role: 'script' }] } });
      const id = documentId(document);
      sharer.plant('events', saved(id));
      assert.equal(await sharer.takeIn(), 0);
      sharer.plant('versions', document);
      assert.equal(await sharer.takeIn(), 1);
      assert.deepEqual(sharer.files('blobs'), []);
      sharer.plantFile(`blobs/${sha256(code).slice(0, 2)}/${sha256(code)}`, code);
      assert.equal(await sharer.takeIn(), 0);
      assert.deepEqual(sharer.files('blobs').map((path) => path.slice(-64)), [sha256(code)]);
      // What is absent means nothing, and what was taken in is not written out as our own.
      cpSync(sharer.history, sharer.path('kept'), { recursive: true });
      rmSync(sharer.history, { recursive: true });
      assert.equal(await sharer.takeIn(), 0);
      await sharer.share();
      assert.deepEqual(readdirSync(sharer.history, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.startsWith('.')), []);
      assert.equal(await sharer.read((reader) => reader.count()), 1);
      await sharer.share({ scope: 'all' });
      rmSync(join(sharer.path('kept'), 'tmp'), { recursive: true, force: true });
      for (const folder of ['versions', 'events', 'blobs']) assert.deepEqual(readdirSync(join(sharer.history, folder), { recursive: true }).sort(), readdirSync(join(sharer.path('kept'), folder), { recursive: true }).sort());
    } finally {
      sharer.dispose();
    }
  });
});
