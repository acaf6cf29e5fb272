import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalText, type Json } from '../../../src/domain/canonicalJson.ts';
import { explainOutline, readOutline } from '../../../src/formats/outline.ts';
import { expectedResult, fixturesFolder, modelFixtures } from './fixtures.ts';

describe('the outline of a file that a framework wrote', () => {
  for (const name of modelFixtures) {
    it(name, async () => {
      assert.deepEqual(await explainOutline(join(fixturesFolder, name)), expectedResult(name));
    });
  }

  it('is plain JSON with a canonical form', async () => {
    for (const name of modelFixtures) {
      const outline = await readOutline(join(fixturesFolder, name));
      assert.deepEqual(JSON.parse(canonicalText(outline as unknown as Json)), outline);
    }
  });
});

describe('a file without an outline', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'formats-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const reasonFor = async (name: string, content: string | Uint8Array): Promise<string | null> => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return (await explainOutline(path)).reason;
  };

  it('says why', async () => {
    assert.equal(await reasonFor('a.pkl', ''), 'it is empty');
    assert.equal(await reasonFor('a.txt', 'just text'), 'its format is not known');
    assert.equal(await reasonFor('a.h5', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1')), 'HDF5 files are not read yet');
    assert.equal(await reasonFor('a.pkl', Buffer.from('80049501', 'hex')), 'it ends too early');
    assert.equal(await reasonFor('a.pt', 'version https://git-lfs.github.com/spec/v1\n'), 'its pickle has an unknown opcode, 118');
    assert.equal((await explainOutline(join(folder, 'missing.pkl'))).reason, 'it could not be read (ENOENT)');
    assert.equal((await explainOutline(folder)).reason, 'it is not a file');
  });
});
