import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Terminal, type VersionDocument } from './terminal.ts';

/** One sentence that says what is so, and one that says what to do; no stack, no path of ours. */
function assertOneSentence(text: string): void {
  assert.match(text, /^[^\n]{20,400}[.?)\w]\n$/u);
  assert.doesNotMatch(text, /\n\s+at |undefined|\[object/u);
}

describe('bad input in a terminal', () => {
  let terminal: Terminal;
  beforeEach(() => {
    terminal = new Terminal();
  });
  afterEach(() => {
    terminal.dispose();
  });

  async function fails(code: string, ...args: string[]): Promise<string> {
    const plain = await terminal.run(...args);
    assert.equal(plain.code, 2, plain.stdout + plain.stderr);
    assertOneSentence(plain.stderr);
    assert.equal(plain.stdout, '');
    const json = await terminal.run(...args, '--json');
    assert.equal(json.code, 2);
    assert.equal(json.stdout, '');
    const { error } = JSON.parse(json.stderr) as { error: { code: string; message: string; hint: string | null } };
    assert.equal(error.code, code);
    return plain.stderr;
  }

  it('names a path that is not there', async () => {
    assert.match(await fails('file-missing', 'save', 'nothing.pkl'), /nothing\.pkl/u);
    await fails('file-missing', 'info', 'nothing.pkl');
  });

  it('refuses an empty file and a folder without a model', async () => {
    terminal.write('empty.pkl', '');
    await fails('artifact-empty', 'save', 'empty.pkl');
    mkdirSync(terminal.path('folder'));
    terminal.write('folder/readme.txt', 'no model');
    await fails('not-a-model', 'save', 'folder');
  });

  it('refuses a path outside the folder', async () => {
    terminal.write('../outside.pkl', 'x');
    await fails('path-unsafe', 'save', '../outside.pkl');
  });

  it('explains references that name nothing or several', async () => {
    await fails('reference-unknown', 'show', '1.0');
    terminal.writeRandom('a.pkl', 100);
    await terminal.save('a.pkl', '--model', 'a');
    terminal.writeRandom('b.pkl', 100);
    await terminal.save('b.pkl', '--model', 'b');
    assert.match(await fails('reference-ambiguous', 'show', '1.0'), /a@1\.0.*b@1\.0/u);
    await fails('reference-unknown', 'show', 'a@9.9');
    await fails('reference-unknown', 'show', 'c@1.0');
    await fails('reference-unknown', 'restore', 'a@1.0~3');
    await fails('reference-invalid', 'show', '@');
  });

  it('refuses labels that are taken, reserved or look like ids', async () => {
    terminal.writeRandom('a.pkl', 100);
    await terminal.save('a.pkl', '--model', 'a', '--label', '1.0');
    terminal.writeRandom('a.pkl', 100);
    await fails('label-taken', 'save', 'a.pkl', '--label', '1.0');
    await fails('label-invalid', 'save', 'a.pkl', '--label', 'latest');
    await fails('label-invalid', 'save', 'a.pkl', '--label', 'deadbeef');
    await fails('alias-reserved', 'alias', 'set', 'best', 'a@1.0');
    await fails('reference-unknown', 'alias', 'unset', 'nothing');
    await terminal.json('alias', 'set', 'production', 'a@1.0');
    await fails('label-taken', 'label', 'a@1.0', 'production');
    await fails('label-taken', 'alias', 'set', '1.0', 'a@1.0');
    await terminal.json('delete', 'a@1.0');
    assert.match(await fails('reference-unknown', 'restore', 'a@production'), /was deleted.*undelete/u);
  });

  it('answers wrong usage with one sentence', async () => {
    await fails('usage', 'save');
    await fails('usage', 'fly');
    await fails('usage', 'list', '--nonsense');
    terminal.writeRandom('a.pkl', 100);
    await fails('usage', 'save', 'a.pkl', '--param', 'nonsense');
  });

  it('saves with a remark where a source can’t be read', async () => {
    terminal.write('params.yaml', 'lr: [1, 2\n  broken: }');
    terminal.write('metrics.json', '{ not json');
    terminal.write('train.py', 'import joblib\ndef broken(:\njoblib.dump(m, "m.pkl")\n');
    terminal.writeRandom('m.pkl', 100);
    const saved = await terminal.save('m.pkl');
    assert.ok(saved.remarks.some(({ text }) => text.includes('params.yaml')), JSON.stringify(saved.remarks));
    assert.ok(saved.remarks.some(({ text }) => text.includes('metrics.json')), JSON.stringify(saved.remarks));
  });

  it('works in a repository without commits, and outside Git', async () => {
    terminal.writeRandom('m.pkl', 100);
    assert.equal((await terminal.save('m.pkl')).code?.commit ?? null, null);
    const repository = new Terminal({ git: true });
    try {
      repository.writeRandom('m.pkl', 100);
      const saved = await repository.save('m.pkl');
      assert.equal(saved.code?.commit ?? null, null);
      assert.equal(saved.code?.branch ?? null, 'main');
    } finally {
      repository.dispose();
    }
  });

  it('says that a folder to work in is not there', async () => {
    const ran = await terminal.run('-C', '/nowhere/at/all', 'list');
    assert.equal(ran.code, 2);
    assertOneSentence(ran.stderr);
  });

  it('keeps working when the index is deleted or corrupt', async () => {
    const digest = terminal.writeRandom('m.pkl', 1000);
    await terminal.save('m.pkl', '--model', 'm');
    const index = terminal.path('.modeltrail/store/index.db');
    const whole = readFileSync(index);
    for (const spoiled of ['this is not a database', null, whole.subarray(0, 5000)]) {
      for (const suffix of ['', '-wal', '-shm']) rmSync(index + suffix, { force: true });
      if (spoiled !== null) writeFileSync(index, spoiled);
      terminal.write('m.pkl', 'changed');
      await terminal.json('restore', 'm@1.0');
      assert.equal(terminal.sha256('m.pkl'), digest);
    }
  });

  it('refuses a store of a newer format without touching it', async () => {
    terminal.writeRandom('m.pkl', 1000);
    await terminal.save('m.pkl', '--model', 'm');
    const path = terminal.path('.modeltrail/store/format');
    const format = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    const newer = JSON.stringify({ ...format, format: 99, reader: 1, writer: 99 });
    writeFileSync(path, newer);
    terminal.writeRandom('m.pkl', 1000);
    assert.match(await fails('format-newer', 'save', 'm.pkl'), /newer/u);
    assert.equal((await terminal.json<{ versions: VersionDocument[] }>('list')).versions.length, 1);
    assert.equal(readFileSync(path, 'utf8'), newer);
    writeFileSync(path, JSON.stringify({ ...format, format: 99, reader: 99, writer: 99 }));
    await fails('format-newer', 'list');
  });

  it('says so when there is no place to keep the trail', async () => {
    // Root may write everywhere, so a file stands where the folder would have to be made.
    terminal.write('.modeltrail', 'a file, not a folder');
    terminal.writeRandom('m.pkl', 100);
    const ran = await terminal.run('save', 'm.pkl');
    assert.equal(ran.code, 2);
    assertOneSentence(ran.stderr);
    assert.equal(readFileSync(terminal.path('.modeltrail'), 'utf8'), 'a file, not a folder');
  });
});
